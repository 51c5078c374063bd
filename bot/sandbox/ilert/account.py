"""An ilert account: users, teams, escalation policies, alert sources and alerts."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account."""

    id: int
    first_name: str
    last_name: str
    email: str
    role: str
    language: str = "en"

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Team:
    """A team; `members` maps user ids to team roles."""

    id: int
    name: str
    visibility: str
    members: dict[int, str]


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """An escalation policy; `users` are those whom its first rule notifies."""

    id: int
    name: str
    users: tuple[int, ...]
    routing_key: str | None = None
    teams: tuple[int, ...] = ()


@dataclass(slots=True)
class AlertSource:
    """An alert source."""

    id: int
    name: str
    integration_type: str
    integration_key: str
    policy: int
    teams: tuple[int, ...] = ()
    active: bool = True
    in_maintenance: bool = False

    @property
    def takes_alerts(self) -> bool:
        """Whether an event becomes an alert."""
        return self.active and not self.in_maintenance


@dataclass(slots=True)
class Alert:
    """An alert; its log is a list of time and text."""

    id: int
    summary: str
    details: str
    source: int
    policy: int
    priority: str
    reported_at: float
    alert_key: str
    via: str
    """The request that created it: `POST /events` or `POST /alerts`."""
    responders: list[int]
    status: str = "PENDING"
    links: list[dict[str, Any]] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    custom_details: dict[str, Any] = field(default_factory=dict)
    severity: int | None = None
    resolved_at: float | None = None
    log: list[tuple[float, str]] = field(default_factory=list)


@dataclass(slots=True)
class Account:
    """All that the account remembers."""

    api_key: str
    users: dict[int, User]
    teams: dict[int, Team]
    policies: dict[int, EscalationPolicy]
    sources: dict[int, AlertSource]
    key_user: int
    """Whose API key it is."""
    alerts: dict[int, Alert] = field(default_factory=dict)

    def source_of_key(self, integration_key: str) -> AlertSource | None:
        """Find an alert source by its integration key."""
        return next((one for one in self.sources.values() if one.integration_key == integration_key), None)

    def policy_of_routing_key(self, routing_key: str) -> EscalationPolicy | None:
        """Find an escalation policy by its routing key."""
        return next((one for one in self.policies.values() if one.routing_key == routing_key), None)
