"""What a feature brings along. The app, its manifest, the scope check and the documents follow from this."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from slack_bolt.async_app import AsyncApp

from bot.slack.context import Context
from bot.slack.ui.commands import SlashCommand


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


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that people can do, or that the bot does by itself, in Slack."""

    name: str
    register: Callable[[AsyncApp, Context], None]
    """Adds the listeners. Bolt asks listeners in the order of their registration."""
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: tuple[str, ...] = ()
    """Names of Slack's events (Slack docs, Events API)."""
    scopes: tuple[Scope, ...] = ()
    """Besides `commands`, which follows from commands and shortcuts."""
    run: Callable[[Context], Coroutine[Any, Any, None]] | None = None
    """A loop that runs while Slack is served, and is started again after a failure."""
