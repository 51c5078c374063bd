"""How well the service is, judged from what its parts say of themselves. Pure.

Three readers want three answers: people, what is the matter (`status`); a load balancer or a monitoring system, whether
alerts can be raised now (`conditions`); systemd's watchdog, whether a new start would help (`wedged`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.outbox.postgres.host_table import Host
from bot.runtime.duration import duration

SILENCE_SECONDS = 60.0
"""An outbox that says nothing for longer hangs: it is asked every 5 seconds."""

INCOMPLETE_SECONDS = 30.0
"""How long a connection to Slack may be missing while another stands: refreshes and short breaks are none of anybody's
business."""

UNWRITABLE_SECONDS = 600.0
"""How long an outbox that takes nothing is waited for. A new start may find the disk mounted again; sooner, it would
only take away the dialogs in which people are told."""


@dataclass(frozen=True, slots=True)
class SlackSnapshot:
    """The connections to Slack. Durations are in seconds."""

    connected: bool = False
    """Whether there is any."""
    alive: bool = True
    """Whether frames arrive, or attempts to connect go on as they should. An outage of Slack is no contradiction."""
    silent_for: float = 0.0
    """Since anything was last received."""
    down_for: float = 0.0
    """Since there is no connection."""
    problem: str = ""
    """Why there is no connection, or one too few, in plain words."""
    needs_admin: bool = False
    """Whether only an admin can fix that."""
    refused: str = ""
    """Why Slack refuses what the bot asks of it, in plain words."""
    standing: int = 0
    wanted: int = 1
    incomplete_for: float = 0.0
    """Since fewer than wanted stand."""


@dataclass(frozen=True, slots=True)
class OutboxSnapshot:
    """The place where accepted alerts are kept. Durations are in seconds."""

    waiting: int = 0
    unreadable: int = 0
    """How many alerts this release cannot read. They are kept for one that can."""
    problem: str = ""
    """Why it takes nothing, empty while it does."""
    problem_for: float = 0.0
    silent_for: float = 0.0
    """Since it last answered, be it with a problem."""
    oldest_for: float | None = None
    """Since the oldest of what waits was accepted; None where nothing does."""


@dataclass(frozen=True, slots=True)
class DatabaseSnapshot:
    """The outbox that several hosts share, which takes what the host's own one else would. Durations are in seconds."""

    waiting: int = 0
    oldest_for: float | None = None
    unreadable: int = 0
    problem: str = ""
    """Why it takes nothing, empty while it does."""
    problem_for: float = 0.0
    here: str = ""
    """This host's name."""
    hosts: Sequence[Host] = ()
    """All that were alive lately, this one among them; none while the database is away."""
    policies_differ: bool = False
    """Whether the hosts go by different policies."""


@dataclass(frozen=True, slots=True)
class IlertSnapshot:
    """ilert, and what is known of the account. Durations are in seconds."""

    down_for: float | None = None
    """Since ilert last gave a usable answer; None while it does."""
    key_problem: str = ""
    """Why ilert does not take the API key, or not for everything, in plain words; empty while it does."""
    read_ago: float | None = None
    """Since the account was read; None where it never was."""
    usable: bool = True
    """Whether what was read is young enough to decide with."""


@dataclass(frozen=True, slots=True)
class HealthSnapshot:
    """Everything together, at one moment."""

    slack: SlackSnapshot = field(default_factory=SlackSnapshot)
    outbox: OutboxSnapshot = field(default_factory=OutboxSnapshot)
    ilert: IlertSnapshot = field(default_factory=IlertSnapshot)
    policy_refused: bool = False
    failing_loops: Mapping[str, str] = field(default_factory=dict)
    """Background loops that failed a short while ago, by name, each with its problem."""
    stopping: bool = False
    database: DatabaseSnapshot | None = None
    """None where nothing is shared."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is not as it should be. Where it `blocks`, people cannot raise alerts now."""

    code: str
    text: str
    blocks: bool


def conditions(snapshot: HealthSnapshot) -> tuple[Condition, ...]:
    """List what is not as it should be, the worst first."""
    found = [*_of_slack(snapshot.slack), *_of_outboxes(snapshot), *_of_ilert(snapshot.ilert)]
    if snapshot.stopping:
        found.insert(0, Condition("stopping", "the service is stopping", blocks=True))
    if snapshot.policy_refused:
        text = "policy file refused, the last good one stays in force"
        found.append(Condition("policy_refused", text, blocks=False))
    for name, problem in snapshot.failing_loops.items():
        text = f"a mistake in the bot's {name} ({problem}); it is started again"
        found.append(Condition("loop_failing", text, blocks=False))
    return tuple(found)


def _of_slack(slack: SlackSnapshot) -> Iterator[Condition]:
    if not slack.connected:
        why = f" ({slack.problem})" if slack.problem else ""
        text = f"not connected to Slack for {duration(slack.down_for)}{why}"
        code = "slack_needs_an_admin" if slack.needs_admin else "slack_not_connected"
        yield Condition(code, text, blocks=True)
    elif not slack.alive:
        text = f"nothing heard from Slack for {duration(slack.silent_for)}"
        yield Condition("slack_silent", text, blocks=True)
    elif slack.standing < slack.wanted and slack.incomplete_for > INCOMPLETE_SECONDS:
        why = f" ({slack.problem})" if slack.problem else ""
        text = f"only {slack.standing} of {slack.wanted} connections to Slack for {duration(slack.incomplete_for)}{why}"
        yield Condition("slack_connection_missing", text, blocks=False)
    if slack.refused:
        yield Condition("slack_token_rejected", slack.refused, blocks=True)


