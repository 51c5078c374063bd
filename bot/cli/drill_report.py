"""How a drill went: the way of its alert hop by hop, and the verdict. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.alerts import Grouped, NotDelivered, NotSeen, Raised
from bot.outbox.model import Entry, Event, NoticeStatus, State
from bot.outbox.notifier import Reaction

_TELLER = "reporter"
"""Under this name the bot notes that it has resolved the alert: in real alerts the reporter is told then."""


@dataclass(frozen=True, slots=True)
class Drill:
    """What is known of a drill. `resolved_at` is when the alert was first found resolved, in seconds since 1970."""

    entry: Entry
    resolving: NoticeStatus | None = None
    resolved_at: float | None = None


def resolving(notices: Sequence[NoticeStatus]) -> NoticeStatus | None:
    """Find the note of whether the alert was resolved."""
    found = (one for one in notices if one.subscriber == _TELLER and one.event == Event.RAISED)
    return next(found, None)


def has_ended(drill: Drill) -> bool:
    """Tell whether nothing more will happen, or what does is no part of the drill any more."""
    if isinstance(drill.entry.outcome, Raised):
        return drill.resolving is not None and bool(drill.resolving.result)
    return isinstance(drill.entry.outcome, Grouped | NotSeen | NotDelivered)


def has_passed(drill: Drill) -> bool:
    """Tell whether the alert went all its way."""
    return drill.resolving is not None and drill.resolving.result == Reaction.NOTIFIED.value


def as_text(drill: Drill) -> str:
    """Write the hops, a line each with the seconds since the start, and the verdict below."""
    hops = [f"{seconds:8.3f} s  {hop}{f': {detail}' if detail else ''}" for hop, seconds, detail in _hops(drill)]
    passed = "Passed: alerts reach ilert, and ilert shows them."
    return "\n".join([*hops, passed if has_passed(drill) else f"Failed: {problem(drill)}"])


def as_json(drill: Drill) -> str:
    """Write the same for programs."""
    seen = drill.entry.outcome.sighting if isinstance(drill.entry.outcome, Raised) else None
    written = {
        "reference": drill.entry.request.reference,
        "passed": has_passed(drill),
        "problem": None if has_passed(drill) else problem(drill),
        "alert": seen.alert_id if seen is not None else None,
        "url": seen.url if seen is not None else None,
        "hops": [{"hop": hop, "seconds": round(seconds, 3)} for hop, seconds, _ in _hops(drill)],
    }
    return json.dumps(written, indent=2, ensure_ascii=False)


def problem(drill: Drill) -> str:
    """Say why it did not pass, and what to do."""
    entry, reference = drill.entry, drill.entry.request.reference
    shows = f"`il-alert-bot outbox show {reference}` shows more."
    match entry.outcome:
        case Raised(seen):
            where = seen.url or f"alert {seen.alert_id}"
            if drill.resolving is not None and drill.resolving.result:
                return f"ilert did not let the bot resolve the alert. Resolve it there: {where}. {shows}"
            return f"the bot has not resolved the alert yet, and keeps trying. Look there: {where}. {shows}"
        case Grouped():
            return (
                "ilert added it to an alert that was open already, so nobody is paged for what this source gets while "
                f"one is. Give the drill an alert source that opens an alert for each event. {shows}"
            )
        case NotSeen():
            return f"ilert took the event, and no alert appeared. The source's event log in ilert says why. {shows}"
        case NotDelivered(reason, detail):
            return f"{reason}: {detail}. {shows}"
        case _:
            return f"{_standstill(entry)} {shows}"


def _standstill(entry: Entry) -> str:
    if entry.state is State.SENT:
        return "ilert took the event, and its alert was not seen in time. When it is, the bot resolves it."
    if entry.tries or entry.in_doubt_since is not None:
        last = f" The last problem: {entry.problem}." if entry.problem else ""
        return f"ilert does not have it yet.{last} The bot gives it up soon; if it is seen in ilert, it is resolved."
    return "the bot did not take it up."


def _hops(drill: Drill) -> Iterator[tuple[str, float, str]]:
    entry, outcome = drill.entry, drill.entry.outcome
    yield "kept in the outbox", 0.0, ""
    if entry.sent_at is not None:
        yield "taken by ilert", entry.sent_at - entry.accepted_at, ""
    if isinstance(outcome, Raised) and entry.settled_at is not None:
        seen = outcome.sighting
        detail = " ".join(filter(None, (f"alert {seen.alert_id}", seen.url)))
        yield "seen in ilert", entry.settled_at - entry.accepted_at, detail
    if drill.resolved_at is not None:
        yield "resolved in ilert", drill.resolved_at - entry.accepted_at, ""
