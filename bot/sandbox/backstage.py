"""What the page shows of the bot from inside: its process, its outbox, its policy file, its reasons.

The sandbox knows the bot only over the wire. Whoever runs the two side by side, as `il-alert-bot demo` does, can tell
the rest, in the shapes that stand here. Without that the page shows none of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a person finds on the page, and what there is to try."""

    name: str
    text: str


DaemonState = Literal["started", "restarting", "dead", "refused"]
"""`dead` stays so until somebody starts it; `refused` ended because something is wrong that a start does not mend."""


@dataclass(frozen=True, slots=True)
class DaemonStatus:
    """How a process is, the bot's or that of its database.

    `since` is in seconds since 1970; `pid` is None while there is no process.
    """

    state: DaemonState
    pid: int | None
    since: float
    starts: int
    ended: str = ""
    """How the last process ended, in words."""


@dataclass(frozen=True, slots=True)
class HostStatus:
    """One of several hosts that share a database: its process, and what it shows the others."""

    name: str
    daemon: DaemonStatus
    leads: bool
    """Whether it reads the ilert account for all hosts, and looks for their alerts."""
    leases: int
    """How many alerts it has in hand."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An accepted alert on its way. Times are in seconds since 1970."""

    key: str
    reference: str
    person: str
    summary: str
    state: str
    """The bot's own word for how far it is."""
    sending: bool
    accepted_at: float
    tries: int
    next_try_at: float
    unknown_since: float | None
    """Since when a try may have reached ilert without anybody knowing."""
    problem: str
    way: str
    """The request with which it is sent, such as `POST /events`; empty before the first try."""
    alert_id: int | None
    told: bool
    """Whether the person has heard how it ended."""
    host: str = ""
    """Of several hosts the one that has it in hand, or keeps it while the database is away."""


@dataclass(frozen=True, slots=True)
class PolicyRemark:
    """Something that the bot says about the policy file, about a line of it if there is one."""

    level: Literal["error", "warning", "notice"]
    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The policy file as it is saved, and the bot's verdict on it."""

    path: str
    text: str
    accepted: bool
    remarks: Sequence[PolicyRemark]
    changes: Sequence[str]
    """What the last accepted save changed, in sentences."""
    judged_at: float
    saves: int
    """How many saves were judged since the start."""


@dataclass(frozen=True, slots=True)
class BackstageState:
    """All of it at one moment. `knowledge` is another one whenever the bot's reasons may be.

    Where several hosts share a database, `daemon` is the process of one that runs, if any does.
    """

    scenario: Scenario
    daemon: DaemonStatus
    outbox: Sequence[OutboxRow]
    policy: PolicyFile
    knowledge: str
    hosts: Sequence[HostStatus] = ()
    database: DaemonStatus | None = None


class Conflict(Exception):
    """What was asked cannot be done now. The text says why."""


class Backstage(Protocol):
    """Whoever runs the bot. Tells the sandbox's `Changes` whenever its state is another one."""

    def state(self) -> BackstageState:
        """Return what is known now."""
        ...

    def kill(self, process: str, *, restart: bool) -> None:
        """End a process on the spot (SIGKILL), and start it again or leave it dead.

        `process` names a host, or is `database`; it is empty where the bot has but one process.

        Raises:
            Conflict: It does not run, or there is none of this name.
        """
        ...

    def start(self, process: str) -> None:
        """Start a process if it does not run. Raises `Conflict` where there is none of this name."""
        ...

    async def save_policy(self, text: str) -> None:
        """Replace the policy file, whatever the bot will say about it.

        Raises:
            Conflict: It cannot be written.
        """
        ...

    async def explain(self, user: str, channel: str) -> dict[str, Any]:
        """Say what a person would get in a channel and why.

        `dialog` is the view that would open, or the message that would come instead; `account_dialog` the one
        behind the button to one's own ilert account, if there is one; `sections` are `{heading, checks}`, each
        check `{verdict, text, deeper}`; `people` says in a few words what everybody would get there, by user id.

        Raises:
            Conflict: There is no policy by which to say anything.
        """
        ...

    def start_over(self) -> None:
        """Show no more of what was before."""
        ...
