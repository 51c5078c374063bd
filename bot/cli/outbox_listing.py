"""Alerts of the outbox, written for people or for programs. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.cli import tables
from bot.domain.alerts import Grouped, NotDelivered, NotSeen, Origin, Raised, Sent, Sighting
from bot.outbox.actions import AlertAction
from bot.outbox.cards import Card, CardState
from bot.outbox.model import (
    Entry,
    LiveAlert,
    NoticeStatus,
    SourceKnowledge,
    State,
    UnreadableEntry,
    is_claimed,
    reference_of,
)
from bot.outbox.notice_table import EVERYBODY
from bot.runtime.printable import printable

UNREADABLE = "unreadable"
NO_ALERTS = "No alerts."
API_CALLS = {"event": "POST /events", "alert": "POST /alerts"}
"""ilert's API, by the way of a route."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside an alert: notices about it, what its alert source was seen to do, how it stands in ilert."""

    notices: Sequence[NoticeStatus]
    source: SourceKnowledge | None = None
    live: LiveAlert | None = None
    card: Card | None = None


def source_known(known: SourceKnowledge | None) -> str:
    """Say what was seen of an alert source, and since when."""
    if known is None:
        return "not yet seen to make an alert of an event"
    does = "makes alerts of events" if known.takes_events else "makes no alerts of events; manual ones are raised"
    return f"{does}, known since {_time(known.since)}"


def as_table(entries: Sequence[Entry | UnreadableEntry]) -> str:
    """Write a line for each alert below a head: who raised it, where, and what is in the way."""
    return tables.as_table([_row(entry) for entry in entries]) or NO_ALERTS


def as_json(entries: Sequence[Entry | UnreadableEntry]) -> str:
    """Write the same for programs."""
    return tables.as_json([_row(entry) for entry in entries])


def description(entry: Entry | UnreadableEntry, known: Known) -> str:
    """Write all that is recorded of an alert, a line for each part of it."""
    return "\n".join(f"{name + ':':<20}{printable(text, ' ')}" for name, text in _parts(entry, known))


def description_json(entry: Entry | UnreadableEntry, known: Known) -> str:
    """Write the same for programs."""
    parts = {name.lower().replace(" ", "_"): text for name, text in _parts(entry, known)}
    return json.dumps(parts, indent=2, ensure_ascii=False)


def _row(entry: Entry | UnreadableEntry) -> tables.Row:
    if isinstance(entry, UnreadableEntry):
        state, reporter, channel = UNREADABLE, entry.person_id, ""
        reason, summary = entry.problem, ""
    else:
        request = entry.request
        state, reporter, channel = entry.state.replace("_", " "), request.person.name, _channel(request.origin)
        reason, summary = _reason(entry), request.summary
    return {
        "reference": reference_of(entry),
        "state": state,
        "accepted": _time(entry.accepted_at),
        "tries": entry.tries,
        "reporter": reporter,
        "channel": channel,
        "reason": reason,
        "summary": summary,
    }


def _channel(origin: Origin) -> str:
    if not origin.channel_id:
        return origin.name or ""
    if origin.direct_message:
        return "direct message"
    return f"#{origin.name}" if origin.name else origin.channel_id


def _reason(entry: Entry) -> str:
    """Return why it was given up, or what kept the last try from succeeding."""
    if isinstance(entry.outcome, NotDelivered):
        return f"{entry.outcome.reason}: {entry.outcome.detail}"
    return entry.problem or "" if entry.outcome is None else ""


def _parts(entry: Entry | UnreadableEntry, known: Known) -> Iterator[tuple[str, str]]:
    parts = _unreadable_parts(entry) if isinstance(entry, UnreadableEntry) else _entry_parts(entry)
    if isinstance(entry, Entry):
        parts["In ilert"] = _in_ilert(known.live) if known.live is not None else ""
        parts["From its card"] = "; ".join(_action(one) for one in known.live.actions) if known.live else ""
        parts["Card"] = _card(known.card) if known.card is not None else ""
        parts["Source"] = source_known(known.source)
    parts["Notices"] = "; ".join(_notice(notice) for notice in known.notices)
    return ((name, text) for name, text in parts.items() if text)


