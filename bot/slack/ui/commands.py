"""The slash commands as people see them: in Slack's menu of commands, in the documents and in the bot's help. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.slack.ui.blocks import Message, message, section
from bot.slack.ui.mrkdwn import escape
from bot.wording.wording import Wording


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command.

    Slack takes description and usage hint from the app's manifest, which knows one language (Slack docs, manifest).
    """

    name: str
    """With its slash."""
    description: str
    """What it does; Slack shows it while the command is typed."""
    usage_hint: str
    """What may follow the command."""
    help: Callable[[Wording], str]
    """Explains the command to a person, as mrkdwn of at most 3,000 characters."""


def help_message(wording: Wording, commands: Iterable[SlashCommand]) -> Message:
    """Explain commands."""
    return _message([command.help(wording) for command in commands])


def unknown_command_message(wording: Wording, name: str, commands: Iterable[SlashCommand]) -> Message:
    """Explain the bot's commands to who typed another one."""
    return _message([wording.commands.unknown(escape(name)), *(command.help(wording) for command in commands)])


def _message(texts: Sequence[str]) -> Message:
    return message([section(text) for text in texts])
