"""The slash commands as people see them: in Slack's menu of commands, and in the README. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command. The texts are Slack's own settings of an app, which know one language (Slack docs, manifest)."""

    name: str
    """With its slash."""
    description: str
    """What it does, in at most 100 characters or so; Slack shows it while the command is typed."""
    usage_hint: str = ""
    """What may follow the command."""
