"""The command `il-alert-bot`: which subcommand, with which arguments."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from bot.cli import check, credentials, explain, manifest, outbox, preview, schema, serving
from bot.cli.doctor import command as doctor

# In the order of the help. Their modules import what they need when they are called, so that none waits for
# another's libraries.
_COMMANDS = (serving, check, explain, preview, schema, credentials, doctor, outbox, manifest)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough, such as `head`. Nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="il-alert-bot",
        description="Raise ilert alerts from Slack with /il-alert.",
        epilog="`il-alert-bot COMMAND --help` explains a command, with examples.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {version('ilert-slack-bot')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_parser(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
