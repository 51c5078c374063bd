"""Trigger ids: the right to open a dialog, for 3 seconds and once (Slack docs, Handling user interaction)."""

import secrets
from dataclasses import dataclass
from itertools import count

from bot.sandbox.clock import Clock
from bot.sandbox.slack.api_error import ApiError

LIFE_SECONDS = 3.0


@dataclass(slots=True)
class Trigger:
    """What a person did. `view_id` is the dialog in which they did it, if it was in one."""

    user_id: str
    view_id: str | None
    issued_at: float
    used: bool = False


class Triggers:
    """All trigger ids ever issued."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}
        self._numbers = count(7_000_000_000_001)

    def issue(self, user_id: str, view_id: str | None = None) -> str:
        """Make a trigger id for something that a person has just done."""
        trigger_id = f"{next(self._numbers)}.1000000000001.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user_id, view_id, self._clock.now())
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger id up.

        Raises:
            ApiError: It is unknown, too old, or used already.
        """
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self._clock.now() - trigger.issued_at > LIFE_SECONDS:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger
