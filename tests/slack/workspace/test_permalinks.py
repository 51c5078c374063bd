"""The address of the message that an alert is about."""

import asyncio

import pytest

from bot.domain.alerts import Origin
from bot.slack.api.errors import CannotPost, SlackRefused, SlackUnreachable
from bot.slack.workspace.permalinks import with_permalink
from tests.slack.fake_slack import FakeSlack

WORKSPACE = "https://acme.slack.com/"
TOP = Origin("C024BE91L", "demo", message_ts="1767000190.000300", thread_ts="1767000190.000300")
REPLY = Origin("C024BE91L", "demo", message_ts="1767000190.000300", thread_ts="1767000000.000100")
ADDRESS = "https://acme.slack.com/archives/C024BE91L/p1767000190000300"


async def test_slack_says_it():
    slack = FakeSlack()
    slack.permalinks["C024BE91L", "1767000190.000300"] = "https://acme.slack.com/x"
    assert (await with_permalink(slack, WORKSPACE, REPLY, 1.0)).permalink == "https://acme.slack.com/x"


async def test_what_is_about_no_message_asks_nobody():
    slack = FakeSlack()
    slack.failing["permalink"] = AssertionError("asked")
    assert await with_permalink(slack, WORKSPACE, Origin("C024BE91L"), 1.0) == Origin("C024BE91L")


@pytest.mark.parametrize("kind", [CannotPost, SlackUnreachable])
@pytest.mark.parametrize(
    ("origin", "address"), [(TOP, ADDRESS), (REPLY, f"{ADDRESS}?thread_ts=1767000000.000100&cid=C024BE91L")]
)
async def test_where_slack_does_not_say_it_is_written_as_slack_does(kind, origin, address):
    slack = FakeSlack()
    slack.failing["permalink"] = kind("chat.getPermalink", "channel_not_found")
    assert (await with_permalink(slack, WORKSPACE, origin, 1.0)).permalink == address


async def test_nobody_waits_for_it_for_long():
    class Slow(FakeSlack):
        async def permalink(self, channel_id, message_ts):
            await asyncio.Event().wait()

    assert (await with_permalink(Slow(), WORKSPACE, TOP, 0.0)).permalink == ADDRESS


@pytest.mark.parametrize(("origin", "thread"), [(TOP, None), (REPLY, "1767000000.000100")])
async def test_a_message_that_was_deleted_has_no_address_and_no_thread_of_its_own(origin, thread):
    slack = FakeSlack()
    slack.failing["permalink"] = SlackRefused("chat.getPermalink", "message_not_found")
    found = await with_permalink(slack, WORKSPACE, origin, 1.0)
    assert (found.permalink, found.message_ts, found.thread_ts) == (None, None, thread)
