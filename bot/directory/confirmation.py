"""Which parts of the account were asked for lately, and what a decision that needs them rests on. Pure."""

from dataclasses import dataclass
from enum import StrEnum

FRESH_SECONDS = 30.0
"""How long what ilert said of a person, their teams or a source counts without asking again."""


class Part(StrEnum):
    """What a decision about one alert of one person rests on."""

    ACCOUNT = "account"
    """That the person is in the account, and with which role."""
    TEAMS = "teams"
    SOURCE = "alert_source"


@dataclass(frozen=True, slots=True)
class Question:
    """One part, of one person or of one source. `email` finds a person's account."""

    part: Part
    number: int
    email: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a submission rests on: for `unconfirmed` parts ilert did not answer in time, and the last reading counts."""

    unconfirmed: tuple[Part, ...] = ()
