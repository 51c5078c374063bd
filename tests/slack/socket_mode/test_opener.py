"""Trying to connect until Slack greets."""

import asyncio
import time

import pytest
from structlog.testing import capture_logs

from bot.slack.api.errors import MissingScope, SlackRateLimited, SlackUnreachable, TokenRejected
from tests.slack.socket_mode.server import (
    AT_ONCE,
    HELLO,
    Judge,
    closes,
    closes_after_hello,
    connected,
    disconnect,
    echo,
    envelope,
    hurried,
    levels,
    sends,
    until,
)

OPEN = "apps.connections.open"
DOWN = SlackUnreachable(OPEN, "down")


@pytest.mark.parametrize("script", [closes, sends('{"type":"news"}'), sends("no JSON"), sends(disconnect("warning"))])
async def test_without_a_greeting_another_connection_is_made(server, script):
    server.scripts = [script, sends(HELLO, envelope(1))]
    async with connected(server, echo, timing=hurried()):
        assert len(await server.got(1)) == 1


@pytest.mark.parametrize(
    "error",
    [
        SlackUnreachable(OPEN, "timeout"),
        SlackRateLimited(OPEN, 0.01),
        SlackRateLimited(OPEN, None),
        TokenRejected(OPEN, "invalid_auth"),
        MissingScope(OPEN, "connections:write"),
    ],
)
async def test_an_address_that_is_refused_is_asked_for_again(server, error):
    server.scripts = [sends(HELLO, envelope(1))]
    async with connected(server, echo, [error, error, None], timing=hurried()):
        assert len(await server.got(1)) == 1


async def test_each_attempt_uses_a_fresh_address_and_failures_count_up(server):
    server.scripts = [closes, closes, closes]
    judge, asked = Judge(), [None] * 100
    async with connected(server, echo, asked, timing=hurried(backoff=judge)) as slack:
        await until(lambda: slack.health.connected)
        assert slack.health.connections == 1
    assert len(asked) == 96
    assert judge.asked == [("failure", 1), ("failure", 2), ("failure", 3)]


@pytest.mark.parametrize("hanging", [1, 2])
async def test_attempts_that_hang_do_not_hold_up_the_next(server, hanging):
    """As when a fault has ended, and only those that began before still wait."""
    server.scripts = [sends()] * hanging + [sends(HELLO, envelope(1))]
    async with connected(server, echo, timing=hurried(next_attempt=0.05, greeting=60.0)) as slack:
        await server.got(1)
        await server.until(lambda: len(server.open) == 1)
        assert slack.health.connections == 1
    assert server.accepted == hanging + 1


async def test_two_attempts_that_both_come_about_leave_one_connection(server):
    both = asyncio.Barrier(2)

    async def with_the_other(websocket):
        await both.wait()
        await websocket.send_str(HELLO)

    server.scripts = [with_the_other, with_the_other]
    async with connected(server, echo, timing=hurried(next_attempt=0.02)) as slack:
        await until(lambda: slack.health.connected)
        await server.until(lambda: len(server.open) == 1)
        assert slack.health.connections == 1


async def test_the_loss_of_the_last_connection_cuts_a_pause_short(server):
    """The second connection fails and pauses; then the first breaks, and somebody waits."""
    slow = hurried(backoff=type(AT_ONCE)(unreachable=(60.0, 60.0)), settled=0.0)
    async with connected(server, echo, [None, DOWN, None], connections=2, timing=slow) as slack:
        await until(lambda: "down" in slack.health.problem)
        assert slack.health.connected
        server.open[0].transport.abort()
        await until(lambda: slack.health.connections >= 2)


async def test_what_slack_wants_to_be_a_pause_is_one_whatever_happens_meanwhile(server):
    limited = [None, SlackRateLimited(OPEN, 60.0), *[None] * 9]
    async with connected(server, echo, limited, connections=2, timing=hurried(settled=0.0)) as slack:
        await until(lambda: "fewer attempts" in slack.health.problem)
        server.open[0].transport.abort()
        await until(lambda: not slack.health.connected)
        assert slack.health.next_attempt - time.monotonic() > 50.0
    assert len(limited) == 9


@pytest.mark.parametrize(
    "again", [sends(HELLO, disconnect("link_disabled")), sends(HELLO, disconnect("something_new")), closes]
)
async def test_nothing_that_slack_says_makes_it_connect_in_a_hot_loop(server, again):
    server.scripts = [again] * 1000
    async with connected(server, echo) as slack:
        await until(lambda: (slack.health.next_attempt or 0.0) > time.monotonic() + 0.1)
    assert server.accepted <= 4


async def test_what_only_an_admin_can_put_right_is_said_once_and_noticed_when_it_is_right(server):
    revoked = [TokenRejected(OPEN, "token_revoked")] * 20
    with capture_logs() as lines:
        async with connected(server, echo, revoked, timing=hurried()) as slack:
            await until(lambda: slack.health.needs_admin)
            assert "SLACK_APP_TOKEN (token_revoked)" in slack.health.problem
            await until(lambda: slack.health.connected)
            assert (slack.health.problem, slack.health.needs_admin) == ("", False)
    said = levels(lines, "slack_not_connected")
    assert said.count("error") == 1
    assert said.count("debug") == 19


async def test_a_problem_that_comes_again_after_a_good_time_is_news_again(server):
    with capture_logs() as lines:
        timing = hurried(settled=0.0)
        async with connected(server, echo, [DOWN, DOWN, None, DOWN, DOWN, None], timing=timing) as slack:
            await until(lambda: slack.health.connections == 1)
            await server.open[0].close()
            await until(lambda: slack.health.connections == 2)
    assert levels(lines, "slack_not_connected") == ["warning", "debug", "warning", "debug"]


async def test_an_outage_after_an_outage_is_waited_for_anew(server):
    """Pauses that have grown in the first must not be those with which the second begins."""
    judge = Judge()
    async with connected(server, echo, [*[DOWN] * 9, None, DOWN, None], timing=hurried(backoff=judge)) as slack:
        await until(lambda: slack.health.connections == 1)
        await server.open[0].close()
        await until(lambda: slack.health.connections == 2)
    assert [times for what, times in judge.asked if what == "failure"] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]


async def test_connections_that_broke_do_not_make_the_wait_for_too_many_longer(server):
    judge = Judge()
    server.scripts = [closes_after_hello] * 4 + [sends(HELLO, disconnect("too_many_websockets"))]
    async with connected(server, echo, timing=hurried(backoff=judge)) as slack:
        await until(lambda: slack.health.connections == 6)
    assert [one for one in judge.asked if one[0] == "refusal"] == [("refusal", 1)]
