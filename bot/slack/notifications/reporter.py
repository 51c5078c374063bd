"""Tells the person who raised an alert what came of it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, DialogKind, NotDelivered, Outcome
from bot.policy.active import ActivePolicy
from bot.runtime.clock import Sleep
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRefused, ViewGone
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.features.alert import results
from bot.slack.features.alert.views import account_title, channel_title
from bot.slack.notifications.admins import AdminChannel
from bot.slack.ui.blocks import Message, View
from bot.wording.wording import Wording, Wordings

log = get_logger(__name__)

# Slack draws the acknowledgement's "Sending ..." when it gets to it. A result that overtook it would be
# overwritten by it.
_OVERTAKING_SECONDS = 0.25


class Announcements:
    """Shows results in the dialog while it is open, and in the channel to the person alone.

    Where neither reaches the person, a direct message does.
    """

    def __init__(
        self,
        slack: SlackApi,
        response_urls: ResponseUrls,
        admins: AdminChannel,
        policy: Callable[[], ActivePolicy],
        wordings: Wordings,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._slack = slack
        self._response_urls = response_urls
        self._admins = admins
        self._policy = policy
        self._wordings = wordings
        self._sleep = sleep

    async def still_trying(self, request: AlertRequest) -> None:
        """Say in the dialog that the alert is kept and ilert takes its time."""
        wording = self._wordings.for_language(request.language)
        view = results.still_trying_view(wording, request, self._title(wording, request), self._fallback(request))
        await self._show(request, view)

    async def outcome(self, request: AlertRequest, outcome: Outcome, *, late: bool) -> bool:
        """Say what came of an alert. Returns false where Slack did not take it for now.

        Who was told to wait, or sat before the dialog when the bot ended, hears it by direct message.
        """
        age = (datetime.now(UTC) - request.submitted_at).total_seconds()
        if 0 <= age < _OVERTAKING_SECONDS:
            await self._sleep(_OVERTAKING_SECONDS - age)
        wording = self._wordings.for_language(request.language)
        title, fallback = self._title(wording, request), self._fallback(request)
        shown = await self._show(request, results.outcome_view(wording, request, outcome, title, fallback))
        message = results.outcome_message(wording, request, outcome, fallback)
        if late or (not await self._leave_receipt(request, message) and not shown):
            heard = await self._send_directly(request, message)
            if not heard:
                return False
        if isinstance(outcome, NotDelivered):
            await self._admins.alert_not_delivered(request, outcome)
        elif late:
            await self._admins.alert_delivered_late(request, outcome)
        return True

    async def not_told(self, request: AlertRequest, problem: str) -> None:
        """Ask the admins to tell the reporter, since the bot cannot."""
        await self._admins.reporter_not_told(request, problem)

    async def _show(self, request: AlertRequest, view: View) -> bool:
        try:
            await self._slack.update_view(request.dialog_id, view)
        except ViewGone:
            return False
        except SlackFailure as error:
            log.warning("view_update_failed", problem=str(error))
            return False
        return True

    async def _leave_receipt(self, request: AlertRequest, message: Message) -> bool:
        url = self._response_urls.pop(request.dialog_id)
        if url is None:
            return False
        try:
            await self._slack.respond(url, message)
        except SlackFailure as error:
            log.warning("response_url_failed", problem=str(error))
            return False
        return True

    async def _send_directly(self, request: AlertRequest, message: Message) -> bool:
        """Send a direct message. Returns false where it may work later."""
        try:
            await self._slack.post_message(request.person.id, message)
        except (CannotPost, SlackRefused) as error:
            log.error("notification_failed", problem=str(error))
        except SlackFailure as error:
            log.debug("notification_postponed", problem=str(error))
            return False
        return True

    def _title(self, wording: Wording, request: AlertRequest) -> str:
        title = channel_title if request.dialog is DialogKind.CHANNEL else account_title
        return title(wording, self._policy().config.dialog)

    def _fallback(self, request: AlertRequest) -> str:
        return self._policy().fallback_for(request.slack_alert_source_id)
