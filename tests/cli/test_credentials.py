"""`il-alert-bot credentials`: typed at a real terminal, and from a pipe."""

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import credentials as command
from bot.config.credentials import CREDENTIALS, OPTIONAL

# setsid makes the terminal the one that /dev/tty means; env undoes that a shell starts what runs in the background,
# these tests perhaps, with SIGINT ignored.
AT_TERMINAL = ["/usr/bin/setsid", "--ctty", "/usr/bin/env", "--default-signal=INT"]
COMMAND = [sys.executable, "-m", "bot.cli.main", "credentials"]
BOT, APP, KEY = "xoxb-1-bot-secret", "xapp-1-app-secret", "il1api-secret"


class Terminal:
    """A command with a terminal of its own."""

    def __init__(self, *arguments):
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [*AT_TERMINAL, *COMMAND, *map(str, arguments)], stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        self.seen = ""
        self._position = 0

    def wait_for(self, text):
        """Read until a text appears after what was waited for before."""
        while (found := self.seen.find(text, self._position)) < 0:
            assert select.select([self.ours], [], [], 30)[0], f"{text!r} did not come:\n{self.seen}"
            self.seen += os.read(self.ours, 4096).decode()
        self._position = found + len(text)

    def type(self, text):
        os.write(self.ours, text.encode())

    def end(self):
        """Wait for the end, and return the exit code."""
        try:
            while data := os.read(self.ours, 4096):
                self.seen += data.decode()
        except OSError:
            pass  # how Linux says that nobody has the terminal open any more
        return self.process.wait(30)


@pytest.fixture
def at_terminal():
    running = []

    def start(*arguments):
        running.append(Terminal(*arguments))
        return running[-1]

    yield start
    for terminal in running:
        terminal.process.kill()
        terminal.process.wait()
        os.close(terminal.ours)


@pytest.fixture
def piped(tmp_path):
    def run(text, *names):
        line = [*COMMAND, "--directory", str(tmp_path / "credentials"), *names]
        return subprocess.run(line, input=text, capture_output=True, text=True, timeout=30, check=False)

    return run


def kept(tmp_path):
    return {path.name: path.read_text() for path in (tmp_path / "credentials").iterdir()}


def test_the_names_are_those_that_the_service_takes():
    assert tuple(one.name for one in (*CREDENTIALS, *OPTIONAL)) == command._NAMES


def test_the_url_of_a_shared_database_is_asked_for_only_by_its_name(piped, tmp_path):
    url = "postgresql://bot:hunter2@db.acme.example/bot"
    piped(f"{url}\n", "IL_ALERT_DATABASE_URL")
    assert kept(tmp_path) == {"IL_ALERT_DATABASE_URL": url}
    refused = piped("mysql://bot@db.acme.example/bot\n", "IL_ALERT_DATABASE_URL")
    assert "expected the URL of a PostgreSQL database" in refused.stderr
    assert kept(tmp_path) == {"IL_ALERT_DATABASE_URL": url}


def test_typed_at_a_terminal(at_terminal, tmp_path):
    terminal = at_terminal("--directory", tmp_path / "credentials")
    terminal.wait_for("SLACK_BOT_TOKEN: in the Slack app under OAuth & Permissions")
    terminal.wait_for("xoxb-\r\n  ")
    terminal.type(APP + "\n")
    terminal.wait_for("il-alert-bot: SLACK_BOT_TOKEN: expected a Slack bot token, which starts with xoxb-\r\n  ")
    terminal.type(BOT + "\n")
    terminal.wait_for("starts with xapp-\r\n  ")
    terminal.type(APP + "\n")
    terminal.wait_for("an API key of an admin in ilert\r\n  ")
    terminal.type(KEY + "\n")
    terminal.wait_for("Ask Slack and ilert now? [Y/n] ")
    terminal.type("n\n")
    assert terminal.end() == 0
    assert kept(tmp_path) == {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "ILERT_API_TOKEN": KEY}
    assert "secret" not in terminal.seen.replace("each secret", "")


def test_enter_leaves_one_as_it_is(at_terminal, piped, tmp_path):
    piped(f"{BOT}\n{APP}\n{KEY}\n")
    terminal = at_terminal("--directory", tmp_path / "credentials", "ILERT_API_TOKEN", "SLACK_BOT_TOKEN")
    terminal.wait_for("starts with xoxb-\r\n  ")
    terminal.type("\n")
    terminal.wait_for("in ilert\r\n  ")
    terminal.type("another-key\n")
    terminal.wait_for("[Y/n] ")
    terminal.type("\x04")
    assert terminal.end() == 0
    assert "ILERT_API_TOKEN written." in terminal.seen
    assert kept(tmp_path) == {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "ILERT_API_TOKEN": "another-key"}


