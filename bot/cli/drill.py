"""`il-alert-bot drill`: raise a test alert, and see it through the running bot into ilert, and resolved there."""

import argparse
import asyncio
import getpass
import os
import secrets
import socket
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.checks.snapshot import last_directory
from bot.cli import exits, readiness
from bot.cli.arguments import describe
from bot.cli.drill_report import Drill, as_json, as_text, has_ended, has_passed, resolving
from bot.cli.exits import CommandFailed
from bot.cli.outbox_access import open_configured
from bot.config import logging
from bot.config.settings import LocalSettings, SettingsError, load_local_settings, required_state_dir
from bot.domain.alerts import DRILL, AlertRequest, DialogKind, Failure, NotDelivered, Origin, Person, Target
from bot.locale.catalogues import ENGLISH
from bot.outbox.model import Entry, Settled, State
from bot.outbox.store import AcceptanceUnknown, InvalidState, Outbox
from bot.policy.diagnostics import PolicyError
from bot.policy.file import load_policy
from bot.slack.ui.metadata import new_reference
from bot.storage.errors import SchemaTooNew, StorageUnavailable
from bot.wording.wording import Wordings

_LOOK_SECONDS = 0.2

_NO_SOURCE = (
    "no alert source is named, and nothing was raised. Set IL_ALERT_DRILL_SOURCE to the number of an alert source in "
    "ilert, and perhaps IL_ALERT_DRILL_POLICY to that of an escalation policy that calls nobody who sleeps, or give "
    "--source and --policy. `il-alert-bot list sources` lists them."
)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Whom to alert, and how people call that."""

    target: Target
    source_name: str
    policy_name: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the target, and whom to ask."""
    describe(
        parser,
        "Raise a real alert in ilert, with LOW priority, that says in its summary that it is a drill. The running bot "
        "delivers it as any other, looks for it in ilert, and resolves it as soon as it is there, "
        "within seconds; nobody in Slack is told. Whoever the escalation policy calls for a LOW alert may be called. "
        "Ends with 0 if all of that worked, with 1 if not, with 78 if no target is named.",
        ("il-alert-bot drill", "to IL_ALERT_DRILL_SOURCE and IL_ALERT_DRILL_POLICY; asks first"),
        ("il-alert-bot drill --source 2247477 --policy 81211", "to these"),
        ("il-alert-bot drill --yes --json", "for a timer: asks nothing"),
    )
    parser.add_argument("--source", type=int, metavar="ID", help="the alert source in ilert")
    parser.add_argument("--policy", type=int, metavar="ID", help="the escalation policy; default: the source's own")
    parser.add_argument(
        "--within", type=float, default=180.0, metavar="SECONDS", help="when to give up waiting; default: 180"
    )
    parser.add_argument("--yes", action="store_true", help="raise it without asking")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Raise the alert and print how it went. Returns the exit code.

    Raises:
        CommandFailed: Nothing was raised: no target is named, or the bot does not run.
    """
    logging.silence()
    try:
        settings = load_local_settings()
        if settings.database_url is None:
            required_state_dir(settings)
    except SettingsError as error:
        raise CommandFailed(str(error), exits.CONFIGURATION) from error
    chosen = _chosen(options, settings)
    _confirm(options, chosen)
    try:
        drill = asyncio.run(_drill(settings, chosen, options.within))
    except SchemaTooNew as error:
        raise CommandFailed(str(error), exits.CONFIGURATION) from error
    except (StorageUnavailable, AcceptanceUnknown) as error:
        raise CommandFailed(f"the outbox cannot be used: {error}", exits.MISTAKES) from error
    print(as_json(drill) if options.json else as_text(drill))
    return exits.OK if has_passed(drill) else exits.MISTAKES


def _chosen(options: argparse.Namespace, settings: LocalSettings) -> _Chosen:
    source, policy = options.source, options.policy
    if source is None:
        # A policy of the settings goes with their source alone.
        source, policy = settings.drill_source, policy or settings.drill_policy
    if source is None:
        raise CommandFailed(_NO_SOURCE, exits.CONFIGURATION)
    directory = last_directory(settings)
    if directory is None:
        return _Chosen(Target(source, policy), str(source), str(policy or "the alert source's own"))
    known_source = directory.alert_sources.get(source)
    if known_source is None:
        raise CommandFailed(f"ilert has no alert source {source} that the bot may see", exits.CONFIGURATION)
    if not known_source.active:
        raise CommandFailed(
            f"alert source {known_source.name} ({source}) is switched off in ilert", exits.CONFIGURATION
        )
    called = policy or known_source.escalation_policy_id
    known_policy = directory.escalation_policies.get(called) if called is not None else None
    if known_policy is None:
        raise CommandFailed(f"ilert has no escalation policy {called} that the bot may see", exits.CONFIGURATION)
    return _Chosen(Target(source, policy), f"{known_source.name} ({source})", f"{known_policy.name} ({called})")


def _confirm(options: argparse.Namespace, chosen: _Chosen) -> None:
    """Say what will happen, and ask whether it may. Raises `CommandFailed`."""
    out = sys.stderr
    print(f"Drill: alert source {chosen.source_name}, escalation policy {chosen.policy_name}, LOW priority.", file=out)
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise CommandFailed("nobody to ask at standard input, and nothing was raised: give --yes", exits.MISTAKES)
    print("This raises a real alert in ilert. Whoever that policy calls for a LOW alert may be called,", file=out)
    print("until the bot resolves it, which takes seconds. Go on? [y/N] ", end="", file=out, flush=True)
    try:
        answer = input().strip().lower()
    except (EOFError, KeyboardInterrupt):
        answer = ""
    if answer not in ("y", "yes"):
        raise CommandFailed("stopped; nothing was raised", exits.MISTAKES)


async def _drill(settings: LocalSettings, chosen: _Chosen, within: float) -> Drill:
    await _refuse_unready(settings)
    request = _request(chosen, _summary(settings))
    outbox = open_configured(settings, make=True)
    try:
        await outbox.accept(request)
        return await _watch(outbox, request.key, time.monotonic() + within)
    finally:
        await outbox.close()


async def _refuse_unready(settings: LocalSettings) -> None:
    """Raise nothing that nobody would deliver. Raises `CommandFailed`."""
    try:
        service = await readiness.ask(settings)
    except readiness.AddressUnknown:
        return
    except readiness.NotAnswering as error:
        raise CommandFailed(f"the bot {error}; nothing was raised", exits.MISTAKES) from error
    if not service.ready:
        reasons = "; ".join(reason.text for reason in service.reasons if reason.blocks) or service.status
        raise CommandFailed(f"the bot is not ready: {reasons}; nothing was raised", exits.MISTAKES)


def _summary(settings: LocalSettings) -> str:
    """Write it in the policy's language, as is the rest of the alert."""
    try:
        language = load_policy(settings.policy_file).policy.language
    except PolicyError:
        # The bot that runs goes on with the last good file.
        language = ENGLISH
    return Wordings(lambda: language).for_policy().alert.drill_summary()


