"""The admins are told once that hosts go by different policies, and once that they no longer do."""

from types import SimpleNamespace

import pytest

from bot.outbox.postgres.host_table import Host
from bot.slack.api.errors import CannotPost, SlackUnreachable
from bot.slack.notifications.admins import AdminChannel
from bot.slack.notifications.differing_policies import LOOK_SECONDS, PATIENCE_SECONDS, DifferingPolicies
from bot.storage.errors import StorageUnavailable
from tests.accounts import policy
from tests.english import WORDINGS

AGREE = [Host("alpha", "0.1.0", "v1", 0.0, 1.0), Host("beta", "0.1.0", "v1", 0.0, 1.0)]
DIFFER = [AGREE[0], Host("beta", "0.1.0", "v2", 0.0, 1.0), Host("gamma", "0.1.0", "v1", 0.0, 1.0)]
LOOKS = int(PATIENCE_SECONDS / LOOK_SECONDS) + 1
"""So many looks in a row come upon what is to be told."""


class Over(Exception):
    """The story has been told."""


class Board:
    """What the hosts share."""

    def __init__(self):
        self.content, self.away = None, False

    async def publish(self, content):
        self.content = content

    async def newer(self, _since):
        if self.away:
            raise StorageUnavailable("gone")
        return None if self.content is None else (self.content, 1.0, 1.0)


@pytest.fixture
def board():
    return Board()


async def told(board, story, failures=(), *, leads=True):
    """Let a host see what a story lists, one part for each look. Returns what it posted, and at which looks."""
    hosts = SimpleNamespace(leads=leads, seen=AGREE, policies_differ=False)
    posted, failures, looks = [], list(failures), [0]

    def see():
        hosts.seen = story[looks[0]]
        hosts.policies_differ = hosts.seen is DIFFER

    class Slack:
        async def post_message(self, _channel, message):
            if failures:
                raise failures.pop(0)
            posted.append((looks[0], message["text"]))

    async def sleep(_seconds):
        looks[0] += 1
        if looks[0] == len(story):
            raise Over
        see()

    see()
    channel = AdminChannel(Slack(), lambda: policy(admin_channel="#ops"), WORDINGS)
    telling = DifferingPolicies(channel, hosts, board, clock=lambda: looks[0] * LOOK_SECONDS, sleep=sleep)
    with pytest.raises(Over):
        await telling.run()
    return posted


async def test_hosts_that_agree_are_no_news(board):
    assert await told(board, [AGREE] * 2 * LOOKS) == []


async def test_a_change_that_reaches_one_host_after_the_other_is_no_news(board):
    assert await told(board, ([DIFFER] * (LOOKS - 1) + [AGREE]) * 2) == []


async def test_a_difference_and_its_end_are_told_once_each(board):
    (first, differ), (last, agree) = await told(board, [DIFFER] * 2 * LOOKS + [AGREE] * 2 * LOOKS)
    assert (first, last) == (LOOKS - 1, 3 * LOOKS - 1)
    assert "policy `v1`: alpha, gamma" in differ
    assert "policy `v2`: beta" in differ
    assert "same policy file again" in agree


async def test_an_end_that_comes_at_once_must_last_as_well(board):
    assert [look for look, _ in await told(board, [DIFFER] * LOOKS + [AGREE] * LOOKS)] == [LOOKS - 1, 2 * LOOKS - 1]


async def test_the_next_leader_repeats_nothing_and_tells_the_end(board):
    assert len(await told(board, [DIFFER] * LOOKS)) == 1
    ((_, agree),) = await told(board, [DIFFER] * 2 * LOOKS + [AGREE] * LOOKS)
    assert "same policy file again" in agree


async def test_only_the_leader_tells(board):
    assert await told(board, [DIFFER] * 2 * LOOKS, leads=False) == []
    assert board.content is None


async def test_where_slack_cannot_be_reached_it_is_told_later(board):
    away = SlackUnreachable("chat.postMessage", "timeout")
    assert [look for look, _ in await told(board, [DIFFER] * 2 * LOOKS, [away, away])] == [LOOKS + 1]


async def test_where_the_bot_may_not_post_it_is_not_tried_again_and_again(board):
    assert await told(board, [DIFFER] * 2 * LOOKS, [CannotPost("chat.postMessage", "not_in_channel")]) == []


async def test_while_the_database_is_away_nothing_is_told(board):
    board.away = True
    assert await told(board, [DIFFER] * 2 * LOOKS) == []
