"""`il-alert-bot doctor`: one page that tells an operator what is wrong, and what to do."""

import argparse
import asyncio
import os

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.doctor import checks
from bot.cli.doctor.findings import CheckResult, Section, Status, broken
from bot.cli.terminal import BOLD, GREEN, RED, YELLOW, colour
from bot.config import logging
from bot.config.settings import LocalSettings, SettingsError, load_local_settings, load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command; it has no arguments."""
    describe(
        parser,
        "Examine the installation and say what is wrong and what to do: settings and where they come "
        "from, policy file, state directory, Slack tokens and scopes, Socket Mode, the ilert key and its role, clock. "
        "Shows no secret and changes nothing. Ends with 1 if something is broken.",
        ("il-alert-bot doctor", "with the settings of the environment"),
        ("il-alert-bot doctor > /dev/null || echo broken", "in a script"),
    )


def run(_options: argparse.Namespace) -> int:
    """Print the page. Returns the exit code."""
    # What would be logged is told by the page.
    logging.silence()
    error: SettingsError | None = None
    settings: LocalSettings
    try:
        complete = load_settings()
    except SettingsError as caught:
        error, settings = caught, _local_settings()
        why = "settings are missing or malformed"
        remote = [Section(name, (CheckResult(Status.TOLD, "not asked", why),)) for name in ("Slack", "ilert")]
    else:
        settings = complete
        remote = asyncio.run(checks.remote_chapters(complete))
    chapters = [
        checks.versions(),
        checks.settings_chapter(settings, error, os.environ),
        checks.local_chapter(settings),
        *remote,
    ]
    print("\n\n".join(_written(chapter) for chapter in chapters))
    return exits.MISTAKES if broken(chapters) else exits.OK


def _local_settings() -> LocalSettings:
    """Read the settings that need no token; where they are malformed too, the page goes by the defaults."""
    try:
        return load_local_settings()
    except SettingsError:
        return LocalSettings.model_construct()


def _written(chapter: Section) -> str:
    paint = colour()
    marks = {
        Status.GOOD: paint("good   ", GREEN),
        Status.WARNING: paint("warning", YELLOW),
        Status.BROKEN: paint("BROKEN ", RED),
        Status.TOLD: "       ",
    }
    lines = [paint(chapter.heading, BOLD)]
    for finding in chapter.findings:
        lines.append(f"  {marks[finding.health]}  {finding.what}: {finding.result}")
        if finding.fix:
            lines.append(f"{' ' * 13}{finding.fix}")
    return "\n".join(lines)
