"""Who acts on an alert, and whom they give it to."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: their ilert user, and the name that ilert is told in comments."""

    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Assignee:
    """Whom an alert is given to, by their number in ilert."""

    kind: Literal["user", "policy", "schedule"]
    number: int
    name: str
