"""What is checked once before the daemon serves."""

import asyncio

import pytest

from bot.service.token_checks import PreflightError, check_slack
from bot.slack.api.errors import SlackUnreachable, TokenRejected
from tests.slack.fake_slack import HOME


class BothAtOnce:
    """A Slack that answers neither call before both were made."""

    def __init__(self, *, of_bot_token=None, of_app_token=None):
        self._both = asyncio.Barrier(2)
        self._errors = of_bot_token, of_app_token

    async def auth_test(self):
        await self._both.wait()
        if self._errors[0]:
            raise self._errors[0]
        return HOME

    async def open_connection(self):
        await self._both.wait()
        if self._errors[1]:
            raise self._errors[1]
        return "wss://"


async def test_both_tokens_are_checked_side_by_side():
    async with asyncio.timeout(10):
        assert await check_slack(BothAtOnce(), ()) is HOME


@pytest.mark.parametrize("wrong", ["bot", "app"])
async def test_the_token_that_is_wrong_is_named(wrong):
    slack = BothAtOnce(**{f"of_{wrong}_token": TokenRejected("auth.test", "invalid_auth")})
    async with asyncio.timeout(10):
        with pytest.raises(PreflightError, match=f"SLACK_{wrong.upper()}_TOKEN"):
            await check_slack(slack, ())


async def test_a_slack_that_cannot_be_reached_is_no_wrong_token():
    slack = BothAtOnce(of_app_token=SlackUnreachable("apps.connections.open", "TimeoutError"))
    async with asyncio.timeout(10):
        with pytest.raises(SlackUnreachable):
            await check_slack(slack, ())