def _unreadable_parts(entry: UnreadableEntry) -> dict[str, str]:
    return {
        "Reference": entry.reference,
        "Key": entry.key,
        "State": f"{UNREADABLE} by this version, which leaves it as it is; written as {entry.state!r}",
        "From": entry.person_id,
        "Accepted": _time(entry.accepted_at),
        "Tries": str(entry.tries),
        "Problem": entry.problem,
    }


def _entry_parts(entry: Entry) -> dict[str, str]:
    request = entry.request
    return {
        "Reference": request.reference,
        "Key": entry.key,
        "State": entry.state.replace("_", " ") + (", being tried at this moment" if is_claimed(entry) else ""),
        "Summary": request.summary,
        "Details": request.details,
        "From": f"{request.person.name} ({request.person.id})",
        "Origin": request.origin.url,
        "Alert source": str(request.target.alert_source_id),
        "Policy": str(request.target.escalation_policy_id or "as the alert source decides"),
        "Policy file": request.policy_version,
        "Accepted": _time(entry.accepted_at),
        "Tries": str(entry.tries),
        "Next try": _time(entry.next_try_at) if entry.state is State.WAITING and entry.next_try_at else "",
        "API call": API_CALLS[entry.route.way] if entry.route else "",
        "In doubt since": _time(entry.in_doubt_since) if entry.in_doubt_since is not None else "",
        "Last problem": entry.problem or "",
        "Taken by ilert": _time(entry.sent_at) if entry.sent_at is not None else "",
        "Paged by": entry.paged_by or "",
        "Settled": _time(entry.settled_at) if entry.settled_at is not None else "",
        "Outcome": _outcome(entry),
    }


def _notice(notice: NoticeStatus) -> str:
    who = "everybody" if notice.subscriber == EVERYBODY else notice.subscriber
    return f"{notice.event.replace('_', ' ')} to {who}: {notice.result or 'not yet'}"


def _outcome(entry: Entry) -> str:
    match entry.outcome:
        case Sent():
            return "ilert took the event; its alert was not seen yet"
        case Raised(seen, also=also):
            beside = f"; the event's own alert is {also.alert_id}" if also is not None else ""
            return _sighting(seen) + beside
        case Grouped(alert_id, url):
            return " ".join(filter(None, ("added to the open alert", str(alert_id or ""), url)))
        case NotSeen():
            return "ilert took the event, and no alert appeared"
        case NotDelivered(reason, detail):
            return f"{reason}: {detail}"
        case None:
            return ""


def _in_ilert(live: LiveAlert) -> str:
    accepted = ", ".join(one.name for one in live.seen.accepted_by)
    by = f", accepted by {accepted}" if accepted else ""
    return f"{live.seen.status or 'in a state that is not known'} since {_time(live.changed_at)}{by}"


def _action(action: AlertAction) -> str:
    about = f" {action.about}" if action.about else ""
    unconfirmed = "" if action.done else ", not confirmed by ilert"
    return f"{action.kind.replace('_', ' ')}{about} by {action.person_id} at {_time(action.at)}{unconfirmed}"


def _card(card: Card) -> str:
    """Say where a card stands, and what keeps it from standing in the channel."""
    if card.state is CardState.POSTING:
        return f"in doubt: whether it stands in {card.channel} is not known, and it is not posted again"
    behind = ", to be changed" if card.state is CardState.POSTED and card.shown < card.wanted else ""
    where = " ".join(filter(None, (card.state, "in", card.channel, card.ts)))
    return f"{where}{behind}{f'; not in the channel: {card.problem}' if card.problem else ''}"


def _sighting(seen: Sighting) -> str:
    policy = seen.escalation_policy_name or seen.escalation_policy_id
    calls = f"calls {policy}" if policy is not None else ""
    return " ".join(filter(None, ("alert", str(seen.alert_id), seen.status, seen.priority, calls, seen.url)))


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
