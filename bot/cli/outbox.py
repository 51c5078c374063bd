"""`il-alert-bot outbox`: the accepted alerts, listed, shown, tried again or given up, while the daemon runs or not."""

import argparse
import asyncio
from collections.abc import Sequence

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.exits import CommandFailed
from bot.cli.outbox_access import open_configured, reason
from bot.cli.outbox_export import export_csv, export_json
from bot.cli.outbox_listing import UNREADABLE, Known, as_json, as_table, description, description_json
from bot.cli.outbox_move import move
from bot.config.settings import SettingsError, load_local_settings
from bot.domain.alerts import Failure, NotDelivered
from bot.outbox.model import (
    AlreadyPaged,
    AlreadyRaised,
    CannotPageNow,
    Entry,
    PagedNow,
    PageNow,
    Settled,
    SourceKnowledge,
    State,
    UnreadableEntry,
    reference_of,
)
from bot.outbox.opening import AnyOutbox
from bot.outbox.store import BeingSent, Inspector, InvalidState, Outbox
from bot.runtime.clock import Sleep
from bot.storage.errors import SchemaTooNew, StorageUnavailable

BY_ADMIN = "an admin at the command line"
"""Stands for the person who pressed Page now."""

_LOOK_SECONDS = 0.3
_TRY_SECONDS = 60.0
"""Longer than ilert is waited for in one try, with a look before it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add an action, and the alert that it is about."""
    describe(
        parser,
        "Look into the outbox in IL_ALERT_STATE_DIR, or in the database that several hosts share, while the daemon "
        "runs or not. Run it as its user.",
        ("il-alert-bot outbox list --state waiting", "what ilert does not have yet"),
        ("il-alert-bot outbox show 7K3M-Q9XD", "all that is known of one alert"),
        (
            "il-alert-bot outbox export --format csv > alerts.csv",
            "who alerted whom and what came of it",
        ),
        ("il-alert-bot outbox retry 7K3M-Q9XD", "try it at once, also after it was given up"),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="a line for each alert: who, where, and what is in the way")
    listing.add_argument("--state", choices=(*State, UNREADABLE), help="only those")
    listing.add_argument("--json", action="store_true", help="for programs")
    export = actions.add_parser("export", help="all that auditors ask about every alert")
    export.add_argument("--format", choices=("json", "csv"), default="json", help="default: json")
    actions.add_parser("move", help="bring all of the file into the database of IL_ALERT_DATABASE_URL")
    for name, text in (
        ("show", "all that is known of one alert"),
        ("retry", "try an alert again at once, also one that was given up"),
        ("page", "raise a manual alert for the same target where ilert took the event and no alert appeared"),
        ("drop", "give a waiting alert up, after the try under way; its reporter is told"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("id", metavar="ID", help="the reference that people quote, or the key")
        if name == "show":
            action.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Run the action. Returns the exit code.

    Raises:
        CommandFailed: With 1 where the action is not possible, with 78 where there is no outbox to use.
    """
    try:
        settings = load_local_settings()
        if options.action == "move":
            asyncio.run(move(settings))
        else:
            asyncio.run(_run(open_configured(settings), options))
    except (SettingsError, SchemaTooNew) as error:
        raise CommandFailed(str(error), exits.CONFIGURATION) from error
    except StorageUnavailable as error:
        raise CommandFailed(reason(error), exits.MISTAKES) from error
    except InvalidState as error:
        raise CommandFailed(str(error), exits.MISTAKES) from error
    return exits.OK


async def _run(outbox: AnyOutbox, options: argparse.Namespace) -> None:
    try:
        if options.action == "list":
            entries = await _listed(outbox, options.state)
            print(as_json(entries) if options.json else as_table(entries))
            return
        if options.action == "export":
            export = export_csv if options.format == "csv" else export_json
            print(export(await outbox.list(), await outbox.seen()))
            return
        found = await outbox.find(options.id)
        if found is None:
            raise CommandFailed(f"{options.id}: no alert has this reference or key", exits.MISTAKES)
        await _act(outbox, found, options)
    finally:
        await outbox.close()


async def _listed(outbox: Outbox, state: str | None) -> Sequence[Entry | UnreadableEntry]:
    if state == UNREADABLE:
        return [entry for entry in await outbox.list() if isinstance(entry, UnreadableEntry)]
    return await outbox.list(None if state is None else State(state))


async def _act(outbox: Outbox, entry: Entry | UnreadableEntry, options: argparse.Namespace) -> None:
    reference = reference_of(entry)
    match options.action:
        case "show":
            known = Known(
                await outbox.notices(entry.key),
                await _source(outbox, entry),
                await outbox.live_alert(entry.key),
                await outbox.card(entry.key),
            )
            print(description_json(entry, known) if options.json else description(entry, known))
        case "retry":
            await outbox.retry(entry.key)
            print(f"{reference}: will be tried within seconds if the daemon runs, else when it starts.")
        case "page":
            _print_paged(reference, await outbox.page_now(entry.key, BY_ADMIN))
        case "drop":
            await drop(outbox, entry)
            print(f"{reference}: given up. The daemon tells the reporter.")
        case _:
            raise AssertionError(options.action)


async def drop(outbox: Inspector, entry: Entry | UnreadableEntry | None, sleep: Sleep = asyncio.sleep) -> None:
    """Give an alert up, once the try is over that is under way. Raises `InvalidState`."""
    waited = 0.0
    while entry is not None:
        in_doubt_since = entry.in_doubt_since if isinstance(entry, Entry) else None
        reason = Failure.DROPPED if in_doubt_since is None else Failure.OUTCOME_UNKNOWN
        outcome = NotDelivered(reason, "dropped by an admin at the command line")
        try:
            return await outbox.drop(entry.key, Settled(outcome, in_doubt_since))
        except BeingSent:
            if waited >= _TRY_SECONDS:
                raise
            if not waited:
                print(f"{reference_of(entry)}: being sent at this moment; waiting for the end of this try.", flush=True)
        await sleep(_LOOK_SECONDS)
        waited += _LOOK_SECONDS
        entry = await outbox.find(entry.key)
    raise InvalidState("it is there no more")


async def _source(outbox: Outbox, entry: Entry | UnreadableEntry) -> SourceKnowledge | None:
    return await outbox.source(entry.request.target.alert_source_id) if isinstance(entry, Entry) else None


def _print_paged(reference: str, paged: PageNow) -> None:
    match paged:
        case PagedNow():
            print(f"{reference}: a manual alert will be raised within seconds if the daemon runs, else when it starts.")
        case AlreadyPaged(by):
            raise InvalidState(f"a manual alert was raised for it before, by {by}")
        case AlreadyRaised(raised):
            raise InvalidState(f"its alert has appeared: {raised.sighting.alert_id}")
        case CannotPageNow(state):
            raise InvalidState(f"it is {state.replace('_', ' ')}; only what was not seen or was grouped can be paged")
