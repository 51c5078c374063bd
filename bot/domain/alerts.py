"""The domain's words: who asks, from where, for whom to be alerted, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

Priority = Literal["HIGH", "LOW"]


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user as `users.info` describes them (Slack docs, user object).

    `email` is present only where Slack gave one. `external` is true for somebody whose home is another
    workspace: such a person's e-mail was set by people we do not know. `locale` is the language and country in
    which they use Slack, such as `de-DE`, and empty where Slack gave none.
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


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody asked for an alert. `name` is None where Slack does not tell, as in private channels.

    `url` leads to the conversation, empty until somebody needs it. `permalink` and `thread_ts` are of the message
    that the alert is about, where there is one.
    """

    channel_id: str
    name: str | None = None
    direct_message: bool = False
    url: str = ""
    permalink: str | None = None
    thread_ts: str | None = None


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
    def key(self) -> str:
        """Tell this alert from all others. ilert compares keys without regard to case; Slack's ids are capitals."""
        return f"il-alert-{self.dialog_id}"


@dataclass(frozen=True, slots=True)
class Delivered:
    """ilert has the alert. `url` and `alert_id` are None where ilert's answer did not tell them."""

    alert_id: int | None
    url: str | None


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


Outcome = Delivered | NotDelivered
