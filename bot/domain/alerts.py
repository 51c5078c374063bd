"""The domain's words: who asks, from where, for whom to be alerted, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

Priority = Literal["HIGH", "LOW"]

DRILL = "drill"
"""Stands for the id of the person of a drill: an alert that an operator raises to see that it arrives."""


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user as `users.info` describes them (Slack docs, user object).

    `email` is present only where Slack gave one. `external` is true for somebody whose home is another
    workspace: such a person's e-mail was set by people we do not know. `locale` is the language and country in
    which they use Slack, such as `de-DE`, and `time_zone` theirs, such as `Europe/Berlin`; empty where Slack gave none.
    """

    id: str
    name: str
    email: str | None = None
    email_confirmed: bool = True
    deleted: bool = False
    bot: bool = False
    guest: bool = False
    external: bool = False
    locale: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody asked for an alert. `name` is None where Slack leaves it out, as in private channels.

    `channel_id` is empty where it was in no conversation, as with a global shortcut. `url` leads to the conversation,
    empty until somebody needs it. `permalink`, `message_ts` and `thread_ts`, which names the message at the top of its
    thread, are of the message that the alert is about, where there is one.
    """

    channel_id: str
    name: str | None = None
    direct_message: bool = False
    url: str = ""
    permalink: str | None = None
    thread_ts: str | None = None
    message_ts: str | None = None


class DialogKind(StrEnum):
    """From which dialog an alert comes. The words are persisted and logged.

    The channel dialog goes through ilert's event API, the account dialog creates the alert as a person would. A word
    that another release wrote reads as `ACCOUNT`, which alerts exactly whom the target names.
    """

    ACCOUNT = "account"
    CHANNEL = "channel"

    @classmethod
    def _missing_(cls, _value: object) -> "DialogKind":
        return cls.ACCOUNT


@dataclass(frozen=True, slots=True)
class Target:
    """Who is to be alerted: an alert source and, unless the source's own routing decides, a policy."""

    alert_source_id: int
    escalation_policy_id: int | None


@dataclass(frozen=True, slots=True)
class AlertRequest:
    """A submission that was decided and accepted; from here on it must reach ilert exactly once.

    `dialog_id` is the dialog's root view, the same for every press of its Submit button. `reference` is
    what people quote and what the alert carries.
    """

    dialog_id: str
    reference: str
    target: Target
    dialog: DialogKind
    summary: str
    details: str
    priority: Priority | None
    person: Person
    origin: Origin
    submitted_at: datetime
    policy_version: str = ""
    """The policy by which it was decided, for the audit."""
    language: str = "en"
    """In which the reporter reads of it, an ISO 639-1 code."""
    target_name: str = ""
    """What the dialog called the target; empty in what earlier releases wrote, and where nobody has named it."""
    has_account: bool = False
    """Whether the reporter has an ilert account, and so can open pages in ilert."""

    @property
    def slack_alert_source_id(self) -> int | None:
        """The Slack alert source whose channel dialog this came from; None for the account dialog."""
        return self.target.alert_source_id if self.dialog is DialogKind.CHANNEL else None

    @property
    def is_drill(self) -> bool:
        """Whether nobody is to be called: the bot resolves the alert when ilert shows it."""
        return self.person.id == DRILL

    @property
    def key(self) -> str:
        """Tell this alert from all others. ilert compares keys without regard to case; Slack's ids are capitals."""
        return f"il-alert-{self.dialog_id}"


@dataclass(frozen=True, slots=True)
class Responder:
    """A user whom an alert has called. `accepted_at` is None while they have not accepted it."""

    user_id: int
    name: str
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What ilert has shown of an alert, in `GET /alerts` or as the answer to a manual one.

    `url` is for people with an ilert account. `status` is ilert's word: PENDING, ACCEPTED, RESOLVED or a newer one;
    empty where it is not known, as of alerts that an earlier release raised. What is None was not shown.
    `next_escalation` is when ilert calls the next level, `next_user` whom it calls then.
    """

    alert_id: int
    url: str | None = None
    status: str = ""
    priority: Priority | None = None
    escalation_policy_id: int | None = None
    escalation_policy_name: str | None = None
    alert_source_id: int | None = None
    reported_at: datetime | None = None
    responders: tuple[Responder, ...] = ()
    next_escalation: datetime | None = None
    next_user: str = ""
    merged_into_id: int | None = None

    @property
    def accepted_by(self) -> tuple[Responder, ...]:
        """Those who have accepted it, the first one first. Nobody, where it was accepted by an event."""
        accepted = [(one.accepted_at, one) for one in self.responders if one.accepted_at is not None]
        return tuple(one for _, one in sorted(accepted, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class Sent:
    """ilert took the event, which may still be dropped or added to an open alert; no alert was seen yet."""


@dataclass(frozen=True, slots=True)
class Raised:
    """The alert was seen in ilert.

    `expected_policy_id` and its name are of the policy that was chosen, or else the alert source's own; None where
    that is not known. `by_event` is whether it is the alert of our event, not a manual one. `also` is the alert that
    our event brought forth all the same, after a manual alert had been raised because none was to be seen.
    """

    sighting: Sighting
    expected_policy_id: int | None = None
    expected_policy_name: str | None = None
    by_event: bool = False
    also: Sighting | None = None

    @property
    def by_another_policy(self) -> bool:
        """Whether it is known that others are alerted than those who were chosen."""
        found, expected = self.sighting.escalation_policy_id, self.expected_policy_id
        return found is not None and expected is not None and found != expected


@dataclass(frozen=True, slots=True)
class Grouped:
    """ilert took the event and no alert of its own appeared; its source adds events to open alerts, and has one.

    `alert_id` and `url` are None where more than one open alert may be the one.
    """

    alert_id: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class NotSeen:
    """ilert took the event, and no alert appeared within the window. It is still looked for.

    `alert_creation` is ilert's word for how the alert source groups events, None where it surely opens an alert for
    each, or that is not known. `can_page_now` is whether the same target may still be paged by a manual alert.
    """

    alert_creation: str | None = None
    can_page_now: bool = True


class Failure(StrEnum):
    """Why an alert was given up. The words are persisted, logged and counted.

    A word that another release wrote reads as `OTHER`, which claims nothing about ilert; `outcome_unknown` was once
    written `fate_unknown`.
    """

    ILERT_UNREACHABLE = "ilert_unreachable"
    OUTCOME_UNKNOWN = "outcome_unknown"
    ILERT_REFUSED = "ilert_refused"
    ILERT_UNAUTHORIZED = "ilert_unauthorized"
    DROPPED = "dropped"
    UNEXPECTED = "unexpected"
    OUTBOX_UNAVAILABLE = "outbox_unavailable"
    OTHER = "other"

    @classmethod
    def _missing_(cls, value: object) -> "Failure":
        return cls.OUTCOME_UNKNOWN if value == "fate_unknown" else cls.OTHER


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """The alert was given up."""

    reason: Failure
    detail: str
    """For the operator."""


Outcome = Sent | Raised | Grouped | NotSeen | NotDelivered


def is_downgraded(request: AlertRequest, raised: Raised) -> bool:
    """Tell whether an alert is LOW though nobody chose that: then only the first escalation rule is called.

    ilert, support hours (`alertPriorityRule`): they do not withhold alerts, they lower their priority.
    """
    return request.priority is None and raised.sighting.priority == "LOW"
