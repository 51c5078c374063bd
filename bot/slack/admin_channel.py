"""Messages to the admins of the bot, in the channel that the policy names."""

from collections.abc import Callable

from structlog.stdlib import get_logger

from bot.alerts import AlertRequest, NotDelivered
from bot.policy.active import ActivePolicy
from bot.slack import texts
from bot.slack.blocks import section
from bot.slack.errors import SlackFailure
from bot.slack.mrkdwn import escape
from bot.slack.web_api import SlackApi

log = get_logger(__name__)

# Slack docs, section block: at most 3,000 characters of text.
_TEXT_LIMIT = 3000


class AdminChannel:
    """Tells the admins what they should know; what cannot be posted stands in the log anyway."""

    def __init__(self, slack: SlackApi, policy: Callable[[], ActivePolicy]) -> None:
        self._slack = slack
        self._policy = policy

    async def policy_refused(self, problems: list[str]) -> None:
        """Tell that a saved policy file has mistakes and the old one goes on."""
        lines = "\n".join(problems)[: _TEXT_LIMIT - 500]
        await self._post(f"{texts.POLICY_REFUSED}\n```{escape(lines)}```")

    async def policy_mended(self, changes: list[str]) -> None:
        """Tell that a policy file is good again, and what it changed."""
        listed = "\n".join(f"• {escape(change)}" for change in changes) or texts.POLICY_UNCHANGED
        await self._post(f"{texts.POLICY_MENDED}\n{listed}"[:_TEXT_LIMIT])

    async def alert_not_delivered(self, request: AlertRequest, outcome: NotDelivered) -> None:
        """Tell that somebody's alert did not reach ilert."""
        await self._post(
            texts.ADMIN_NOT_DELIVERED.format(
                user=request.person.id,
                reference=request.reference,
                problem=escape(outcome.detail[:500]),
            )
        )

    async def _post(self, text: str) -> None:
        channel = self._policy().admin_channel_id
        if channel is None:
            return
        try:
            await self._slack.post_message(channel, {"text": text, "blocks": [section(text)]})
        except SlackFailure as error:
            log.error("admin_channel_not_told", channel=channel, problem=str(error))
