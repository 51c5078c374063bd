"""A Slack that keeps the bot's messages as Slack does, for tests of cards."""

from bot.slack.api.client import Posted
from bot.slack.api.errors import CannotPost, SlackRateLimited, SlackRefused


class CardSlack:
    """Its `failures` are raised in turn by the next calls of a method; `lost` ones are done all the same."""

    def __init__(self, now=lambda: 0.0):
        self._now = now
        self.called_at = {"post": [], "update": []}
        self.messages = {}
        self.failures = {}
        self.lost = False
        self.shared = set()
        self.archived = set()
        self.hidden = set()
        self.calls = []

    async def channel(self, channel_id):
        self._fail("channel")
        if channel_id in self.hidden:
            raise CannotPost("conversations.info", "channel_not_found")
        return {"id": channel_id, "is_ext_shared": channel_id in self.shared}

    async def post_message(self, channel, message):
        self._called("post")
        if not self.lost:
            self._fail("post")
        if channel in self.archived:
            raise CannotPost("chat.postMessage", "is_archived")
        ts = f"{len(self.messages) + 1}.0"
        self.messages[ts] = (channel, dict(message))
        if self.lost:
            self.lost = False
            self._fail("post")
        return Posted(channel, ts)

    async def update_message(self, posted, message):
        self._called("update")
        self._fail("update")
        if posted.channel in self.archived:
            raise CannotPost("chat.update", "is_archived")
        if posted.ts not in self.messages:
            raise SlackRefused("chat.update", "message_not_found")
        self.messages[posted.ts] = (posted.channel, {**self.messages[posted.ts][1], **message})

    def _called(self, method):
        self.calls.append(method)
        self.called_at[method].append(self._now())

    def most_a_minute(self, method):
        """How many calls of a method the busiest minute had."""
        times = self.called_at[method]
        return max(sum(at <= other < at + 60.0 for other in times) for at in times)

    def fail(self, method, *errors):
        self.failures[method] = list(errors)

    def _fail(self, method):
        if self.failures.get(method):
            raise self.failures[method].pop(0)

    def cards(self):
        """The cards, each with its channel and text."""
        return [(channel, one["text"]) for channel, one in self.messages.values() if "blocks" in one]

    def lines(self):
        return [one["text"] for _, one in self.messages.values() if "blocks" not in one]


LIMITED = SlackRateLimited("chat.update", 30.0)
