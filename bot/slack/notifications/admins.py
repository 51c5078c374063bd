"""Messages to the admins of the bot, in the channel that the policy names."""

from collections.abc import Callable, Sequence

from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, Delivered, NotDelivered
from bot.outbox.model import Damage
from bot.policy.active import ActivePolicy
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure
from bot.slack.ui import texts
from bot.slack.ui.blocks import section
from bot.slack.ui.mrkdwn import escape, link

log = get_logger(__name__)

# Slack docs, section block: at most 3,000 characters of text. The list shares them with a sentence before and after.
_LIST_LIMIT = 2600


class AdminChannel:
    """Tells the admins what they should know; what cannot be posted stands in the log anyway."""

    def __init__(self, slack: SlackApi, policy: Callable[[], ActivePolicy]) -> None:
        self._slack = slack
        self._policy = policy

    async def policy_refused(self, problems: Sequence[str], more: int) -> None:
        """Tell that a saved policy file has mistakes and the old one goes on."""
        # Three backquotes would end the block.
        lines, rest = fitting([escape(problem.replace("`", "'")) for problem in problems], more)
        await self._post("\n".join([texts.POLICY_REFUSED, f"```{lines}```", *rest]))

    async def policy_mended(self, changes: Sequence[str], more: int) -> None:
        """Tell that a policy file is good again, and what it changed."""
        lines, rest = fitting([f"• {escape(change)}" for change in changes], more)
        await self._post("\n".join([texts.POLICY_MENDED, lines or texts.POLICY_UNCHANGED, *rest]))

    async def alert_not_delivered(self, request: AlertRequest, outcome: NotDelivered) -> None:
        """Tell that somebody's alert did not reach ilert."""
        await self._post(
            texts.ADMIN_NOT_DELIVERED.format(
                user=request.person.id,
                reference=request.reference,
                problem=escape(outcome.detail[:500]),
            )
        )

    async def alert_delivered_late(self, request: AlertRequest, outcome: Delivered) -> None:
        """Tell that an alert got through after its reporter was told to wait."""
        await self._post(
            texts.ADMIN_DELIVERED_LATE.format(
                user=request.person.id,
                time=f"{request.submitted_at:%H:%M}",
                link=f" ({link(outcome.url, texts.RAISED_LINK)})" if outcome.url else "",
                reference=request.reference,
            )
        )

    async def reporter_not_told(self, request: AlertRequest, problem: str) -> None:
        """Tell that somebody does not know what came of their alert."""
        await self._post(
            texts.ADMIN_REPORTER_NOT_TOLD.format(
                user=request.person.id, reference=request.reference, problem=escape(problem[:500])
            )
        )

    async def outbox_damaged(self, damage: Damage) -> None:
        """Tell that kept alerts may be lost."""
        await self._post(
            texts.ADMIN_OUTBOX_DAMAGED.format(
                kept=damage.kept,
                lost="unknown" if damage.lost is None else damage.lost,
                path=escape(damage.set_aside),
                problem=escape(damage.problem[:500]),
            )
        )

    async def _post(self, text: str) -> None:
        channel = self._policy().admin_channel_id
        if channel is None:
            return
        try:
            await self._slack.post_message(channel, {"text": text, "blocks": [section(text)]})
        except SlackFailure as error:
            log.error("admin_notification_failed", channel=channel, problem=str(error))


def fitting(lines: Sequence[str], more: int) -> tuple[str, list[str]]:
    """Join as many lines as fit into a message, and say how many there are besides, if any."""
    taken: list[str] = []
    for line in lines:
        if sum(map(len, taken)) + len(taken) + len(line) > _LIST_LIMIT:
            break
        taken.append(line)
    left = more + len(lines) - len(taken)
    return "\n".join(taken), [texts.AND_MORE.format(number=left)] if left else []
