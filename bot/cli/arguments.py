"""How every command describes itself: one sentence in the list, a paragraph and examples in its own help."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, Protocol

Run = Callable[[argparse.Namespace], int]


class Commands(Protocol):
    """Where commands are added; argparse has no public name for it."""

    def add_parser(self, name: str, **description: Any) -> argparse.ArgumentParser:
        """Add one."""
        ...


def add_command(
    commands: Commands, name: str, run: Run, *, summary: str, description: str, examples: Sequence[tuple[str, str]]
) -> argparse.ArgumentParser:
    """Add a command. `run` gets the parsed arguments and returns the exit code.

    `summary` stands in the list of commands; `examples` are command lines, each with what it is good for.
    """
    width = max(len(line) for line, _ in examples)
    lines = [f"  {line:{width}}  {why}".rstrip() for line, why in examples]
    parser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog="examples:\n" + "\n".join(lines),
        formatter_class=_Help,
    )
    parser.set_defaults(run=run)
    return parser


class _Help(argparse.HelpFormatter):
    """Wraps the description, and leaves the examples as they are written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith("examples:"):
            return text
        return super()._fill_text(text, width, indent)