def _of_outboxes(snapshot: HealthSnapshot) -> Iterator[Condition]:
    """Judge both: people cannot raise alerts when neither takes any."""
    own, shared = list(_of_outbox(snapshot.outbox)), snapshot.database
    if shared is None:
        yield from own
        return
    if shared.problem:
        text = f"the shared database is away for {duration(shared.problem_for)} ({shared.problem})"
        goes_on = ": alerts of channels are kept on this host, all others are refused"
        yield Condition("database_away", text + goes_on, blocks=False)
    for one in own:
        yield replace(one, blocks=one.blocks and bool(shared.problem))
    if shared.unreadable:
        yield _unreadable(shared.unreadable)
    if shared.policies_differ:
        yield Condition("policies_differ", "hosts that share the database go by different policies", blocks=False)


def _of_outbox(outbox: OutboxSnapshot) -> Iterator[Condition]:
    if outbox.silent_for > SILENCE_SECONDS:
        text = f"the outbox has not answered for {duration(outbox.silent_for)}"
        yield Condition("outbox_silent", text, blocks=True)
    elif outbox.problem:
        text = f"the outbox takes nothing for {duration(outbox.problem_for)} ({outbox.problem})"
        yield Condition("outbox_unavailable", text, blocks=True)
    if outbox.unreadable:
        yield _unreadable(outbox.unreadable)


def _unreadable(number: int) -> Condition:
    return Condition("alerts_unreadable", f"{_alerts(number)} kept that this version cannot read", blocks=False)


def _of_ilert(ilert: IlertSnapshot) -> Iterator[Condition]:
    if ilert.down_for is not None:
        text = f"ilert unreachable for {duration(ilert.down_for)}"
        yield Condition("ilert_unreachable", text, blocks=False)
    if ilert.key_problem:
        yield Condition("ilert_key_rejected", ilert.key_problem, blocks=False)
    if not ilert.usable:
        text = "the ilert account has not been read yet"
        if ilert.read_ago is not None:
            text = f"the ilert account was last read {duration(ilert.read_ago)} ago, too long to go by it"
        yield Condition("directory_too_old", text, blocks=False)


def is_ready(snapshot: HealthSnapshot) -> bool:
    """Tell whether people can raise alerts now."""
    return not any(condition.blocks for condition in conditions(snapshot))


def status(snapshot: HealthSnapshot) -> str:
    """Say in one line how the service is, such as: connected, 3 alerts waiting, ilert unreachable for 2 min."""
    if snapshot.stopping:
        return f"stopping, {_waiting(snapshot)}"
    said = [condition.text for condition in conditions(snapshot)]
    counted = [_waiting(snapshot), *_among(snapshot.database)]
    if snapshot.slack.connected and snapshot.slack.alive:
        return ", ".join(["connected", *counted, *said])
    return ", ".join([said[0], *counted, *said[1:]])


def answer(snapshot: HealthSnapshot) -> dict[str, Any]:
    """Write all that `/readyz` says, as JSON."""
    ages = [one.oldest_for for one in (snapshot.outbox, snapshot.database) if one and one.oldest_for is not None]
    return {
        "ready": is_ready(snapshot),
        "status": status(snapshot),
        "reasons": [asdict(condition) for condition in conditions(snapshot)],
        "waiting": _number_waiting(snapshot),
        "oldest_seconds": max(ages, default=None),
        "database": None if snapshot.database is None else _shown(snapshot.database),
    }


def _shown(database: DatabaseSnapshot) -> dict[str, Any]:
    return {
        "connected": not database.problem,
        "host": database.here,
        "hosts": [asdict(host) for host in database.hosts],
    }


def wedged(snapshot: HealthSnapshot) -> str | None:
    """Say why only a new start could help; None while the service works, or waits for others as it should."""
    slack, outbox = snapshot.slack, snapshot.outbox
    if not slack.alive and slack.connected:
        return f"the connection to Slack has been silent for {duration(slack.silent_for)} and was not given up"
    if not slack.alive:
        return f"nobody tries to connect to Slack any more, after {duration(slack.down_for)} without a connection"
    if snapshot.database is not None and not snapshot.database.problem:
        return None
    if outbox.silent_for > SILENCE_SECONDS:
        return f"the outbox has not answered for {duration(outbox.silent_for)}"
    if outbox.problem and outbox.problem_for > UNWRITABLE_SECONDS:
        return f"the outbox has taken nothing for {duration(outbox.problem_for)} ({outbox.problem})"
    return None


def _waiting(snapshot: HealthSnapshot) -> str:
    return f"{_alerts(_number_waiting(snapshot))} waiting"


def _number_waiting(snapshot: HealthSnapshot) -> int:
    return snapshot.outbox.waiting + (0 if snapshot.database is None else snapshot.database.waiting)


def _among(database: DatabaseSnapshot | None) -> Iterator[str]:
    """Say which of how many hosts this is."""
    if database is not None and database.hosts:
        leads = any(host.leads for host in database.hosts if host.name == database.here)
        yield f"{'leader' if leads else 'one'} of {len(database.hosts)} host{'s' if len(database.hosts) > 1 else ''}"


def _alerts(number: int) -> str:
    match number:
        case 0:
            return "no alert"
        case 1:
            return "1 alert"
        case _:
            return f"{number} alerts"
