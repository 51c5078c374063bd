"""Upgrades and rollbacks of a service that runs, and of one that does not."""

import re
import shutil
from pathlib import Path

import pytest

from tests.e2e.actions import alerts, press
from tests.systemd.service import run

HOME = Path("/opt/il-alert-bot")
RELEASE = "il-alert-bot-release"


@pytest.fixture
def another(tmp_path):
    """Another release, which says that it is a later version."""
    copy = tmp_path / "release"
    shutil.copytree(HOME / "current" / ".", copy, symlinks=True)
    (metadata,) = copy.glob("lib/python3*/site-packages/ilert_slack_bot-*.dist-info/METADATA")
    metadata.write_text(re.sub(r"(?m)^Version: .*$", "Version: 99.0.0", metadata.read_text()))
    return copy


@pytest.fixture(autouse=True)
def releases():
    """Leave the releases as they were."""
    before = {name: (HOME / name).readlink() for name in ("current", "previous") if (HOME / name).is_symlink()}
    kept = {path.name for path in (HOME / "releases").iterdir()}
    yield
    for name in ("current", "previous"):
        (HOME / name).unlink(missing_ok=True)
    for name, target in before.items():
        (HOME / name).symlink_to(target)
    for path in (HOME / "releases").iterdir():
        if path.name not in kept:
            shutil.rmtree(path)


async def running_release(service):
    """Return the name of the release whose files the service's process has open."""
    _, maps = await run("cat", f"/proc/{await service.show('MainPID')}/maps")
    (name,) = set(re.findall(r"/opt/il-alert-bot/releases/([^/]+)/", maps))
    return name


async def test_an_upgrade_restarts_the_service_keeps_what_waits_and_can_be_taken_back(sandbox, service, another):
    await service.start()
    sandbox.faults.ilert = "down"
    await press(sandbox)
    before = await running_release(service)

    code, printed = await run(RELEASE, "add", str(another))
    assert code == 0, printed
    assert "the service was restarted with it" in printed
    assert (await running_release(service)).startswith("99.0.0-")
    assert "99.0.0" in (await run("il-alert-bot", "--version"))[1]
    await service.becomes("StatusText", lambda text: text.startswith("connected, 1 alert waiting"))

    code, printed = await run(RELEASE, "rollback")
    assert code == 0, printed
    assert await running_release(service) == before
    sandbox.faults.ilert = "up"
    await sandbox.until(lambda: len(alerts(sandbox)) == 1, timeout=45)


async def test_a_service_that_does_not_run_is_not_started(service, another):
    code, printed = await run(RELEASE, "add", str(another))
    assert code == 0, printed
    assert await service.show("ActiveState") == "inactive"


async def test_a_release_that_does_not_start_is_taken_back_and_the_old_one_runs(service, another):
    await service.start()
    before = await running_release(service)
    (daemon,) = another.glob("lib/python3*/site-packages/bot/service/daemon.py")
    daemon.write_text("raise RuntimeError('this release is broken')\n")

    code, printed = await run(RELEASE, "add", str(another))
    assert code == 1
    assert "this release is broken" in printed
    assert f"{before} is in use again, and the service runs with it" in printed
    assert (HOME / "current").readlink() == Path("releases", before)
    assert await running_release(service) == before
    await service.becomes("StatusText", "connected, no alert waiting".__eq__)
