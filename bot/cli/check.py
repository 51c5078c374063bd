"""`il-alert-bot check`: what is wrong with a policy file, before it counts."""

import argparse
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.checks.report import Report, as_github, as_json, as_text
from bot.checks.run import Fetch, check, check_text
from bot.checks.snapshot import last_directory
from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.exits import CommandFailed
from bot.cli.terminal import CYAN, GREEN, RED, YELLOW, colour
from bot.config.places import Places, find_places
from bot.policy.diagnostics import PolicyError, Severity
from bot.policy.file import LARGEST_FILE_BYTES, decode, load_policy

_STANDARD_INPUT = Path("-")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a file, the form of the report, and whom to ask."""
    describe(
        parser,
        "Check a policy file and run its [[test]] tables. Uses what the bot last read from ilert, where that is in "
        "the state directory (IL_ALERT_STATE_DIR); without it, only tests of the channel dialog have a result, and a "
        "channel's name and its id count as two channels. Ends with 0 if the file is good, else with 1.",
        ("il-alert-bot check", "the file that the bot uses (IL_ALERT_CONFIG)"),
        ("il-alert-bot check config.toml", "another one, before it is put in place"),
        ("il-alert-bot check --online config.toml", "also ask ilert and Slack whether all that it names exists"),
        ("git show HEAD:config.toml | il-alert-bot check -", "standard input"),
        ("il-alert-bot check --format github config.toml", "in a workflow, beside the lines of a pull request"),
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="- for standard input; default: the bot's own"
    )
    parser.add_argument("--format", choices=("text", "json", "github"), default="text", help="default: text")
    parser.add_argument("--online", action="store_true", help="ask ilert and Slack too; changes nothing there")


def run(options: argparse.Namespace) -> int:
    """Check a file and print the report. Returns the exit code."""
    report = _online(options.file) if options.online else _offline(options.file)
    text = _written(report, options.format)
    if text:
        print(text)
    return exits.OK if report.good else exits.MISTAKES


def _offline(file: Path | None) -> Report:
    places = find_places()
    return _checked(file or places.policy_file, places)


def _checked(path: Path, places: Places, fetch: Fetch | None = None) -> Report:
    return _check_input(places, fetch) if path == _STANDARD_INPUT else check(path, places, fetch)


def _online(file: Path | None) -> Report:
    """Check a file with the help of ilert and Slack, and add what the running bot has seen of its alert sources."""
    # Only here are settings needed, an outbox, and the libraries of HTTP, Slack and logging.
    from bot.checks import online  # noqa: PLC0415
    from bot.cli.source_knowledge import known_sources, read_knowledge  # noqa: PLC0415
    from bot.config import logging  # noqa: PLC0415
    from bot.config.settings import SettingsError, load_settings  # noqa: PLC0415

    try:
        settings = load_settings()
    except SettingsError as error:
        raise CommandFailed(f"cannot check:\n{error}", exits.CONFIGURATION) from error
    logging.silence()
    path = file or settings.policy_file
    report = _checked(path, settings, partial(online.fetch, settings))
    if path == _STANDARD_INPUT or not report.good:
        return report
    seen = known_sources(load_policy(path).policy, last_directory(settings), read_knowledge(settings))
    return replace(report, basis=(*report.basis, *seen))


def _check_input(places: Places, fetch: Fetch | None) -> Report:
    content = sys.stdin.buffer.read(LARGEST_FILE_BYTES + 1)
    try:
        text = decode(content, "<stdin>")
    except PolicyError as error:
        return Report("<stdin>", error.diagnostics)
    return check_text(text, "<stdin>", places, fetch)


def _written(report: Report, form: str) -> str:
    match form:
        case "json":
            return as_json(report)
        case "github":
            return as_github(report)
        case _:
            paint = colour()
            colours = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.NOTICE: CYAN, None: GREEN}
            return as_text(report, lambda severity, text: paint(text, colours[severity]))
