"""The unit files by themselves: systemd understands every line of them, and they give away as little as they can."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
SERVICES = ("il-alert-bot.service", "il-alert-bot-drill.service")
EXPOSURE = 1.1

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


@pytest.mark.parametrize("name", [*SERVICES, "il-alert-bot-drill.timer"])
def test_systemd_understands_every_line(tmp_path, name):
    # Only what it complains about matters, as it ends with 0 in spite of misspelt lines. The program is not here.
    for one in (*UNITS.glob("*.service"), *UNITS.glob("*.timer")):
        text = one.read_text().replace("/opt/il-alert-bot/current/bin/il-alert-bot", "/bin/true")
        (tmp_path / one.name).write_text(text)
    unit = tmp_path / name
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_its_exposure_stays_low(name):
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", UNITS / name], capture_output=True, text=True, check=True
    )
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found is not None, done.stdout
    assert float(found[1]) <= EXPOSURE, done.stdout
