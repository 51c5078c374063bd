"""What commands print where a terminal cannot show everything, and where a demo cannot start."""

import os
import subprocess
import sys

import pytest

from bot.cli.main import main


def il_alert_bot(*arguments, cwd=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *arguments],
        env={**os.environ, **environment},
        cwd=cwd,
        capture_output=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_where_the_encoding_has_no_frames_lines_are_plain(policy_file, encoding):
    policy_file.write_text(policy_file.read_text().replace("What is broken?", "Was ist los? \N{GRINNING FACE}"))
    done = il_alert_bot("preview", "--channel", "#demo", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    first, *_ = lines = done.stdout.decode("ascii").splitlines()
    assert first == f"+{'-' * 66}+"
    assert any(line.startswith("| Was ist los? ? ") for line in lines)


def test_where_it_has_them_they_are_drawn(policy_file):
    done = il_alert_bot("preview", "--channel", "#demo", PYTHONIOENCODING="utf-8")
    assert done.stdout.decode().startswith("┌─")


@pytest.mark.parametrize("port", ["99999", "-1", "9" * 5000, "http"])
def test_a_port_that_does_not_exist(capsys, port):
    with pytest.raises(SystemExit) as caught:
        main(["demo", f"--port={port}"])
    assert caught.value.code == 2
    assert capsys.readouterr().err.endswith("\n")


def test_a_demo_where_nothing_can_be_written(tmp_path):
    (tmp_path / ".demo").write_text("in the way")
    done = il_alert_bot("demo", "--port", "0", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode() == (
        f"il-alert-bot: {tmp_path}/.demo/config.toml cannot be written: File exists; "
        "start the demo in a directory of your own\n"
    )
