"""Which Slack user has an e-mail address."""

import asyncio

from bot.slack.api.errors import PersonHidden, SlackUnreachable
from bot.slack.workspace.mentions import Mentions


class Slack:
    def __init__(self, **users):
        self.users = users
        self.asked = []
        self.failing = None

    async def user_by_email(self, email):
        self.asked.append(email)
        if self.failing is not None:
            raise self.failing
        if email not in self.users:
            raise PersonHidden("users.lookupByEmail", "users_not_found")
        return self.users[email]


async def test_addresses_are_found_whatever_their_case_and_asked_for_once():
    slack = Slack(**{"robert@acme.example": {"id": "U0ROBERT001"}})
    mentions = Mentions(slack)
    for _ in range(2):
        found = await mentions.find(["Robert@acme.example", "nobody@acme.example", ""], 1.0)
        assert found == {"Robert@acme.example": "U0ROBERT001"}
    assert slack.asked == ["robert@acme.example", "nobody@acme.example"]


async def test_who_was_deactivated_is_not_mentioned():
    slack = Slack(**{"dana@acme.example": {"id": "U0DANA00001", "deleted": True}})
    assert await Mentions(slack).find(["dana@acme.example"], 1.0) == {}


async def test_a_failure_is_not_remembered():
    slack = Slack(**{"robert@acme.example": {"id": "U0ROBERT001"}})
    mentions, slack.failing = Mentions(slack), SlackUnreachable("users.lookupByEmail", "timeout")
    assert await mentions.find(["robert@acme.example"], 1.0) == {}
    slack.failing = None
    assert await mentions.find(["robert@acme.example"], 1.0) == {"robert@acme.example": "U0ROBERT001"}


async def test_nobody_waits_for_names():
    class Slow(Slack):
        async def user_by_email(self, email):
            await asyncio.Event().wait()

    assert await Mentions(Slow()).find(["robert@acme.example"], 0.0) == {}


async def test_slack_is_asked_for_twenty_at_most():
    slack = Slack()
    await Mentions(slack).find([f"{n}@acme.example" for n in range(50)], 1.0)
    assert len(slack.asked) == 20
