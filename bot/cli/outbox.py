"""`il-alert-bot outbox`: the accepted alerts, listed, shown, tried again or given up, while the daemon runs or not."""

import argparse
import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import exits
from bot.cli.arguments import describe
from bot.config.settings import SettingsError, load_local_settings, required_state_dir
from bot.domain.alerts import Delivered, Failure, NotDelivered
from bot.outbox import database
from bot.outbox.model import Row, Settled
from bot.outbox.schema import SchemaTooNew
from bot.outbox.sqlite import SqliteStore
from bot.outbox.store import NotPossible, Store, StoreUnavailable
from bot.runtime.printable import printable

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
    listing.add_argument("--state", choices=("waiting", "delivered", "given_up"), help="only those")
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
    path = directory / database.NAME
    try:
        path.stat()
    except PermissionError:
        return _fail(f"{path}: closed to this user; {_WHO}", exits.CONFIGURATION)
    except OSError:
        return _fail(f"{path}: there is no outbox yet; the daemon makes it when it starts", exits.CONFIGURATION)
    try:
        return asyncio.run(_run(path, options))
    except SchemaTooNew as error:
        return _fail(str(error), exits.CONFIGURATION)
    except (StoreUnavailable, NotPossible) as error:
        return _fail(str(error), exits.MISTAKES)


async def _run(path: Path, options: argparse.Namespace) -> int:
    store = SqliteStore(path, repair=False)
    try:
        if options.action == "list":
            for row in await store.list(options.state):
                print(_line(row))
            return 0
        found = await store.find(options.id)
        if found is None:
            return _fail(f"{options.id}: no alert has this reference or key", 1)
        return await _act(store, found, options.action)
    finally:
        await store.close()


async def _act(store: Store, row: Row, action: str) -> int:
    reference = row.request.reference
    match action:
        case "show":
            print(_description(row))
        case "retry":
            await store.retry(row.key, time.time())
            print(f"{reference}: will be tried within seconds if the daemon runs, else when it starts.")
        case "drop":
            reason = Failure.DROPPED if row.unknown_since is None else Failure.FATE_UNKNOWN
            outcome = NotDelivered(reason, "dropped by an admin at the command line")
            await store.drop(row.key, Settled(outcome, row.unknown_since), time.time())
            print(f"{reference}: given up. The daemon tells the reporter.")
        case _:
            raise AssertionError(action)
    return 0


def _line(row: Row) -> str:
    """Write a row in one line: reference, state, since when, tries, who, and the summary without line breaks."""
    request = row.request
    summary = " ".join(printable(request.summary, " ").split())
    state = row.state.replace("_", " ")
    since = _time(row.accepted_at)
    return f"{request.reference}  {state:<9}  {since}  {row.tries:>3} tries  {request.person.id}  {summary}"


def _description(row: Row) -> str:
    request = row.request
    lines = {
        "Reference": request.reference,
        "Key": row.key,
        "State": row.state.replace("_", " ") + (", being tried at this moment" if row.claimed else ""),
        "Summary": request.summary,
        "Details": request.details,
        "From": f"{request.person.name} ({request.person.id})",
        "Place": request.origin.url,
        "Alert source": str(request.target.alert_source_id),
        "Policy": str(request.target.escalation_policy_id or "as the alert source decides"),
        "Policy file": request.policy_version,
        "Accepted": _time(row.accepted_at),
        "Tries": str(row.tries),
        "Next try": _time(row.next_try_at) if row.state == "waiting" and row.next_try_at else "",
        "Way": {"event": "POST /events", "alert": "POST /alerts"}.get(row.route.way, "") if row.route else "",
        "Fate unknown since": _time(row.unknown_since) if row.unknown_since is not None else "",
        "Last problem": row.problem or "",
        "Settled": _time(row.settled_at) if row.settled_at is not None else "",
        "Outcome": _outcome(row),
        "Reporter told": ("yes" if row.told else "not yet") if row.outcome is not None else "",
    }
    return "\n".join(f"{name + ':':<20}{printable(text, ' ')}" for name, text in lines.items() if text)


def _outcome(row: Row) -> str:
    match row.outcome:
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
