"""The commands as people see them: in Slack's menu of commands, in the documents and in the bot's help. Pure."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.ui.blocks import Message, message, section
from bot.slack.ui.mrkdwn import escape
from bot.wording.wording import Wording

ALERT_COMMAND = "/il-alert"
"""What the command that raises alerts is called unless a setting says otherwise."""

Explain = Callable[[Wording, str], str]
"""Explains something to a person, as mrkdwn of at most 3,000 characters, given the name of its command."""


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command.

    Slack takes description and usage hint from the app's manifest, which knows one language (Slack docs, manifest).
    """

    name: str
    """With its slash; see `command_name`."""
    description: str
    """What it does; Slack shows it while the command is typed."""
    usage_hint: str
    """What may follow the command."""
    help: Explain


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A word that, alone after the command that raises alerts, does something else."""

    word: str
    answer: Callable[[Any, Any], Awaitable[None]]
    """An `Answer`, whose types know this module."""
    help: Explain
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manual:
    """What people may type and choose, for whoever answers and explains it. `command` is that which raises alerts."""

    command: str
    commands: tuple[SlashCommand, ...]
    subcommands: tuple[Subcommand, ...] = ()
    shortcuts: tuple[Callable[[Wording], str], ...] = ()

    def name_of(self, default: str) -> str:
        """Return what a command is called here."""
        return command_name(default, self.command)

    def subcommand(self, word: str) -> Subcommand | None:
        """Find a subcommand by its word or an alias."""
        return next((one for one in self.subcommands if word in (one.word, *one.aliases)), None)


def command_name(default: str, alert_command: str) -> str:
    """Name a command where the one that raises alerts has another name, after which all others are called then.

    ilert's own Slack app has `/il-alert` and `/il-oncall`, too, and Slack calls the app that was installed last (Slack
    docs, Slash commands).
    """
    if alert_command == ALERT_COMMAND:
        return default
    return alert_command if default == ALERT_COMMAND else f"{alert_command}-{default.removeprefix('/il-').lstrip('/')}"


def help_message(wording: Wording, manual: Manual) -> Message:
    """Explain all that people may type and choose."""
    return _message(_explained(wording, manual))


def unknown_command_message(wording: Wording, name: str, manual: Manual) -> Message:
    """Explain the bot's commands to who typed another one."""
    return _message([wording.commands.unknown(escape(name)), *_explained(wording, manual)])


def _explained(wording: Wording, manual: Manual) -> list[str]:
    texts = []
    for command in manual.commands:
        lines = [command.help(wording, command.name)]
        if command.name == manual.command:
            lines += [one.help(wording, manual.command) for one in manual.subcommands]
            lines.append(wording.commands.help(manual.command))
        texts.append("\n".join(lines))
    if manual.shortcuts:
        texts.append("\n".join(explain(wording) for explain in manual.shortcuts))
    return [*texts, wording.commands.who_may()]


def _message(texts: Sequence[str]) -> Message:
    return message([section(text) for text in texts])
