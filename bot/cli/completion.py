"""`il-alert-bot completion`: lets a shell complete commands and options."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import shtab

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.commands import COMMANDS
from bot.cli.parser import build_parser

SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the shell."""
    describe(
        parser,
        "Print what makes a shell complete commands and options of il-alert-bot. The Debian package and `make install` "
        "have put it in place already.",
        ("il-alert-bot completion bash > ~/.local/share/bash-completion/completions/il-alert-bot", "for bash"),
        ("il-alert-bot completion fish > ~/.config/fish/completions/il-alert-bot.fish", "for fish"),
        ("il-alert-bot completion zsh > DIRECTORY/_il-alert-bot", "for zsh: a directory of $fpath"),
    )
    parser.add_argument("shell", choices=SHELLS)


def run(options: argparse.Namespace) -> int:
    """Print the completion. Returns the exit code."""
    parser = build_parser(COMMANDS)
    for action in _actions(parser):
        if action.type is Path:
            # shtab, "Custom completions": files are completed where an argument says so.
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(parser, options.shell))
    return exits.OK


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield all arguments, those of commands and their actions included."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to its arguments; shtab takes this one
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield from _actions(command)