def _request(chosen: _Chosen, summary: str) -> AlertRequest:
    return AlertRequest(
        dialog_id=f"{DRILL}-{secrets.token_hex(8)}",
        reference=new_reference(),
        target=chosen.target,
        # As from a channel: by an event, unless the policy file or what was seen of the source says otherwise.
        dialog=DialogKind.CHANNEL,
        summary=summary,
        details="",
        priority="LOW",
        person=Person(DRILL, f"{_user()} on {socket.gethostname()}"),
        origin=Origin("", DRILL),
        submitted_at=datetime.now(UTC),
        target_name=chosen.policy_name,
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # The machine has no name for it, as in a container.
        return f"user {os.getuid()}"


async def _watch(outbox: Outbox, key: str, until: float) -> Drill:
    """Look until the drill is over, or the time is."""
    while True:
        drill = await _look(outbox, key)
        if has_ended(drill):
            return drill
        if time.monotonic() >= until:
            return await _taken_back(outbox, drill)
        await asyncio.sleep(_LOOK_SECONDS)


async def _look(outbox: Outbox, key: str) -> Drill:
    entry = await outbox.find(key)
    if not isinstance(entry, Entry):
        raise CommandFailed(f"{key}: what was written to the outbox cannot be read there", exits.MISTAKES)
    note = resolving(await outbox.notices(key))
    drill = Drill(entry, note)
    return replace(drill, resolved_at=time.time()) if has_passed(drill) else drill


async def _taken_back(outbox: Outbox, drill: Drill) -> Drill:
    """Keep what nobody has taken up from being sent when nobody expects it any more."""
    entry = drill.entry
    if entry.state is not State.WAITING or entry.tries or entry.in_doubt_since is not None:
        return drill
    outcome = NotDelivered(Failure.DROPPED, "the bot did not take it up in time, so it was taken back")
    try:
        await outbox.drop(entry.key, Settled(outcome))
    except InvalidState:
        return drill
    return await _look(outbox, entry.key)
