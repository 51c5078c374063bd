"""Repeats a call to Slack whose person is still waiting, as far as the time they have left allows."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from structlog.stdlib import get_logger

from bot.runtime.clock import Sleep
from bot.runtime.deadline import Deadline
from bot.slack.api.errors import ConnectionLost, SlackRateLimited

log = get_logger(__name__)

ANSWERING_SECONDS = 0.3
"""What a repeated call needs at least: with less left, it would only be late."""

_UNNAMED_PAUSE_SECONDS = 1.0

T = TypeVar("T")


async def repeated(call: Callable[[], Awaitable[T]], deadline: Deadline, *, sleep: Sleep = asyncio.sleep) -> T:
    """Make a call that may be made twice, and make it again as often as Slack's pauses fit before the deadline.

    A connection that was lost is tried once more: most were kept open too long, and Slack has seen nothing.

    Raises:
        SlackFailure: It failed for another reason, or there is no time left.
    """
    lost_before = False
    while True:
        try:
            return await call()
        except SlackRateLimited as error:
            pause = _UNNAMED_PAUSE_SECONDS if error.retry_after is None else error.retry_after
            if deadline.left(keep=ANSWERING_SECONDS) <= pause:
                raise
            log.debug("slack_call_repeated", method=error.method, problem=str(error))
            await sleep(pause)
        except ConnectionLost as error:
            if lost_before or not deadline.left(keep=ANSWERING_SECONDS):
                raise
            lost_before = True
            log.debug("slack_call_repeated", method=error.method, problem=str(error))
