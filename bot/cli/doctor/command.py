"""`il-alert-bot doctor`: one page that says what is wrong with an installation, and how to fix it."""

import argparse
import asyncio
import os
from collections.abc import Sequence

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.doctor import checks
from bot.cli.doctor.findings import CheckResult, Section, Status, broken
from bot.cli.terminal import BOLD, GREEN, RED, YELLOW, colour
from bot.config import logging
from bot.config.settings import LocalSettings, SettingsError, load_local_settings, load_settings
from bot.slack.feature import Feature
from bot.slack.features.all import FEATURES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command; it has no arguments."""
    describe(
        parser,
        "Examine the installation and say what is wrong and how to fix it: settings and where they come "
        "from, policy file, state directory, Slack tokens and scopes, Socket Mode, the ilert key and its role, clock. "
        "Shows no secret and changes nothing. Ends with 1 if something is broken.",
        ("il-alert-bot doctor", "with the settings of the environment"),
        ("il-alert-bot doctor > /dev/null || echo broken", "in a script"),
    )


def run(_options: argparse.Namespace, features: Sequence[Feature] = FEATURES) -> int:
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
        remote = [Section(name, (CheckResult(Status.INFO, "not asked", why),)) for name in ("Slack", "ilert")]
    else:
        settings = complete
        remote = asyncio.run(checks.remote_sections(complete, features))
    sections = [
        checks.versions(),
        checks.settings_section(settings, error, os.environ),
        checks.local_section(settings),
        *remote,
    ]
    print("\n\n".join(_written(section) for section in sections))
    return exits.MISTAKES if broken(sections) else exits.OK


def _local_settings() -> LocalSettings:
    """Read the settings that need no token; where they are malformed too, the page goes by the defaults."""
    try:
        return load_local_settings()
    except SettingsError:
        return LocalSettings.model_construct()


def _written(section: Section) -> str:
    paint = colour()
    marks = {
        Status.GOOD: paint("good   ", GREEN),
        Status.WARNING: paint("warning", YELLOW),
        Status.BROKEN: paint("BROKEN ", RED),
        Status.INFO: "       ",
    }
    lines = [paint(section.heading, BOLD)]
    for result in section.results:
        lines.append(f"  {marks[result.status]}  {result.subject}: {result.result}")
        if result.fix:
            lines.append(f"{' ' * 13}{result.fix}")
    return "\n".join(lines)
