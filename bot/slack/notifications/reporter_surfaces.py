"""Where a reporter reads how their alert stands: in the dialog, in the channel to them alone, in a direct message."""

import asyncio

from cachetools import TTLCache
from structlog.stdlib import get_logger

from bot.outbox.notifier import Reaction
from bot.runtime.clock import Sleep
from bot.runtime.deadline import Deadline
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRefused, ViewGone
from bot.slack.api.repeating import SHOWING_SECONDS, repeated
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.ui.blocks import Message, View

log = get_logger(__name__)

_DIALOGS = 1000


class ReporterSurfaces:
    """Shows each reporter the newest of what is to be shown, whatever Slack makes of the tries before."""

    def __init__(self, slack: SlackApi, response_urls: ResponseUrls, *, sleep: Sleep = asyncio.sleep) -> None:
        self._slack = slack
        self._response_urls = response_urls
        self._sleep = sleep
        self._newest: TTLCache[str, View] = TTLCache(_DIALOGS, 2 * SHOWING_SECONDS)

    async def show(self, dialog_id: str, view: View) -> bool:
        """Draw a dialog anew while it is open. Returns whether it shows this, or what came after it."""
        self._newest[dialog_id] = view

        async def draw() -> None:
            # A try that comes late must not draw what is old by now.
            await self._slack.update_view(dialog_id, self._newest.get(dialog_id, view))

        try:
            await repeated(draw, Deadline.after(SHOWING_SECONDS), sleep=self._sleep, through_outages=True)
        except ViewGone:
            return False
        except SlackFailure as error:
            log.warning("view_update_failed", problem=str(error))
            return False
        return True

    async def leave_receipt(self, dialog_id: str, message: Message) -> bool:
        """Post a message where the dialog was opened, or replace the one that stands there, for the reporter alone.

        Returns whether Slack took it.
        """
        address = self._response_urls.get(dialog_id)
        if address is None or not address.use():
            return False
        replacing = {"replace_original": True} if address.posted else {}
        try:
            await self._slack.respond(address.url, {**message, **replacing})
        except SlackFailure as error:
            log.warning("response_url_failed", problem=str(error))
            return False
        address.posted = True
        return True

    async def send(self, person_id: str, message: Message) -> Reaction:
        """Send a direct message."""
        try:
            await self._slack.post_message(person_id, message)
        except (CannotPost, SlackRefused) as error:
            log.error("notification_failed", problem=str(error))
            return Reaction.NEVER
        except SlackFailure as error:
            log.debug("notification_postponed", problem=str(error))
            return Reaction.LATER
        return Reaction.NOTIFIED
