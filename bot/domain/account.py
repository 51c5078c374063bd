"""The ilert account as the bot last saw it: users, teams, alert sources, escalation policies.

Frozen values without I/O, so that permissions can be decided from memory and tested with literals.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import ascii_lowercase, ascii_uppercase, whitespace
from typing import Self

from bot.domain.support_hours import SupportHours

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


class _Words(StrEnum):
    """Words of ilert's. One that ilert added after this version was written reads as UNKNOWN."""

    @classmethod
    def _missing_(cls, _value: object) -> Self:
        return cls("UNKNOWN")


class Role(_Words):
    """A user's base role (ilert OpenAPI, `Role`; VIEWER is newer than that file)."""

    STAKEHOLDER = "STAKEHOLDER"
    GUEST = "GUEST"
    VIEWER = "VIEWER"
    """Reads, and is judged like a GUEST: nothing says that a viewer may manage alerts or see what no team gives."""
    RESPONDER = "RESPONDER"
    USER = "USER"
    ADMIN = "ADMIN"
    UNKNOWN = "UNKNOWN"
    """Stands for a role that ilert added after this version was written; it may nothing."""


class TeamRole(_Words):
    """A user's role in one team (ilert OpenAPI, `TeamRole`)."""

    STAKEHOLDER = "STAKEHOLDER"
    RESPONDER = "RESPONDER"
    USER = "USER"
    ADMIN = "ADMIN"
    UNKNOWN = "UNKNOWN"
    """As `Role.UNKNOWN`."""


class AlertCreation(_Words):
    """Whether an event opens an alert of its own (ilert OpenAPI, `alertCreation`)."""

    ONE_ALERT_PER_EMAIL = "ONE_ALERT_PER_EMAIL"
    ONE_ALERT_PER_EMAIL_SUBJECT = "ONE_ALERT_PER_EMAIL_SUBJECT"
    ONE_PENDING_ALERT_ALLOWED = "ONE_PENDING_ALERT_ALLOWED"
    ONE_OPEN_ALERT_ALLOWED = "ONE_OPEN_ALERT_ALLOWED"
    OPEN_RESOLVE_ON_EXTRACTION = "OPEN_RESOLVE_ON_EXTRACTION"
    ONE_ALERT_GROUPED_PER_WINDOW = "ONE_ALERT_GROUPED_PER_WINDOW"
    INTELLIGENT_GROUPING = "INTELLIGENT_GROUPING"
    UNKNOWN = "UNKNOWN"
    """Stands for a word that ilert added after this version was written, and for none that could be read."""


@dataclass(frozen=True, slots=True)
class IlertUser:
    """A user of the ilert account."""

    id: int
    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Team:
    """A team; `members` maps a user's id to the role in this team."""

    id: int
    name: str
    private: bool
    members: Mapping[int, TeamRole] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """An escalation policy; without a routing key it cannot be named in an event."""

    id: int
    name: str
    team_ids: tuple[int, ...] = ()
    routing_key: str | None = None
    levels: int = 0
    """How many rules it has, each of which is a level; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class AlertSource:
    """An alert source; `integration_key` is a secret and stays out of `repr`."""

    id: int
    name: str
    integration_type: str
    escalation_policy_id: int | None
    team_ids: tuple[int, ...] = ()
    active: bool = True
    in_maintenance: bool = False
    integration_key: str | None = field(default=None, repr=False)
    key_mark: str = field(default="", repr=False, compare=False)
    """In an account that was kept or shared without its keys: by which this one is recognised. See `secret_mark`."""
    alert_creation: AlertCreation = AlertCreation.UNKNOWN
    priority_rule: str = ""
    """ilert's `alertPriorityRule`, such as HIGH_DURING_SUPPORT_HOURS; empty where it could not be read."""
    hours: SupportHours | None = None
    """Its support hours, where they could be read."""
    support_hours: bool = False
    """Whether the source has any, so that its priority rule may depend on the time of day."""


@dataclass(frozen=True, slots=True)
class Directory:
    """One consistent picture of the account. Replaced whole, never changed.

    `users_by_email` has lower-case keys and leaves out every address that two users share, so that such
    an address matches nobody.
    """

    users: Mapping[int, IlertUser]
    users_by_email: Mapping[str, IlertUser]
    teams: Mapping[int, Team]
    alert_sources: Mapping[int, AlertSource]
    escalation_policies: Mapping[int, EscalationPolicy]
    taken_at: float
    """Unix time in seconds of the last complete reading."""


def normalise_email(email: str) -> str:
    """Bring an e-mail address into the form in which addresses are compared: without regard to ASCII case.

    Other letters stay as they are, since Unicode's lower case makes one address of two: the Kelvin sign (U+212A)
    would become a plain k, and give one person the rights of another.
    """
    return email.strip(whitespace).translate(_LOWER)


def unique_emails(users: Iterable[IlertUser]) -> Mapping[str, IlertUser]:
    """Index users by e-mail, without the addresses that two of them share or that are empty."""
    found: dict[str, IlertUser] = {}
    shared = {""}
    for user in users:
        email = normalise_email(user.email)
        # Most addresses are so already, and of thousands none need stand in memory twice.
        email = user.email if email == user.email else email
        if email in found:
            shared.add(email)
        found[email] = user
    for email in shared:
        found.pop(email, None)
    return found
