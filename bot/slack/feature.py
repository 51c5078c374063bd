"""What a feature brings along. The app, its manifest, the scope check and the documents follow from this."""

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from slack_bolt.async_app import AsyncApp

from bot.slack.context import Context
from bot.slack.ui.commands import Manual, SlashCommand, Subcommand, command_name
from bot.wording.wording import Wording


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission of the bot token (Slack docs, scopes)."""

    name: str
    """Slack's word for it, such as `users:read`."""
    reason: str
    """What the bot does with it, as a noun phrase, for whoever has to grant it."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry in Slack's menus (Slack docs, shortcuts): of one message, or of the whole app."""

    callback_id: str
    name: str
    """At most 24 characters."""
    description: str
    kind: Literal["message", "global"]
    help: Callable[[Wording], str] | None = None
    """Explains it to a person, as mrkdwn."""


def _nothing(_app: AsyncApp, _context: Context) -> None:
    """Add no listener: a subcommand is answered by the command that it follows."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that people can do, or that the bot does by itself, in Slack."""

    name: str
    register: Callable[[AsyncApp, Context], None] = _nothing
    """Adds the listeners. Bolt asks listeners in the order of their registration."""
    commands: tuple[SlashCommand, ...] = ()
    subcommands: tuple[Subcommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: tuple[str, ...] = ()
    """Names of Slack's events (Slack docs, Events API)."""
    scopes: tuple[Scope, ...] = ()
    """Besides `commands`, which follows from commands and shortcuts."""
    run: Callable[[Context], Coroutine[Any, Any, None]] | None = None
    """A loop that runs while Slack is served, and is started again after a failure."""


def named(features: Iterable[Feature], alert_command: str) -> tuple[Feature, ...]:
    """Give the commands their names where the one that raises alerts is called so."""
    return tuple(
        replace(
            feature,
            commands=tuple(replace(one, name=command_name(one.name, alert_command)) for one in feature.commands),
        )
        for feature in features
    )


def manual_of(features: Iterable[Feature], alert_command: str) -> Manual:
    """Collect what people may type and choose."""
    found = named(features, alert_command)
    return Manual(
        alert_command,
        commands=tuple(command for feature in found for command in feature.commands),
        subcommands=tuple(one for feature in found for one in feature.subcommands),
        shortcuts=tuple(one.help for feature in found for one in feature.shortcuts if one.help is not None),
    )
