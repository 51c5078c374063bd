"""The command `il-alert-bot`: which subcommand, with which arguments."""

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches

from bot.cli import exits
from bot.cli.commands import COMMANDS
from bot.cli.parser import build_parser
from bot.cli.terminal import degrade_gracefully, print_error
from bot.runtime import garbage

# Pydantic looks through all installed packages for plug-ins of its own, at an eighth of the time of `check`.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand and return its exit code. Without one, print the help.

    Raises:
        SystemExit: argparse ended it: with 2 on misuse, with 0 after --help and --version.
    """
    degrade_gracefully()
    arguments = sys.argv[1:] if arguments is None else arguments
    # No option before the command takes a value.
    name = next((one for one in arguments if not one.startswith("-")), None)
    with garbage.left_alone():
        parser = build_parser([name] if name is not None else ())
    if name is not None and name not in COMMANDS:
        parser.error(_unknown(name))
    try:
        options = parser.parse_args(arguments)
        if name is None:
            parser.print_help()
            code = exits.OK
        else:
            code = COMMANDS[name].load().run(options)
        sys.stdout.flush()
    except exits.CommandFailed as failure:
        print_error(failure)
        return failure.code
    except BrokenPipeError:
        # Whoever read our output has seen enough, such as `head`. Nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.OK
    return code


def _unknown(name: str) -> str:
    nearest = get_close_matches(name, COMMANDS, n=1)
    hint = f"did you mean {nearest[0]!r}?" if nearest else "`il-alert-bot --help` lists the commands"
    return f"there is no command {name!r}; {hint}"


if __name__ == "__main__":
    sys.exit(main())
