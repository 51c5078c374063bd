"""The alerts that are open in ilert for an escalation policy, wherever they came from, as ilert last listed them."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from structlog.stdlib import get_logger

from bot.directory.policy_readings import PolicyReadings
from bot.ilert import models
from bot.ilert.exchange import PAGE_SIZES
from bot.ilert.sansio import Endpoint
from bot.runtime.clock import Clock
from bot.runtime.problem_log import ProblemLog

log = get_logger(__name__)

_MOST_LISTED = PAGE_SIZES[Endpoint.ALERTS]


class OpenAlertSource(Protocol):
    """The one call; see `IlertClient`."""

    async def open_alerts(self, policies: Collection[int]) -> list[models.Alert]:
        """See `IlertClient.open_alerts`."""
        ...


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An open alert: its number, and when it was reported."""

    id: int
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """The open alerts of a policy, the newest first. Unless it is `whole`, there may be more, and newer ones."""

    alerts: Sequence[OpenAlert]
    whole: bool


class PolicyAlerts(PolicyReadings[Listed]):
    """The open alerts of each policy."""

    def __init__(self, ilert: OpenAlertSource, *, clock: Clock = time.monotonic) -> None:
        async def ask(policies: tuple[int, ...]) -> Mapping[int, Listed]:
            found = await ilert.open_alerts(policies)
            return {policy: Listed(_of(policy, found), len(found) < _MOST_LISTED) for policy in policies}

        super().__init__(ask, ProblemLog(log, "policy_alerts_not_read", clock), clock=clock)


def _of(policy_id: int, alerts: Collection[models.Alert]) -> Sequence[OpenAlert]:
    listed = [one for one in alerts if one.escalation_policy is not None and one.escalation_policy.id == policy_id]
    unmerged = (one for one in listed if one.merged_into_id is None)
    read = (OpenAlert(one.id, one.report_time or datetime.now(UTC)) for one in unmerged)
    return sorted(read, key=lambda one: (one.reported_at, one.id), reverse=True)
