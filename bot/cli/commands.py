"""The subcommands: where each is, and what it is good for.

A command's module is imported when the command is called, so that none waits for another's libraries.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast


class Command(Protocol):
    """What the module of a command has."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command with examples, and add its arguments."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Run it with the parsed arguments. Returns the exit code, one of `bot.cli.exits`."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A command that has not been imported. `summary` is its line in the list of commands."""

    module: str
    summary: str

    def load(self) -> Command:
        """Import the command's module."""
        return cast("Command", import_module(self.module))

    def run(self, *arguments: str) -> int:
        """Run the command as with these arguments. Returns the exit code."""
        command, parser = self.load(), argparse.ArgumentParser()
        command.add_arguments(parser)
        return command.run(parser.parse_args(arguments))


# In the order of the help.
COMMANDS: Mapping[str, Entry] = MappingProxyType(
    {
        "run": Entry("bot.cli.run", "serve until stopped"),
        "demo": Entry("bot.cli.demo.run", "try it: the sandbox and the real daemon together"),
        "sandbox": Entry("bot.cli.demo.sandbox", "simulate a Slack workspace and an ilert account"),
        "check": Entry("bot.cli.check", "report all mistakes in a policy file, and run its tests"),
        "diff": Entry("bot.cli.diff", "say who may alert whom by a new policy file and not by the old one"),
        "explain": Entry("bot.cli.explain", "show what a person may alert from a channel, and why not more"),
        "preview": Entry("bot.cli.preview", "draw the dialog that a person will see in a channel"),
        "list": Entry("bot.cli.list", "print alert sources, escalation policies, people or channels"),
        "new-channel": Entry("bot.cli.new_channel", "set a channel up in the policy file"),
        "schema": Entry("bot.cli.schema", "print the JSON Schema of the policy file, for editors"),
        "credentials": Entry("bot.cli.credentials", "set the tokens of Slack and the API key of ilert"),
        "doctor": Entry("bot.cli.doctor.command", "examine settings, tokens, Slack, ilert and this machine"),
        "drill": Entry("bot.cli.drill", "raise a test alert and see it all the way into ilert and out again"),
        "outbox": Entry("bot.cli.outbox", "list, show, export, retry or drop accepted alerts"),
        "completion": Entry("bot.cli.completion", "print the completion for bash, zsh or fish"),
        "manifest": Entry("bot.cli.manifest", "print the Slack app manifest to paste into Slack"),
    }
)
