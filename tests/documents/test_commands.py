"""What the documents tell people to type exists, and what can run anywhere does, and prints what stands there."""

import re
import shutil
import time
from pathlib import Path

import pytest
import structlog

from bot.checks.online import connections
from bot.cli import exits
from bot.cli.commands import COMMANDS
from bot.cli.demo.sandbox import settings_for
from bot.cli.demo.scenarios import DEFAULT, SCENARIOS
from bot.cli.main import main
from bot.config.settings import load_settings
from bot.directory import snapshot_file
from bot.directory.reader import read_account
from bot.outbox.opening import NAME as OUTBOX
from bot.outbox.sqlite import SqliteOutbox
from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.alerts import EVENT
from tests.documents.commands import commands, options_of, problem, runs_anywhere, simple_commands
from tests.documents.pages import PAGES, fenced, prose

SHOWN = [
    pytest.param(shown.line, id=f"{page.name}: {shown.line}")
    for page in PAGES
    for block in fenced(page)
    for shown in commands(block)
]
# Inline, such as `il-alert-bot check --online` or `sudo make install`; with placeholders, so not parsed as a whole.
MENTIONED = [
    pytest.param(words.split(), id=f"{page.name}: {words}")
    for page in PAGES
    for words in re.findall(r"`(?:sudo )?((?:il-alert-bot|make) [^`]+)`", prose(page))
]
RUNNING = [page for page in PAGES if any(runs_anywhere(shown) for block in fenced(page) for shown in commands(block))]
# The documents' examples are about the sandbox's company, whose account the bot has read two minutes ago.
READ_SECONDS_AGO = 130


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_names_only_what_exists(line):
    assert [found for words in simple_commands(line) if (found := problem(words))] == []


@pytest.mark.parametrize("words", MENTIONED)
def test_a_mentioned_command_exists(words):
    program, name, *rest = words
    if program == "make":
        assert problem(words) == ""
        return
    assert name in COMMANDS or name.startswith("-")
    options = {option for word in rest if (option := word.strip("[],").partition("=")[0]).startswith("--")}
    assert options <= (options_of(name) if options else set())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("il-alert-bot chekc", "il-alert-bot does not take"),
        ("sudo il-alert-bot check --onlien", "il-alert-bot does not take"),
        ("il-alert-bot-release forward", "no forward"),
        ("sudo make nothing", "the Makefile has no nothing"),
        ("make install NOWHERE=1", "the Makefile has no NOWHERE"),
        ("install systemd/nothing.service /etc", "there is no systemd/nothing.service"),
        ("frobnicate", "frobnicate is not known"),
        ("il-alert-bot check | frobnicate", "frobnicate is not known"),
    ],
)
def test_what_does_not_exist_is_found(line, expected):
    (found,) = [found for words in simple_commands(line) if (found := problem(words))]
    assert found.startswith(expected)


@pytest.fixture
async def _installation(tmp_path, monkeypatch):
    """Work where a bot has read the sandbox's account, and keeps the alert that all documents quote."""
    async with Sandbox.start(world=small_world(), port=0) as sandbox:
        with monkeypatch.context() as settings:
            for name, value in settings_for(sandbox).items():
                settings.setenv(name, value)
            loaded = load_settings()
        async with connections(loaded) as (_, ilert):
            snapshot_file.write(tmp_path, await read_account(ilert, time.time() - READ_SECONDS_AGO))
    outbox = SqliteOutbox(tmp_path / OUTBOX, owner="somebody", clock=time.time, repair=False)
    await outbox.accept(EVENT)
    await outbox.close()
    shutil.copy(SCENARIOS[DEFAULT].policy, tmp_path / "config.toml")
    monkeypatch.setenv("IL_ALERT_CONFIG", "config.toml")
    monkeypatch.setenv("IL_ALERT_STATE_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("_installation")
@pytest.mark.parametrize("page", RUNNING, ids=lambda page: page.name)
def test_what_can_run_anywhere_prints_what_the_page_says(page, capsys):
    for block in fenced(page):
        if block.name:
            Path(block.name).write_text(block.text)
        for shown in filter(runs_anywhere, commands(block)):
            (words,) = simple_commands(shown.line)
            arguments = words[words.index("il-alert-bot") + 1 :]
            code, printed = main(arguments), "".join(capsys.readouterr())
            assert code == exits.OK or (code == exits.MISTAKES and shown.output), f"{shown.line}\n{printed}"
            assert not shown.output or matches(printed, shown.output), f"{shown.line}\n{printed}"


def matches(printed, expected):
    """Compare texts; an `…` on a line by itself stands for any lines, another for any part of its line."""
    parts = (
        "(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + "\n" for line in expected.splitlines()
    )
    return re.fullmatch("".join(parts), printed.strip("\n") + "\n") is not None


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\n", False),
        ("a\nb\nc\n", "a\n…\nc\n", True),
        ("version 12ab.\n", "version ….\n", True),
        ("version 12ab\nc\n", "version …\n", False),
    ],
)
def test_what_is_printed_is_compared(printed, expected, same):
    assert matches(printed, expected) is same
