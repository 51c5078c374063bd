"""`il-alert-bot doctor`: one page that says what is wrong with an installation, and how to fix it."""

import argparse
import asyncio
import os
from collections.abc import Sequence

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.doctor import checks
from bot.cli.doctor.database import database_sections
from bot.cli.doctor.findings import CheckResult, Section, Status, count
from bot.cli.doctor.page import Paint, as_json, as_text, shareable
from bot.cli.doctor.service import service_section
from bot.cli.terminal import BOLD, GREEN, RED, YELLOW, colour
from bot.config import logging
from bot.config.settings import LocalSettings, SettingsError, load_local_settings, load_settings
from bot.slack.feature import Feature
from bot.slack.features.all import FEATURES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form of the page."""
    describe(
        parser,
        "Examine the installation and say what is wrong and how to fix it: whether the service runs and is ready, "
        "settings and where they come from, policy file, state directory, Slack tokens and scopes, Socket Mode, the "
        "ilert key and its role, clock. Shows no secret and changes nothing. Ends with 1 if something is broken.",
        ("il-alert-bot doctor", "what is wrong, with the settings of the environment"),
        ("il-alert-bot doctor --all", "everything that was checked"),
        ("il-alert-bot doctor --share", "to show to others: no names, addresses or paths"),
        ("il-alert-bot doctor > /dev/null || echo broken", "in a script"),
    )
    parser.add_argument("--all", action="store_true", help="list what is in order, too")
    parser.add_argument("--share", action="store_true", help="leave out all that names a person, a place or a thing")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace, features: Sequence[Feature] = FEATURES) -> int:
    """Print the page for an installation with these features. Returns the exit code."""
    # The page says whatever would be logged.
    logging.silence()
    error: SettingsError | None = None
    settings: LocalSettings
    try:
        complete = load_settings()
    except SettingsError as caught:
        error, settings = caught, _local_settings()
        why = "settings are missing or malformed"
        not_asked = CheckResult(Status.INFO, "not asked", why, shared=why)
        remote = [Section(name, (not_asked,)) for name in ("Slack", "ilert")]
    else:
        settings = complete
        remote = asyncio.run(checks.remote_sections(complete, features))
    sections = [
        asyncio.run(service_section(settings)),
        checks.versions(),
        checks.settings_section(settings, error, os.environ),
        checks.local_section(settings),
        *asyncio.run(database_sections(settings)),
        *remote,
    ]
    shown = shareable(sections) if options.share else sections
    print(as_json(shown) if options.format == "json" else as_text(shown, _paint(), full=options.all or options.share))
    return exits.MISTAKES if count(sections, Status.BROKEN) else exits.OK


def _local_settings() -> LocalSettings:
    """Read the settings that need no token; where they are malformed too, the page goes by the defaults."""
    try:
        return load_local_settings()
    except SettingsError:
        return LocalSettings.model_construct()


def _paint() -> Paint:
    paint = colour()
    codes = {Status.GOOD: GREEN, Status.WARNING: YELLOW, Status.BROKEN: RED, Status.INFO: None, None: BOLD}

    def painted(status: Status | None, text: str) -> str:
        code = codes[status]
        return text if code is None else paint(text, code)

    return painted