def test_the_doctor_is_asked_with_what_was_written(at_terminal, tmp_path, monkeypatch):
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ILERT_ENDPOINT", "http://127.0.0.1:9")
    terminal = at_terminal("--directory", tmp_path / "credentials")
    for prompt, secret in (("xoxb-\r\n  ", BOT), ("xapp-\r\n  ", APP), ("in ilert\r\n  ", KEY)):
        terminal.wait_for(prompt)
        terminal.type(secret + "\n")
    terminal.wait_for("[Y/n] ")
    terminal.type("\n")
    assert terminal.end() == 1
    assert "SLACK_BOT_TOKEN" not in terminal.seen.partition("[Y/n] ")[2]  # it is there
    assert "http://127.0.0.1:9 not reached" in terminal.seen


@pytest.mark.parametrize("how", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_stopped_half_way_nothing_is_written(at_terminal, tmp_path, how):
    terminal = at_terminal("--directory", tmp_path / "credentials")
    terminal.wait_for("xoxb-\r\n  ")
    terminal.type(BOT + "\n")
    terminal.wait_for("xapp-\r\n  ")
    terminal.type(how)
    assert terminal.end() == 1
    assert "il-alert-bot: stopped; nothing was written.\r\n" in terminal.seen
    assert kept(tmp_path) == {}


def test_from_a_pipe_a_line_each(piped, tmp_path):
    done = piped(f"{BOT}\n{APP}\n{KEY}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        f"{tmp_path}/credentials: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, ILERT_API_TOKEN written.\n"
    )
    assert kept(tmp_path) == {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "ILERT_API_TOKEN": KEY}


def test_what_is_still_missing_is_told(piped, tmp_path):
    done = piped(KEY, "ILERT_API_TOKEN")
    assert "Still missing: SLACK_BOT_TOKEN, SLACK_APP_TOKEN. The service does not start without." in done.stdout
    assert kept(tmp_path) == {"ILERT_API_TOKEN": KEY}
    assert "nothing was changed" in piped("\n", "ILERT_API_TOKEN").stdout


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("", (), "found 0 lines on standard input, expected 3: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, ILERT_API_TOKEN"),
        (f"{BOT}\n{KEY}\n", (), "found 2 lines on standard input, expected 3: "),
        (f"{KEY}\n{KEY}\n", ("ILERT_API_TOKEN",), "found 2 lines on standard input, expected 1: ILERT_API_TOKEN"),
        (f"{APP}\n{BOT}\n{KEY}\n", (), "SLACK_BOT_TOKEN: expected a Slack bot token, which starts with xoxb-"),
    ],
)
def test_from_a_pipe_all_or_nothing(piped, tmp_path, text, names, expected):
    done = piped(text, *names)
    assert done.returncode == 1
    assert done.stderr.startswith(f"il-alert-bot: {expected}")
    assert done.stderr.endswith("\nNothing was written.\n")
    assert "secret" not in done.stderr
    assert kept(tmp_path) == {}


def test_a_secret_on_the_command_line_is_refused_and_not_repeated(piped, tmp_path):
    done = piped("", BOT)
    assert done.returncode == 2
    assert "Secrets are asked for; on a command line, others could read them" in done.stderr
    assert BOT not in done.stderr
    assert not (tmp_path / "credentials").exists()


def test_no_process_list_shows_a_secret(tmp_path):
    line = [*COMMAND, "--directory", str(tmp_path / "credentials")]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdin.write(f"{BOT}\n{APP}\n{KEY}\n")
        process.stdin.flush()
        # It runs until the end of its input, and can be looked at meanwhile, as soon as the kernel has its arguments.
        while not (shown := Path(f"/proc/{process.pid}/cmdline").read_bytes()):
            assert process.poll() is None
        shown += Path(f"/proc/{process.pid}/environ").read_bytes()
        process.communicate(timeout=30)
    assert b"credentials" in shown
    assert not any(secret.encode() in shown for secret in (BOT, APP, KEY))
    assert len(kept(tmp_path)) == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_without_root_it_says_so_before_it_asks(tmp_path):
    tmp_path.chmod(0o755)
    # Another user can read neither an interpreter nor modules below a closed home folder: all is loaded before.
    code = (
        "import argparse, os, pathlib, sys; from bot.cli import credentials; "
        "os.setuid(65534); "
        "code = credentials.run(argparse.Namespace(names=[], directory=pathlib.Path(sys.argv[1]))); "
        # What measures coverage could not write its file as that user.
        "sys.stderr.flush(); os._exit(code)"
    )
    line = [sys.executable, "-c", code, str(tmp_path / "credentials")]
    done = subprocess.run(line, input="", capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"il-alert-bot: {tmp_path}/credentials: Permission denied. Run it as root: sudo il-alert-bot credentials\n"
    )
