"""The parser of the command line: of one command, or of all for the shells' completion."""

import argparse
from collections.abc import Collection, Sequence
from typing import Any

from bot.cli.arguments import Formatter
from bot.cli.commands import COMMANDS


class _Version(argparse.Action):
    """Looks the version up where it is asked for: it takes as long as all the rest of a command's start."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002
        values: str | Sequence[Any] | None,  # noqa: ARG002
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        from importlib.metadata import version  # noqa: PLC0415

        print(f"{parser.prog} {version('ilert-slack-bot')}")
        parser.exit()


def build_parser(loaded: Collection[str]) -> argparse.ArgumentParser:
    """Build the parser with the arguments of some commands, which are imported; the others are only listed."""
    parser = argparse.ArgumentParser(
        prog="il-alert-bot",
        description="Raise ilert alerts from Slack with /il-alert.",
        epilog="`il-alert-bot COMMAND --help` explains a command, with examples.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, entry in COMMANDS.items():
        command = commands.add_parser(name, help=entry.summary, formatter_class=Formatter)
        if name in loaded:
            entry.load().add_arguments(command)
    return parser
