"""`il-alert-bot outbox`: the accepted alerts, listed, shown, tried again or given up, while the daemon runs or not."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import exits
from bot.cli.arguments import describe
from bot.config.settings import SettingsError, load_local_settings, required_state_dir
from bot.domain.alerts import Delivered, Failure, NotDelivered
from bot.outbox.model import Entry, NoticeStatus, Settled, State, UnreadableEntry, is_claimed, reference_of
from bot.outbox.notice_table import EVERYBODY
from bot.outbox.opening import NAME, open_outbox, sqlite_url
from bot.outbox.store import InvalidState, Outbox
from bot.runtime.printable import printable
from bot.storage.errors import SchemaTooNew, StorageUnavailable

_UNREADABLE = "unreadable"

_WHO = "expected root, the daemon's user, or a member of the group that its directory belongs to"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add an action, and the alert that it is about."""
    describe(
        parser,
        "Look into the outbox in IL_ALERT_STATE_DIR, while the daemon runs or not. Run it as its user.",
        ("il-alert-bot outbox list --state waiting", "what ilert does not have yet"),
        ("il-alert-bot outbox show 7K3M-Q9XD", "all that is known of one alert"),
        ("il-alert-bot outbox retry 7K3M-Q9XD", "try it at once, also after it was given up"),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="one line for each alert, the oldest first")
    listing.add_argument("--state", choices=(*State, _UNREADABLE), help="only those")
    for name, text in (
        ("show", "all that is known of one alert"),
        ("retry", "try an alert again at once, also one that was given up"),
        ("drop", "give a waiting alert up; its reporter is told"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("id", metavar="ID", help="the reference that people quote, or the key")


def run(options: argparse.Namespace) -> int:
    """Run the action. Returns the exit code: 1 where it is not possible, 78 where there is no outbox."""
    try:
        directory = required_state_dir(load_local_settings())
    except SettingsError as error:
        return _fail(str(error), exits.CONFIGURATION)
    path = directory / NAME
    try:
        path.stat()
    except PermissionError:
        return _fail(f"{path}: closed to this user; {_WHO}", exits.CONFIGURATION)
    except OSError:
        return _fail(f"{path}: there is no outbox yet; the daemon makes it when it starts", exits.CONFIGURATION)
    try:
        return asyncio.run(_run(directory, options))
    except SchemaTooNew as error:
        return _fail(str(error), exits.CONFIGURATION)
    except (StorageUnavailable, InvalidState) as error:
        return _fail(str(error), exits.MISTAKES)


async def _run(state_dir: Path, options: argparse.Namespace) -> int:
    outbox = open_outbox(sqlite_url(state_dir))
    try:
        if options.action == "list":
            for entry in await _listed(outbox, options.state):
                print(_line(entry))
            return 0
        found = await outbox.find(options.id)
        if found is None:
            return _fail(f"{options.id}: no alert has this reference or key", 1)
        return await _act(outbox, found, options.action)
    finally:
        await outbox.close()


async def _listed(outbox: Outbox, state: str | None) -> Sequence[Entry | UnreadableEntry]:
    if state == _UNREADABLE:
        return [entry for entry in await outbox.list() if isinstance(entry, UnreadableEntry)]
    return await outbox.list(None if state is None else State(state))


async def _act(outbox: Outbox, entry: Entry | UnreadableEntry, action: str) -> int:
    reference = reference_of(entry)
    match action:
        case "show":
            print(_description(entry, await outbox.notices(entry.key)))
        case "retry":
            await outbox.retry(entry.key)
            print(f"{reference}: will be tried within seconds if the daemon runs, else when it starts.")
        case "drop":
            in_doubt_since = entry.in_doubt_since if isinstance(entry, Entry) else None
            reason = Failure.DROPPED if in_doubt_since is None else Failure.OUTCOME_UNKNOWN
            outcome = NotDelivered(reason, "dropped by an admin at the command line")
            await outbox.drop(entry.key, Settled(outcome, in_doubt_since))
            print(f"{reference}: given up. The daemon tells the reporter.")
        case _:
            raise AssertionError(action)
    return 0


def _line(entry: Entry | UnreadableEntry) -> str:
    """Write an entry in one line: reference, state, since when, tries, who, and the summary without line breaks."""
    if isinstance(entry, UnreadableEntry):
        state, person_id, text = _UNREADABLE, entry.person_id, entry.problem
    else:
        state, person_id, text = entry.state.replace("_", " "), entry.request.person.id, entry.request.summary
    since, shown = _time(entry.accepted_at), " ".join(printable(text, " ").split())
    return f"{reference_of(entry)}  {state:<10}  {since}  {entry.tries:>3} tries  {person_id}  {shown}"


def _description(entry: Entry | UnreadableEntry, notices: Sequence[NoticeStatus]) -> str:
    lines = _unreadable_lines(entry) if isinstance(entry, UnreadableEntry) else _entry_lines(entry)
    lines["Notices"] = "; ".join(_notice(notice) for notice in notices)
    return "\n".join(f"{name + ':':<20}{printable(text, ' ')}" for name, text in lines.items() if text)


def _unreadable_lines(entry: UnreadableEntry) -> dict[str, str]:
    return {
        "Reference": entry.reference,
        "Key": entry.key,
        "State": f"{_UNREADABLE} by this version, which leaves it as it is; written as {entry.state!r}",
        "From": entry.person_id,
        "Accepted": _time(entry.accepted_at),
        "Tries": str(entry.tries),
        "Problem": entry.problem,
    }


def _entry_lines(entry: Entry) -> dict[str, str]:
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
        "Way": {"event": "POST /events", "alert": "POST /alerts"}[entry.route.way] if entry.route else "",
        "In doubt since": _time(entry.in_doubt_since) if entry.in_doubt_since is not None else "",
        "Last problem": entry.problem or "",
        "Settled": _time(entry.settled_at) if entry.settled_at is not None else "",
        "Outcome": _outcome(entry),
    }


def _notice(notice: NoticeStatus) -> str:
    who = "everybody" if notice.subscriber == EVERYBODY else notice.subscriber
    return f"{notice.event.replace('_', ' ')} to {who}: {notice.result or 'not yet'}"


def _outcome(entry: Entry) -> str:
    match entry.outcome:
        case Delivered(alert_id, url):
            return " ".join(str(part) for part in ("alert", alert_id, url) if part is not None)
        case NotDelivered(reason, detail):
            return f"{reason}: {detail}"
        case None:
            return ""


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def _fail(text: str, code: int) -> int:
    print(f"il-alert-bot: {text}", file=sys.stderr)
    return code
