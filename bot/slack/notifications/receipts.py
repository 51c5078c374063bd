"""The message about an alert that stays in the channel where its dialog was opened, for its reporter alone."""

from structlog.stdlib import get_logger

from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.ui.blocks import Message

log = get_logger(__name__)


class Receipts:
    """Leaves one receipt for each alert, and keeps it true: what is known later replaces what was known before."""

    def __init__(self, slack: SlackApi, response_urls: ResponseUrls) -> None:
        self._slack = slack
        self._response_urls = response_urls

    async def leave(self, dialog_id: str, message: Message) -> bool:
        """Post a receipt, or replace the one that stands there. Returns whether Slack took it."""
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
