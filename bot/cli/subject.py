"""One person in one place, as `explain` and `preview` see them: from the policy file and the last snapshot."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from bot.checks.offline import is_resolvable, offline_policy, origin_of, placeholder_person
from bot.checks.snapshot import basis, last_directory, out_of_date
from bot.cli import exits
from bot.cli.exits import CommandFailed
from bot.config.settings import SettingsError, load_local_settings
from bot.domain.account import Directory
from bot.domain.alerts import Origin, Person
from bot.policy.active import ActivePolicy, channel_names
from bot.policy.diagnostics import PolicyError
from bot.policy.file import load_policy
from bot.policy.values import DIRECT_MESSAGE

_TOO_OLD = "; that is too long ago for the bot itself, which offers no account dialog now"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks from where, and what is known. `basis` says in sentences how well it is known."""

    person: Person
    origin: Origin
    policy: ActivePolicy
    directory: Directory | None
    basis: tuple[str, ...]


def load_subject(options: argparse.Namespace) -> Subject:
    """Find out all that can be known without asking anybody.

    Raises:
        CommandFailed: Settings or the policy file are wrong.
    """
    user: str = options.user
    try:
        settings = load_local_settings()
        path: Path = options.file or settings.policy_file
        loaded = load_policy(path)
    except (SettingsError, PolicyError) as error:
        raise CommandFailed(f"cannot {options.command}:\n{error}", exits.CONFIGURATION) from error
    policy = offline_policy(loaded.policy, loaded.version, {})
    directory = last_directory(settings)
    sentences = [
        f"Policy file {path}, version {loaded.version}.",
        basis(
            directory,
            _TOO_OLD if directory is not None and out_of_date(directory, settings.directory_max_age_hours) else "",
        ),
    ]
    if not is_resolvable(user, loaded.policy.ilert_users.emails):
        sentences.append(
            f"Only Slack knows the e-mail address of {user}: give it instead, to see the account dialog as well."
        )
    if _is_unmentioned(options.channel, policy):
        sentences.append(
            f"The policy file does not write {options.channel}. A channel is known here only as the file writes it, "
            "by its id or by its name."
        )
    return Subject(placeholder_person(user), origin_of(options.channel, {}), policy, directory, tuple(sentences))


def _is_unmentioned(channel: str, policy: ActivePolicy) -> bool:
    mentioned = policy.sources_by_channel.keys() | (policy.ilert_user_channels or frozenset())
    return channel != DIRECT_MESSAGE and channel not in mentioned | channel_names(policy.config)
