"""The outbox for auditors: who alerted whom, when, by which decision, and what became of it. Pure."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.alerts import Grouped, NotDelivered, Origin, Raised
from bot.outbox.model import Entry, UnreadableEntry
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
    "url",
    "problem",
    "paged_again_by",
)
"""`dialog` and `policy_version` are by which decision it was allowed, `ilert_policy` is whom ilert alerted.

What is not known is null, in CSV empty.
"""

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"); what people typed is in the cells.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_json(entries: Sequence[Entry | UnreadableEntry]) -> str:
    """Write a list of objects, the oldest alert first."""
    return json.dumps([_row(entry) for entry in entries], indent=2, ensure_ascii=False)


def export_csv(entries: Sequence[Entry | UnreadableEntry]) -> str:
    """Write a head and a line for each alert, the oldest first (RFC 4180). No cell can be taken for a formula."""
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows({name: _plain(cell) for name, cell in _row(entry).items()} for entry in entries)
    return written.getvalue().removesuffix("\n")


def _plain(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    shown = printable(cell, " ")
    return f"'{shown}" if cell.startswith(_FORMULA) else shown


def _row(entry: Entry | UnreadableEntry) -> Row:
    known = _unreadable(entry) if isinstance(entry, UnreadableEntry) else {**_request(entry), **_outcome(entry)}
    return {name: known.get(name) for name in COLUMNS}


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


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
