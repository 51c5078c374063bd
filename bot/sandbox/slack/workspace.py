"""A Slack workspace: people, channels, messages, and the app that is installed in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal


@dataclass(slots=True)
class Person:
    """A member of the workspace, or somebody from outside where `team_id` differs."""

    id: str
    name: str
    real_name: str
    email: str | None
    title: str = "Slack only"
    """One line about who this is, for the page."""
    team_id: str = "T0ACME00001"
    guest: bool = False
    single_channel_guest: bool = False
    deleted: bool = False
    bot: bool = False
    connector_bot: bool = False
    """Whether it is a bot of a workspace that is connected by a shared channel."""
    email_confirmed: bool = True
    locale: str = "en-US"


@dataclass(slots=True)
class Channel:
    """A conversation. The members of an `im` are its person alone; the bot is its other side."""

    id: str
    name: str
    kind: Literal["public", "private", "im"]
    members: list[str]
    topic: str = ""
    archived: bool = False
    shared: bool = False
    """Whether it is shared with another company (Slack docs, Slack Connect)."""


@dataclass(slots=True)
class Message:
    """A message in a channel."""

    ts: str
    channel: str
    user: str
    name: str
    bot: bool
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    only_for: str | None = None
    edited: bool = False
    thread_ts: str | None = None
    """The message that this one answers in a thread; None for what stands in the channel itself."""
    broadcast: bool = False
    """Whether a reply stands in the channel, too."""
    entries: dict[str, Any] = field(default_factory=dict)
    """What each person has chosen in its menus: user id, then as a view's `state`."""
    suggested: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    """The options last suggested, by block id and action id."""

    @property
    def all_blocks(self) -> list[dict[str, Any]]:
        """The blocks, also those of attachments."""
        return [*self.blocks, *(block for one in self.attachments for block in one.get("blocks", []))]

    @property
    def all_text(self) -> str:
        """All the words that a reader sees, wherever in the message they stand."""
        return "\n".join([self.text, *words(self.blocks), *words(self.attachments)])


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command that the app's manifest declares."""

    name: str
    usage_hint: str
    description: str


@dataclass(frozen=True, slots=True)
class MessageShortcut:
    """A shortcut of type `message` that the app's manifest declares."""

    name: str
    callback_id: str


@dataclass(frozen=True, slots=True)
class GlobalShortcut:
    """A shortcut of type `global` that the app's manifest declares."""

    name: str
    callback_id: str


@dataclass(slots=True)
class App:
    """The app as it is installed: what its manifest and its tokens say."""

    id: str = "A0ILERT0001"
    bot_id: str = "B0ILERT0001"
    bot_user: str = "U0ILERTBOT1"
    bot_token: str = "xoxb-sandbox-bot-token"  # noqa: S105 - an invented one
    app_token: str = "xapp-sandbox-app-token"  # noqa: S105 - an invented one
    commands: tuple[SlashCommand, ...] = (
        SlashCommand(
            "/il-alert", "[what is wrong] | on-call | mine | whoami | help", "Alert the people on call in ilert"
        ),
        SlashCommand("/il-oncall", "[escalation policy or alert source]", "Show who is on call in ilert"),
    )
    shortcuts: tuple[MessageShortcut, ...] = (MessageShortcut("Create ilert alert", "create_alert_from_message"),)
    global_shortcuts: tuple[GlobalShortcut, ...] = (GlobalShortcut("Create ilert alert", "create_alert"),)
    events: tuple[str, ...] = ("message.im", "app_home_opened")
    """The events that it subscribes to of messages and of its Home tab, such as `message.im` or `app_mention`."""
    home_tab: bool = True
    """Whether it has a Home tab."""
    alert_blocks: bool = True
    """Whether its dialogs may have `alert` blocks, which not every workspace has."""
    organisation_wide: bool = False
    """Whether it is installed for all workspaces of an organisation."""
    should_escape: bool = False
    """Whether the command is registered to get mentions and links escaped."""
    scopes: set[str] = field(
        default_factory=lambda: {
            "commands",
            "chat:write",
            "chat:write.public",
            "users:read",
            "users:read.email",
            "channels:read",
            "groups:read",
            "im:history",
        }
    )


@dataclass(slots=True)
class Workspace:
    """All that the workspace remembers."""

    team_id: str
    name: str
    domain: str
    people: dict[str, Person]
    channels: dict[str, Channel]
    app: App = field(default_factory=App)
    messages: dict[str, list[Message]] = field(default_factory=dict)
    _micros: Callable[[], int] = field(default_factory=lambda: count(100).__next__)

    def person_named(self, name: str) -> Person:
        """Find a person by id or name.

        Raises:
            KeyError: Nobody is called so.
        """
        for person in self.people.values():
            if name in (person.id, person.name):
                return person
        raise KeyError(name)

    def channel_named(self, name: str) -> Channel:
        """Find a channel by id, `#name`, or `@person` for the person's conversation with the bot.

        Raises:
            KeyError: There is none.
        """
        if name in self.channels:
            return self.channels[name]
        if name.startswith("@"):
            return self.im_with(self.person_named(name[1:]).id)
        for channel in self.channels.values():
            if channel.kind != "im" and name == f"#{channel.name}":
                return channel
        raise KeyError(name)

    def im_with(self, user_id: str) -> Channel:
        """Find a person's conversation with the bot.

        Raises:
            KeyError: There is none.
        """
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == [user_id]:
                return channel
        raise KeyError(user_id)

    def bot_is_in(self, channel: Channel) -> bool:
        """Tell whether the app's bot is a member."""
        return channel.kind == "im" or self.app.bot_user in channel.members

    def timestamp(self, now: float) -> str:
        """Make a message's `ts`, unlike all others."""
        return f"{int(now)}.{self._micros() % 1_000_000:06d}"

    def post(self, message: Message) -> None:
        """Add a message to its channel."""
        self.messages.setdefault(message.channel, []).append(message)

    def remove(self, message: Message) -> None:
        """Take a message out of its channel."""
        self.messages[message.channel].remove(message)

    def replies(self, message: Message) -> list[Message]:
        """Return the thread below a message, the oldest first. What only one person sees is no reply."""
        answers = self.messages.get(message.channel, [])
        return [one for one in answers if one.thread_ts == message.ts and one.only_for is None]

    def message(self, channel_id: str, ts: str) -> Message | None:
        """Find a message."""
        return next((one for one in self.messages.get(channel_id, []) if one.ts == ts), None)


def words(tree: Any) -> list[str]:
    """Collect every text of Block Kit JSON, in order."""
    if isinstance(tree, list):
        return [word for branch in tree for word in words(branch)]
    if not isinstance(tree, dict):
        return []
    found = []
    for key, value in tree.items():
        if key in ("text", "title", "fallback", "pretext", "alt_text") and isinstance(value, str):
            found.append(value)
        else:
            found.extend(words(value))
    return found
