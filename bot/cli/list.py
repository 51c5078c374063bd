"""`il-alert-bot list`: what the bot last read from ilert, and the channels of the policy file."""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.checks.snapshot import basis, last_directory
from bot.cli import exits, tables
from bot.cli.arguments import describe
from bot.cli.exits import CommandFailed
from bot.config import logging
from bot.config.settings import LocalSettings, SettingsError, load_local_settings
from bot.domain.account import AlertSource, Directory
from bot.policy.diagnostics import PolicyError
from bot.policy.file import load_policy
from bot.policy.schema import Policy

_CHANNELS = "channels"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to list."""
    describe(
        parser,
        "Print a table of what the bot last read from ilert (IL_ALERT_STATE_DIR): alert sources, escalation policies, "
        "people. Channels are those of the policy file (IL_ALERT_CONFIG). Asks nobody.",
        ("il-alert-bot list sources", "the numbers that go into a [[slack_alert_source]]"),
        ("il-alert-bot list policies", "and into its escalation_policy"),
        ("il-alert-bot list channels", "who is alerted from where by anybody"),
        ("il-alert-bot list people --json", "who has an ilert account, for programs"),
    )
    parser.add_argument("what", choices=(*_LISTS, _CHANNELS))
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Print a list. Returns the exit code.

    Raises:
        CommandFailed: Settings or the policy file are wrong, or the bot has left nothing that it read.
    """
    logging.silence()
    try:
        settings = load_local_settings()
        rows, sentence = _channels(settings) if options.what == _CHANNELS else _of_account(settings, options.what)
    except (SettingsError, PolicyError) as error:
        raise CommandFailed(f"cannot list:\n{error}", exits.CONFIGURATION) from error
    print(tables.as_json(rows) if options.json else f"{tables.as_table(rows) or 'None.'}\n\n{sentence}")
    return exits.OK


def _of_account(settings: LocalSettings, what: str) -> tuple[Sequence[tables.Row], str]:
    directory = last_directory(settings)
    if directory is None:
        raise CommandFailed(f"cannot list: {basis(None)}", exits.CONFIGURATION)
    return _LISTS[what](directory), basis(directory)


def _channels(settings: LocalSettings) -> tuple[Sequence[tables.Row], str]:
    loaded = load_policy(settings.policy_file)
    directory = last_directory(settings)
    return channels(loaded.policy, directory), f"Policy file {settings.policy_file}, version {loaded.version}."


def channels(policy: Policy, directory: Directory | None) -> Sequence[tables.Row]:
    """List the channels with a channel dialog: for each alert source, whom it alerts, and whether guests may."""
    known = directory.escalation_policies if directory is not None else {}
    return [
        {
            "channel": channel,
            "source": source.id,
            "source_name": _name(source.id, directory.alert_sources if directory is not None else {}),
            "policies": ", ".join(f"{one.name or _name(one.id, known)} ({one.id})".strip() for one in choices),
            "guests": "yes" if source.guests else "no",
        }
        for source in policy.slack_alert_source
        for channel, choices in ((channel, source.escalation_policy) for channel in source.channels)
    ]


def sources(directory: Directory) -> Sequence[tables.Row]:
    """List the alert sources by name."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "type": one.integration_type,
            "policy": _name(one.escalation_policy_id or 0, directory.escalation_policies),
            "teams": _teams(one.team_ids, directory),
            "state": _state(one),
            "alert_creation": one.alert_creation.value,
        }
        for one in sorted(directory.alert_sources.values(), key=lambda one: one.name.casefold())
    ]


def policies(directory: Directory) -> Sequence[tables.Row]:
    """List the escalation policies by name."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "teams": _teams(one.team_ids, directory),
            "routing_key": one.routing_key or "",
        }
        for one in sorted(directory.escalation_policies.values(), key=lambda one: one.name.casefold())
    ]


def people(directory: Directory) -> Sequence[tables.Row]:
    """List the users by name."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "email": one.email,
            "role": one.role.value.capitalize(),
            "teams": ", ".join(team.name for team in directory.teams.values() if one.id in team.members),
        }
        for one in sorted(directory.users.values(), key=lambda one: one.name.casefold())
    ]


def _state(source: AlertSource) -> str:
    if not source.active:
        return "off"
    return "in maintenance" if source.in_maintenance else "on"


def _teams(team_ids: Iterable[int], directory: Directory) -> str:
    known = [directory.teams.get(number) for number in team_ids]
    return ", ".join(f"{team.name}{' (private)' if team.private else ''}" if team else "not readable" for team in known)


def _name(number: int, known: Mapping[int, object]) -> str:
    return str(getattr(known.get(number), "name", ""))


_LISTS: Mapping[str, Callable[[Directory], Sequence[tables.Row]]] = {
    "sources": sources,
    "policies": policies,
    "people": people,
}
