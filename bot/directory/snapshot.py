"""The directory as bytes, so that a bot that starts while ilert is away still knows the account. Pure.

Integration keys are left out: they are secrets, and without ilert they are of no use.
"""

import dataclasses
import json
from hashlib import sha256
from typing import Any

from bot.domain.account import (
    AlertCreation,
    AlertSource,
    Directory,
    EscalationPolicy,
    IlertUser,
    Role,
    Team,
    TeamRole,
    known_word,
    unique_emails,
)

VERSION = 1


class SnapshotUnreadable(Exception):
    """The bytes are damaged, or of another version."""


def dump(directory: Directory) -> bytes:
    """Write a directory: a line with the checksum, then the rest."""
    body = json.dumps(
        {
            "version": VERSION,
            "taken_at": directory.taken_at,
            "users": [[user.id, user.name, user.email, user.role] for user in directory.users.values()],
            "teams": [
                [team.id, team.name, team.private, [[user, role] for user, role in team.members.items()]]
                for team in directory.teams.values()
            ],
            "alert_sources": [
                [
                    source.id,
                    source.name,
                    source.integration_type,
                    source.escalation_policy_id,
                    source.team_ids,
                    source.active,
                    source.in_maintenance,
                ]
                for source in directory.alert_sources.values()
            ],
            # By themselves, so that a release that does not have them yet reads the rest.
            "event_handling": [
                [source.id, source.alert_creation, source.priority_rule, source.support_hours]
                for source in directory.alert_sources.values()
            ],
            "escalation_policies": [
                [policy.id, policy.name, policy.team_ids, policy.routing_key]
                for policy in directory.escalation_policies.values()
            ],
        },
        separators=(",", ":"),
    ).encode()
    return _checksum(body) + b"\n" + body


def load(data: bytes) -> Directory:
    """Read a directory back.

    Raises:
        SnapshotUnreadable: It is damaged, or of another version.
    """
    checksum, _, body = data.partition(b"\n")
    if checksum != _checksum(body):
        raise SnapshotUnreadable("the checksum does not match")
    try:
        found = json.loads(body)
        if found["version"] != VERSION:
            raise SnapshotUnreadable(f"version {found['version']}, expected {VERSION}")
        return _directory(found)
    except (LookupError, TypeError, ValueError) as error:
        raise SnapshotUnreadable(f"another release wrote it ({error!r})") from error


def _with_handling(source: AlertSource, handling: list[Any]) -> AlertSource:
    creation, priority_rule, support_hours = handling
    return dataclasses.replace(
        source,
        alert_creation=known_word(AlertCreation, creation),
        priority_rule=priority_rule,
        support_hours=support_hours,
    )


def _checksum(body: bytes) -> bytes:
    return sha256(body).hexdigest().encode()


def _directory(found: dict[str, Any]) -> Directory:
    users = [IlertUser(key, name, email, known_word(Role, role)) for key, name, email, role in found["users"]]
    teams = [
        Team(key, name, private=private, members={user: known_word(TeamRole, role) for user, role in members})
        for key, name, private, members in found["teams"]
    ]
    handling = {key: more for key, *more in found.get("event_handling", ())}
    sources = [
        _with_handling(
            AlertSource(key, name, kind, policy, tuple(team_ids), active=active, in_maintenance=in_maintenance),
            handling.get(key, ["", "", False]),
        )
        for key, name, kind, policy, team_ids, active, in_maintenance in found["alert_sources"]
    ]
    policies = [
        EscalationPolicy(key, name, tuple(team_ids), routing_key)
        for key, name, team_ids, routing_key in found["escalation_policies"]
    ]
    return Directory(
        users={user.id: user for user in users},
        users_by_email=unique_emails(users),
        teams={team.id: team for team in teams},
        alert_sources={source.id: source for source in sources},
        escalation_policies={policy.id: policy for policy in policies},
        taken_at=found["taken_at"],
    )
