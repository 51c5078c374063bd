"""An ilert account: users, teams, schedules, escalation policies, alert sources and alerts."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bot.sandbox.ilert.support_hours import PriorityRule, SupportHours

AlertCreation = Literal[
    "ONE_ALERT_PER_EMAIL",
    "ONE_ALERT_PER_EMAIL_SUBJECT",
    "ONE_PENDING_ALERT_ALLOWED",
    "ONE_OPEN_ALERT_ALLOWED",
    "OPEN_RESOLVE_ON_EXTRACTION",
    "ONE_ALERT_GROUPED_PER_WINDOW",
    "INTELLIGENT_GROUPING",
]
"""How a source makes alerts of events. Only the first opens one for each."""

ESCALATION_MINUTES = 15
GROUPING_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account."""

    id: int
    first_name: str
    last_name: str
    email: str
    role: str
    language: str = "en"
    phone: str = ""
    """The number of their mobile phone, which ilert's OpenAPI file does not name."""

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


class Shift(NamedTuple):
    """Somebody's turn in a schedule, in seconds since 1970."""

    user: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """An on-call schedule: the shift that runs now, which is nobody's in an empty one, and those to come."""

    id: int
    name: str
    user: int | None = None
    start: float = 0.0
    """When the shift began, in seconds since 1970."""
    end: float = 4_000_000_000.0
    later: tuple[Shift, ...] = ()

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """All shifts, the earliest first."""
        return (Shift(self.user, self.start, self.end), *self.later) if self.user is not None else self.later


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """Whom one level calls, and the minutes after which the next level is."""

    users: tuple[int, ...] = ()
    schedules: tuple[int, ...] = ()
    minutes: float = ESCALATION_MINUTES


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """An escalation policy; `users` and `schedules` are those whom its first rule notifies."""

    id: int
    name: str
    users: tuple[int, ...]
    routing_key: str | None = None
    teams: tuple[int, ...] = ()
    schedules: tuple[int, ...] = ()
    minutes: float = ESCALATION_MINUTES
    further: tuple[EscalationRule, ...] = ()
    """The rules after the first."""

    @property
    def rules(self) -> tuple[EscalationRule, ...]:
        """All rules, in the order in which they are used."""
        return (EscalationRule(self.users, self.schedules, self.minutes), *self.further)


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
    alert_creation: AlertCreation = "ONE_ALERT_PER_EMAIL"
    grouping_seconds: float = GROUPING_SECONDS
    """The `alertGroupingWindow`, for the two modes that have one."""
    filtered_out: str | None = None
    """The source's event filter drops each event whose summary contains this; an empty text drops all."""
    takes_events: bool = True
    """Whether events do anything here: nobody outside ilert knows it of sources of type SLACK."""
    priority_rule: PriorityRule = "HIGH"
    support_hours: SupportHours | None = None
    events_a_minute: int | None = None
    """This integration key's own limit, instead of everybody's."""

    @property
    def takes_alerts(self) -> bool:
        """Whether an event becomes an alert."""
        return self.active and not self.in_maintenance


@dataclass(slots=True)
class Responder:
    """Somebody whom an alert has called."""

    user: int
    accepted_at: float | None = None


class LogEntry(NamedTuple):
    """A line of an alert's log. `kind` is ilert's `logEntryType`."""

    at: float
    text: str
    kind: str


@dataclass(slots=True)
class Alert:
    """An alert."""

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
    status: str = "PENDING"
    responders: list[Responder] = field(default_factory=list)
    rule: int = -1
    """The index of the rule that was used last; -1 before the first."""
    next_escalation: float | None = None
    grouped: int = 0
    """How many further events were appended to it."""
    merged_into: int | None = None
    links: list[dict[str, Any]] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    custom_details: dict[str, Any] = field(default_factory=dict)
    severity: int | None = None
    resolved_at: float | None = None
    log: list[LogEntry] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it may still be accepted or resolved, and events appended to it."""
        return self.status != "RESOLVED" and self.merged_into is None

    def responder(self, user: int) -> Responder | None:
        """Find somebody among those who were called."""
        return next((one for one in self.responders if one.user == user), None)


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
    schedules: dict[int, Schedule] = field(default_factory=dict)
    alerts: dict[int, Alert] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    """Ids of what the API key's user may not see: it is missing from lists, and a 404 by itself."""

    def source_of_key(self, integration_key: str) -> AlertSource | None:
        """Find an alert source by its integration key."""
        return next((one for one in self.sources.values() if one.integration_key == integration_key), None)

    def policy_of_routing_keys(self, routing_keys: str) -> EscalationPolicy | None:
        """Find the escalation policy of the first of some keys, split by commas, that there is."""
        for key in routing_keys.split(","):
            for policy in self.policies.values():
                if key.strip() and policy.routing_key == key.strip():
                    return policy
        return None

    def on_call(self, schedule: int, now: float) -> int | None:
        """Say whose shift it is; None where it is nobody's."""
        found = self.schedules.get(schedule)
        shifts = found.shifts if found is not None else ()
        return next((shift.user for shift in shifts if shift.start <= now < shift.end), None)
