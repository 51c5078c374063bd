"""Who is on call as ilert last said it."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol

from structlog.stdlib import get_logger

from bot.directory.policy_readings import PolicyReadings
from bot.domain.on_call import Duty
from bot.ilert import models
from bot.runtime.clock import Clock
from bot.runtime.problem_log import ProblemLog

log = get_logger(__name__)

AHEAD = timedelta(days=7)
"""How far to look for who is next."""


class OnCallSource(Protocol):
    """The one call; see `IlertClient`."""

    async def on_calls(self, *, policies: Iterable[int], until: datetime) -> list[models.OnCall]:
        """See `IlertClient.on_calls`."""
        ...


class OnCalls(PolicyReadings[tuple[Duty, ...]]):
    """Who is on call for each policy."""

    def __init__(
        self,
        ilert: OnCallSource,
        *,
        clock: Clock = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        async def ask(policies: tuple[int, ...]) -> Mapping[int, tuple[Duty, ...]]:
            answers = await ilert.on_calls(policies=policies, until=now() + AHEAD)
            duties = [one for one in map(duty, answers) if one is not None]
            return {policy: tuple(one for one in duties if one.policy_id == policy) for policy in policies}

        super().__init__(ask, ProblemLog(log, "on_calls_not_read", clock), clock=clock)


def duty(answer: models.OnCall) -> Duty | None:
    """Read a duty; None where it does not say whose, or for which policy. Without a level it is of the first."""
    user, policy = answer.user, answer.escalation_policy
    if user is None or policy is None:
        return None
    name = f"{user.first_name} {user.last_name}".strip()
    return Duty(
        policy_id=policy.id,
        level=max(answer.escalation_level or 1, 1),
        user_id=user.id,
        name=name or user.email or str(user.id),
        email=user.email,
        phone=next((one.number for one in (user.mobile, user.landline) if one is not None and one.number), ""),
        start=_aware(answer.start),
        end=_aware(answer.end),
    )


def _aware(time: datetime | None) -> datetime | None:
    """Read a time without a zone as UTC (ilert-cli, "Timestamps")."""
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
