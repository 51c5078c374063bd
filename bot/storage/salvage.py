"""What was saved of a damaged database."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Salvaged:
    """How many rows of a table were copied, and how many could not be; None where not even their number is known."""

    kept: int
    lost: int | None


@dataclass(frozen=True, slots=True)
class Corruption:
    """What was done about a damaged database: `quarantined` is where it is now, `tables` what was saved of it."""

    problem: str
    quarantined: str
    tables: Mapping[str, Salvaged]
