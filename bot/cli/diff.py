"""`il-alert-bot diff`: who may alert whom by one policy file, and by another."""

import argparse
import json
from pathlib import Path

from bot.checks.effect import effect
from bot.checks.snapshot import basis, last_directory
from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.exits import CommandFailed
from bot.config import logging
from bot.config.settings import SettingsError, load_local_settings
from bot.policy.diagnostics import PolicyError
from bot.policy.diff import summarize
from bot.policy.file import load_policy


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two files."""
    describe(
        parser,
        "Say who may alert whom by a new policy file and not by the old one, and the other way round, and what else "
        "differs. Names come from what the bot last read from ilert (IL_ALERT_STATE_DIR). Asks nobody.",
        ("il-alert-bot diff /etc/il-alert-bot/config.toml new.toml", "before the new one is put in place"),
    )
    parser.add_argument("old", type=Path, metavar="OLD")
    parser.add_argument("new", type=Path, metavar="NEW")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Print what differs. Returns the exit code.

    Raises:
        CommandFailed: Settings or one of the files are wrong.
    """
    logging.silence()
    try:
        settings = load_local_settings()
        old, new = load_policy(options.old).policy, load_policy(options.new).policy
    except (SettingsError, PolicyError) as error:
        raise CommandFailed(f"cannot compare:\n{error}", exits.CONFIGURATION) from error
    directory = last_directory(settings)
    people, written = effect(old, new, directory), summarize(old, new)
    if options.json:
        print(
            json.dumps({"people": people, "written": written, "basis": basis(directory)}, indent=2, ensure_ascii=False)
        )
        return exits.OK
    print("\n".join(people) if people else "Everybody may alert the same as before.")
    if written:
        print("\n".join(["", "What differs in the files:", *(f"  {one}" for one in written)]))
    print(f"\n{basis(directory)}")
    return exits.OK
