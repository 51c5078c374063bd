"""The admins are told at once when ilert rejects the API key, and when that is over."""

import pytest

from bot.slack.api.errors import CannotPost, SlackUnreachable
from bot.slack.notifications.admins import AdminChannel
from bot.slack.notifications.ilert_key import keep_telling
from tests.accounts import policy
from tests.english import WORDINGS

REVOKED = "ilert does not accept the API key (KEY_ERROR: Key is <not> valid)"


class Over(Exception):
    """The story has been told."""


async def told(story, failures=()):
    """Let a story of problems, one for each look, be followed. Returns what was posted, and at which looks."""
    posted, failures, looks = [], list(failures), [0]

    class Slack:
        async def post_message(self, _channel, message):
            if failures and (failure := failures.pop(0)) is not None:
                raise failure
            posted.append((looks[0], message["text"]))

    async def sleep(_seconds):
        looks[0] += 1
        if looks[0] == len(story):
            raise Over

    channel = AdminChannel(Slack(), lambda: policy(admin_channel="#ops"), WORDINGS)
    with pytest.raises(Over):
        await keep_telling(channel, lambda: story[looks[0]], sleep=sleep)
    return posted


async def test_of_a_key_that_works_nobody_is_told():
    assert await told(["", "", ""]) == []


async def test_a_rejection_and_its_end_are_told_once_each():
    (first, rejected), (last, accepted) = await told(["", REVOKED, REVOKED, "another reason", "", ""])
    assert (first, last) == (1, 4)
    assert "Alerts wait until it does" in rejected
    assert "KEY_ERROR: Key is &lt;not&gt; valid" in rejected
    assert "accepts the bot's API key again" in accepted


async def test_where_slack_cannot_be_reached_it_is_told_later():
    away = SlackUnreachable("chat.postMessage", "timeout")
    assert [look for look, _ in await told([REVOKED] * 5, [away, away])] == [2]


async def test_where_the_bot_may_not_post_it_is_not_tried_again_and_again():
    assert await told([REVOKED] * 5, [CannotPost("chat.postMessage", "not_in_channel")]) == []
