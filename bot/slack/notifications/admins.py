"""Messages to the admins of the bot, in the channel that the policy names."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from structlog.stdlib import get_logger

from bot.policy.active import ActivePolicy
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure
from bot.slack.ui.blocks import section
from bot.slack.ui.mrkdwn import escape
from bot.storage.salvage import Corruption
from bot.wording.admins import AdminWording
from bot.wording.wording import Wordings

log = get_logger(__name__)

# Slack docs, section block: at most 3,000 characters of text. The list shares them with a sentence before and after.
_LIST_LIMIT = 2600


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A policy file that came in force, in sentences: what it changes, how much more, what it names in vain.

    `warnings` say what to be aware of, though it works.
    """

    changes: Sequence[str]
    more: int
    missing: Sequence[str]
    warnings: Sequence[str]
    fixed: bool
    """Whether the file before was refused."""


class AdminChannelUnknown(Exception):
    """The channel that the policy names is not known in Slack, or not yet."""


async def _alone(_text: str) -> bool:
    return True


class AdminChannel:
    """Tells the admins what they should know; what cannot be posted stands in the log anyway.

    `is_first` tells of a text whether it is this host that posts it, where several would.
    """

    def __init__(
        self,
        slack: SlackApi,
        policy: Callable[[], ActivePolicy],
        wordings: Wordings,
        is_first: Callable[[str], Awaitable[bool]] = _alone,
    ) -> None:
        self._slack = slack
        self._is_first = is_first
        self._policy = policy
        self._wordings = wordings

    async def policy_refused(self, problems: Sequence[str], more: int) -> None:
        """Report that a saved policy file has mistakes and the old one stays in force."""
        say = self.say()
        # Three backquotes would end the block.
        lines, rest = fitting(say, [escape(problem.replace("`", "'")) for problem in problems], more)
        await self._post("\n".join([f":warning: {say.policy_refused()}", f"```{lines}```", *rest]))

    async def policy_loaded(self, change: PolicyChange) -> None:
        """Report that a policy file is in force, what it changes, what it names in vain, and what to be aware of."""
        say = self.say()
        remarks = {say.policy_names_missing(): change.missing, say.policy_warnings(): change.warnings}
        told = {headline: problems for headline, problems in remarks.items() if problems}
        room = _LIST_LIMIT // (1 + len(told))
        lines, rest = fitting(say, [f"• {escape(one)}" for one in change.changes], change.more, room)
        headline = say.policy_fixed() if change.fixed else say.policy_changed()
        emoji = ":warning:" if change.missing else ":white_check_mark:"
        text = [f"{emoji} {headline}", lines or say.policy_unchanged(), *rest]
        for remark, problems in told.items():
            listed, left = fitting(say, [escape(one.replace("`", "'")) for one in problems], 0, room)
            text += [remark, f"```{listed}```", *left]
        await self._post("\n".join(text))

    async def names_need_ids(self, names: Sequence[str]) -> None:
        """Report channels that the policy names, and that no installation for an organisation can find."""
        await self._post(f":warning: {self.say().names_need_ids(escape(', '.join(names))[:_LIST_LIMIT])}")

    async def database_damaged(self, corruption: Corruption) -> None:
        """Report that kept alerts may be lost."""
        say = self.say()
        tables = [say.rows_saved(name, saved.kept, saved.lost) for name, saved in corruption.tables.items()]
        problem = escape(corruption.problem[:500])
        text = say.database_damaged("; ".join(tables) or "0", escape(corruption.quarantined), problem)
        await self._post(f":warning: {text}")

    def say(self) -> AdminWording:
        """Return the words for the admins, in the policy's language."""
        return self._wordings.for_policy().admins

    async def _post(self, text: str) -> None:
        try:
            await self.post_once(text)
        except (SlackFailure, AdminChannelUnknown) as error:
            log.error("admin_notification_failed", problem=str(error))

    async def post_once(self, text: str) -> None:
        """Post what each of several hosts would say, unless another one has. Raises as `post` does."""
        if await self._is_first(text):
            await self.post(text)

    async def post(self, text: str) -> None:
        """Post a paragraph, if the policy names a channel for the admins.

        Raises:
            SlackFailure: Slack did not take it.
            AdminChannelUnknown: Slack has not been asked yet which channel it is, or has none of this name.
        """
        policy = self._policy()
        channel, named = policy.admin_channel_id, policy.config.admin_channel
        if channel is None and named is not None:
            raise AdminChannelUnknown(f"{named}: no channel of this name is known, or not yet")
        if channel is not None:
            await self._slack.post_message(channel, {"text": text, "blocks": [section(text)]})


def fitting(say: AdminWording, lines: Sequence[str], more: int, room: int = _LIST_LIMIT) -> tuple[str, list[str]]:
    """Join as many lines as fit into so many characters, and say how many there are besides, if any."""
    taken: list[str] = []
    for line in lines:
        if sum(map(len, taken)) + len(taken) + len(line) > room:
            break
        taken.append(line)
    left = more + len(lines) - len(taken)
    return "\n".join(taken), [say.and_more(left)] if left else []
