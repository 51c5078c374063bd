"""`il-alert-bot check`: what is wrong with a policy file, before it counts."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import exits
from bot.cli.arguments import Commands, add_command

if TYPE_CHECKING:
    from bot.checks.report import Report


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "check",
        run,
        summary="say all that is wrong with a policy file, and prove its tests",
        description="Check a policy file and prove its [[test]] tables. Uses what the bot last read from ilert, "
        "where that is in the state directory (IL_ALERT_STATE_DIR); without it, only tests of Option 2 can be "
        "proven, and a channel's name and its id count as two channels. Ends with 0 if the file is good, else "
        "with 1.",
        examples=(
            ("il-alert-bot check", "the file that the bot uses (IL_ALERT_CONFIG)"),
            ("il-alert-bot check config.toml", "another one, before it is put in place"),
            ("il-alert-bot check --online config.toml", "also ask ilert and Slack whether all that it names exists"),
            ("il-alert-bot check --format github config.toml", "in a workflow, beside the lines of a pull request"),
        ),
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: the bot's own")
    parser.add_argument("--format", choices=("text", "json", "github"), default="text", help="default: text")
    parser.add_argument("--online", action="store_true", help="ask ilert and Slack too; changes nothing there")


def run(options: argparse.Namespace) -> int:
    """Check a file and print the report. Returns the exit code."""
    from bot.checks.run import check
    from bot.cli.terminal import print_error
    from bot.config import logging
    from bot.config.settings import SettingsError, load_local_settings, load_settings

    logging.silence()
    try:
        settings = load_settings() if options.online else load_local_settings()
    except SettingsError as error:
        print_error(f"cannot check:\n{error}")
        return exits.CONFIGURATION
    report = check(options.file or settings.il_alert_config, settings)
    text = _written(report, options.format)
    if text:
        print(text)
    return exits.OK if report.good else exits.MISTAKES


def _written(report: "Report", form: str) -> str:
    from bot.checks.report import Severity, as_github, as_json, as_text
    from bot.cli.terminal import CYAN, GREEN, RED, YELLOW, colour

    match form:
        case "json":
            return as_json(report)
        case "github":
            return as_github(report)
        case _:
            paint = colour()
            colours = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.NOTICE: CYAN, None: GREEN}
            return as_text(report, lambda level, text: paint(text, colours[level]))
