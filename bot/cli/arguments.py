"""How every command describes itself in its own help: a paragraph, and examples."""

import argparse

_HEADING = "examples:"


def describe(parser: argparse.ArgumentParser, description: str, *examples: tuple[str, str]) -> None:
    """Describe a command. `examples` are command lines, each with what it is good for."""
    width = max(len(line) for line, _ in examples)
    lines = [f"  {line:{width}}  {purpose}".rstrip() for line, purpose in examples]
    parser.description = description
    parser.epilog = "\n".join([_HEADING, *lines])


class Formatter(argparse.HelpFormatter):
    """Wraps the description, and leaves the examples as they are written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith(_HEADING):
            return text
        return super()._fill_text(text, width, indent)
