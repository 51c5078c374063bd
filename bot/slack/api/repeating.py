"""Repeats a call to Slack whose person is still waiting, as far as the time they have left allows."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

from structlog.stdlib import get_logger

from bot.runtime.clock import Sleep
from bot.runtime.deadline import Deadline
from bot.slack.api.errors import ConnectionLost, SlackRateLimited, SlackUnreachable

log = get_logger(__name__)

ANSWERING_SECONDS = 0.3
"""What a repeated call needs at least: with less left, it would only be late."""

SHOWING_SECONDS = 10.0
"""How long to try to draw a dialog that is to show what came of something, while its person goes on looking at it."""

_UNNAMED_PAUSE_SECONDS = 1.0
_OUTAGE_PAUSES = (0.5, 1.0, 2.0, 3.0)

T = TypeVar("T")


async def repeated(
    call: Callable[[], Awaitable[T]],
    deadline: Deadline,
    *,
    sleep: Sleep = asyncio.sleep,
    through_outages: bool = False,
) -> T:
    """Make a call that may be made twice, and make it again as often as Slack's pauses fit before the deadline.

    A connection that was lost is tried once more: most were kept open too long, and Slack has seen nothing. With
    `through_outages`, what Slack did not answer as it should is tried a few times, with growing pauses.

    Raises:
        SlackFailure: It failed for another reason, or there is no time left.
    """
    outage = iter(_OUTAGE_PAUSES if through_outages else ())
    lost_before = False
    while True:
        try:
            return await call()
        except (SlackRateLimited, SlackUnreachable) as error:
            first_loss = isinstance(error, ConnectionLost) and not lost_before
            lost_before = lost_before or first_loss
            if isinstance(error, SlackRateLimited):
                pause = _UNNAMED_PAUSE_SECONDS if error.retry_after is None else error.retry_after
            else:
                pause = 0.0 if first_loss else next(outage, math.inf)
            if deadline.left(keep=ANSWERING_SECONDS) <= pause:
                raise
            log.debug("slack_call_repeated", method=error.method, problem=str(error))
            await sleep(pause)
