"""The commands in the documents' blocks of code, and whether there is what they name."""

import argparse
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from bot.cli.commands import COMMANDS
from bot.cli.parser import build_parser
from tests.documents.pages import ROOT, Block

# Programs of the machine that the documents may call.
MACHINE = {
    *("adduser", "apt", "cd", "chgrp", "chmod", "chown", "cp", "export", "git", "groupdel", "install", "journalctl"),
    *("ln", "mkdir", "scp", "ssh", "sudoedit", "systemctl", "systemd-sysusers", "tar", "userdel"),
}
# What asks nobody and changes nothing but files here: it can run on any machine, at any time.
_OFFLINE = frozenset(["check", "completion", "diff", "explain", "list", "manifest", "preview", "schema"])
_OUTBOX_READING = frozenset(["list", "show", "export"])


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of a document as a person would type it, and what the document says that it prints."""

    line: str
    output: str


def commands(block: Block) -> Iterator[Shown]:
    """Yield the commands of a block: each line of `sh`, each `$ …` of `console` with what it prints, steps of CI."""
    if block.language == "sh":
        for line in block.text.replace("\\\n", " ").splitlines():
            if words := without_comment(line):
                yield Shown(words, "")
    elif block.language == "console":
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            yield Shown(without_comment(line), output)
    elif block.language == "yaml":
        yield from (Shown(line, "") for line in re.findall(r"^- run: (.+)$", block.text, re.MULTILINE))


def without_comment(line: str) -> str:
    """Leave out what stands behind a `#` that begins a word."""
    return re.split(r"(?:^|\s)#(?:\s|$)", line, maxsplit=1)[0].strip()


def simple_commands(line: str) -> Iterator[list[str]]:
    """Yield the words of each program that a line calls, without where its output goes."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if set(word) <= set("|&;"):
            yield words[: words.index(">")] if ">" in words else words
            words = []
        else:
            words.append(word)


def problem(words: list[str]) -> str:
    """Say what of a command does not exist; empty if all does."""
    while words and (words[0] == "sudo" or re.match(r"-|\w+=", words[0])):
        words = words[1:]
    if not words:
        return ""
    program, *arguments = words
    match program.rpartition("/")[2]:
        case "il-alert-bot":
            return _wrong_arguments(arguments)
        case "il-alert-bot-release":
            text = (ROOT / "systemd/il-alert-bot-release.sh").read_text()
            return "" if re.search(rf"^ *{arguments[0]}\b.*\)", text, re.MULTILINE) else f"no {arguments[0]}"
        case "pytest":
            return _missing_file(arguments)
        case "make":
            return _unknown_target(arguments)
        case name if name in MACHINE or program.startswith(("$", "/usr/bin/")):
            return _missing_file(arguments)
        case _:
            return f"{program} is not known"


def _wrong_arguments(arguments: list[str]) -> str:
    parser = build_parser(arguments[:1])
    try:
        parser.parse_args(arguments)
    except SystemExit as ended:
        return "" if ended.code == 0 else f"il-alert-bot does not take {arguments}"
    return ""


def _unknown_target(arguments: list[str]) -> str:
    text = (ROOT / "Makefile").read_text()
    scripts = text + (ROOT / "systemd/install.sh").read_text()
    for word in arguments:
        name, assigned, _ = word.partition("=")
        known = (
            re.search(rf"\b{name}\b", scripts) if assigned else re.search(rf"^{re.escape(name)}:", text, re.MULTILINE)
        )
        if not known:
            return f"the Makefile has no {name}"
    return ""


def _missing_file(arguments: list[str]) -> str:
    ours = [word for word in arguments if re.match(r"(systemd|docs|tests|bot)/|requirements|config\.example", word)]
    missing = [word for word in ours if not (ROOT / word).exists()]
    return f"there is no {missing[0]}" if missing else ""


def runs_anywhere(shown: Shown) -> bool:
    """Tell whether a command can be run by a test, with an account that the bot has read and files of its own."""
    return all(_is_offline(words) for words in simple_commands(shown.line))


def _is_offline(words: list[str]) -> bool:
    match words:
        case ["sudo", *others]:
            return _is_offline(others)
        case ["il-alert-bot", "outbox", action, *_]:
            return action in _OUTBOX_READING
        case ["il-alert-bot", command, *rest]:
            return command in _OFFLINE and "--online" not in rest
        case ["il-alert-bot"]:
            return True
    return False


def options_of(command: str) -> set[str]:
    """Return every option of a subcommand, those of its actions included."""
    return set(_options(build_parser([command]), command))


def _options(parser: argparse.ArgumentParser, command: str) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                if name == command or name not in COMMANDS:
                    yield from _options(child, command)
