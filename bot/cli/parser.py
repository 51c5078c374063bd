"""The parser of the command line: of one command, or of all for the shells' completion."""

import argparse
from collections.abc import Collection
from importlib.metadata import version

from bot.cli.arguments import Formatter
from bot.cli.commands import COMMANDS


def build_parser(loaded: Collection[str]) -> argparse.ArgumentParser:
    """Build the parser with the arguments of some commands, which are imported; the others are only listed."""
    parser = argparse.ArgumentParser(
        prog="il-alert-bot",
        description="Raise ilert alerts from Slack with /il-alert.",
        epilog="`il-alert-bot COMMAND --help` explains a command, with examples.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {version('ilert-slack-bot')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, entry in COMMANDS.items():
        command = commands.add_parser(name, help=entry.summary, formatter_class=Formatter)
        if name in loaded:
            entry.load().add_arguments(command)
    return parser
