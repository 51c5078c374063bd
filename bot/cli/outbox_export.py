"""The outbox for auditors: who alerted whom, when, by which decision, and what became of it. Pure."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.alerts import Grouped, NotDelivered, Origin, Raised
from bot.outbox.actions import AlertAction
from bot.outbox.model import Entry, LiveAlert, UnreadableEntry
from bot.runtime.printable import printable

Cell = str | int | None
Row = Mapping[str, Cell]

COLUMNS = (
    "reference",
    "key",
    "accepted",
    "reporter_id",
    "reporter",
    "channel_id",
    "channel",
    "dialog",
    "policy_version",
    "alert_source",
    "escalation_policy",
    "target",
    "priority",
    "summary",
    "state",
    "tries",
    "settled",
    "ilert_alert",
    "ilert_policy",
    "ilert_status",
    "ilert_status_since",
    "accepted_in_ilert_by",
    "accepted_in_ilert_at",
    "actions_in_slack",
    "url",
    "problem",
    "paged_again_by",
)
"""`dialog` and `policy_version` are by which decision it was allowed, `ilert_policy` is whom ilert alerted.

`accepted` is when the bot took the alert. What people did through the alert's card in Slack ilert shows as done by the
API key's user; `actions_in_slack` has who it was. What is not known is null, in CSV empty.
"""

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"); what people typed is in the cells.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_json(entries: Sequence[Entry | UnreadableEntry], seen: Sequence[LiveAlert]) -> str:
    """Write a list of objects, the oldest alert first. `seen` is how those stand that were seen in ilert."""
    return json.dumps(_rows(entries, seen), indent=2, ensure_ascii=False)


def export_csv(entries: Sequence[Entry | UnreadableEntry], seen: Sequence[LiveAlert]) -> str:
    """Write a head and a line for each alert, the oldest first (RFC 4180). No cell can be taken for a formula."""
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows({name: _plain(cell) for name, cell in row.items()} for row in _rows(entries, seen))
    return written.getvalue().removesuffix("\n")


def _plain(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    shown = printable(cell, " ")
    return f"'{shown}" if cell.startswith(_FORMULA) else shown


def _rows(entries: Sequence[Entry | UnreadableEntry], seen: Sequence[LiveAlert]) -> Sequence[Row]:
    live = {alert.entry.key: alert for alert in seen}
    return [_row(entry, live.get(entry.key)) for entry in entries]


def _row(entry: Entry | UnreadableEntry, live: LiveAlert | None) -> Row:
    known = _unreadable(entry) if isinstance(entry, UnreadableEntry) else {**_request(entry), **_outcome(entry)}
    later = _later(live) if live is not None else {}
    return {name: {**known, **later}.get(name) for name in COLUMNS}


def _unreadable(entry: UnreadableEntry) -> Row:
    return {
        "reference": entry.reference,
        "key": entry.key,
        "accepted": _time(entry.accepted_at),
        "reporter_id": entry.person_id,
        "state": f"unreadable, written as {entry.state}",
        "tries": entry.tries,
        "problem": entry.problem,
    }


def _request(entry: Entry) -> Row:
    request = entry.request
    return {
        "reference": request.reference,
        "key": entry.key,
        "accepted": _time(entry.accepted_at),
        "reporter_id": request.person.id,
        "reporter": request.person.name,
        "channel_id": request.origin.channel_id,
        "channel": _channel(request.origin),
        "dialog": request.dialog.value,
        "policy_version": request.policy_version or None,
        "alert_source": request.target.alert_source_id,
        "escalation_policy": request.target.escalation_policy_id,
        "target": request.target_name or None,
        "priority": request.priority,
        "summary": request.summary,
    }


def _channel(origin: Origin) -> str | None:
    if not origin.channel_id:
        return origin.name
    if origin.direct_message:
        return "direct message"
    return f"#{origin.name}" if origin.name else None


def _outcome(entry: Entry) -> Row:
    return {
        "state": entry.state.value,
        "tries": entry.tries,
        "settled": _time(entry.settled_at) if entry.settled_at is not None else None,
        **_in_ilert(entry),
        "paged_again_by": entry.paged_by,
    }


def _in_ilert(entry: Entry) -> Row:
    match entry.outcome:
        case Raised(seen):
            return {
                "ilert_alert": seen.alert_id,
                "ilert_policy": seen.escalation_policy_id,
                "ilert_status": seen.status or None,
                "url": seen.url,
            }
        case Grouped(alert_id, url):
            return {"ilert_alert": alert_id, "url": url}
        case NotDelivered(reason, detail):
            return {"problem": f"{reason}: {detail}"}
        case _:
            return {"problem": entry.problem}


def _later(live: LiveAlert) -> Row:
    """Say how an alert stands in ilert since it was raised."""
    first = live.seen.accepted_by[0].accepted_at if live.seen.accepted_by else None
    return {
        "ilert_alert": live.seen.alert_id,
        "ilert_policy": live.seen.escalation_policy_id,
        "ilert_status": live.seen.status or None,
        "ilert_status_since": _time(live.changed_at),
        "accepted_in_ilert_by": ", ".join(one.name for one in live.seen.accepted_by) or None,
        "accepted_in_ilert_at": _time(first.timestamp()) if first is not None else None,
        "actions_in_slack": "; ".join(_action(action) for action in live.actions) or None,
        "url": live.seen.url,
    }


def _action(action: AlertAction) -> str:
    about = f" {action.about}" if action.about else ""
    return (
        f"{action.kind.value}{about} by {action.person_id} at {_time(action.at)}{'' if action.done else ', not done'}"
    )


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
