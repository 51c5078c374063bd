"""Tells the admins when ilert does not take the API key, at once, and when it takes it again."""

import asyncio
from collections.abc import Callable

from structlog.stdlib import get_logger

from bot.runtime.clock import Sleep
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRefused
from bot.slack.notifications.admins import AdminChannel, AdminChannelUnknown
from bot.slack.ui.mrkdwn import escape

log = get_logger(__name__)

_LOOK_SECONDS = 1.0
_AGAIN_SECONDS = 10.0


async def keep_telling(channel: AdminChannel, problem: Callable[[], str], *, sleep: Sleep = asyncio.sleep) -> None:
    """Tell of each rejection and of its end, until cancelled. `problem` says why ilert rejects the key, if it does."""
    rejected = False
    while True:
        why, pause = problem(), _LOOK_SECONDS
        if bool(why) is not rejected:
            say = channel.say()
            text = f":rotating_light: {say.key_rejected(escape(why))}" if why else f":key: {say.key_accepted()}"
            if await _told(channel, text):
                rejected = not rejected
            else:
                pause = _AGAIN_SECONDS
        await sleep(pause)


async def _told(channel: AdminChannel, text: str) -> bool:
    """Post. Returns False where that may work later."""
    try:
        await channel.post_once(text)
    except (CannotPost, SlackRefused) as error:
        log.error("admin_notification_failed", problem=str(error))
    except (SlackFailure, AdminChannelUnknown) as error:
        log.debug("notification_postponed", problem=str(error))
        return False
    return True
