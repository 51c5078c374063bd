"""What people do with an alert through its card. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class ActionKind(StrEnum):
    """The words are persisted and logged. One of another release reads as `OTHER`."""

    ACCEPT = "accept"
    RESOLVE = "resolve"
    ASSIGN = "assign"
    ADD_RESPONDER = "add_responder"
    COMMENT = "comment"
    OTHER = "other"

    @classmethod
    def _missing_(cls, _value: object) -> "ActionKind":
        return cls.OTHER


@dataclass(frozen=True, slots=True)
class AlertAction:
    """Something that somebody asked ilert for. `done` is whether ilert is known to have done it.

    `press` tells one press of a button from all others. `person_id` is a Slack id, `about` the name of who is meant,
    such as who an alert is assigned to. `at` is in seconds since 1970, by the store's clock once it is kept.
    """

    press: str
    kind: ActionKind
    person_id: str
    about: str = ""
    at: float = 0.0
    done: bool = False
