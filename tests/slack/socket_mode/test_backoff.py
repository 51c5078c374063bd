"""What each failure to connect means, and how long it is waited for."""

import pytest

from bot.slack.api.errors import (
    ConnectionFailed,
    ConnectionRejected,
    MissingScope,
    SlackRateLimited,
    SlackRefused,
    SlackUnreachable,
    TokenRejected,
)
from bot.slack.socket_mode.backoff import delay_after_end, delay_after_failure, delay_after_refusal

OPEN = "apps.connections.open"


@pytest.mark.parametrize(
    ("error", "needs_admin", "words"),
    [
        (SlackUnreachable(OPEN, "TimeoutError"), False, "Slack cannot be reached (apps.connections.open: TimeoutError"),
        (ConnectionFailed("websocket: HTTP status 404"), False, "Slack cannot be reached (websocket: HTTP status 404)"),
        (SlackRateLimited(OPEN, 30.0), False, "fewer attempts"),
        (TokenRejected(OPEN, "token_revoked"), True, "SLACK_APP_TOKEN (token_revoked)"),
        (MissingScope(OPEN, "connections:write"), True, "connections:write"),
        (MissingScope(OPEN, ""), True, "connections:write"),
        (SlackRefused(OPEN, "forbidden_team"), True, "forbidden_team"),
        (SlackRefused(OPEN, "something_new"), False, "something_new"),
        (ConnectionRejected("link_disabled"), True, "Socket Mode is switched off"),
        (ConnectionRejected("too_many_websockets"), False, "other instances run"),
        (ConnectionRejected("something_new"), False, "something_new"),
    ],
)
def test_a_failure_is_named_in_plain_words(error, needs_admin, words):
    delay = delay_after_failure(error, 1)
    assert words in delay.problem
    assert delay.needs_admin is needs_admin


@pytest.mark.parametrize(
    ("error", "first", "longest"),
    [
        (ConnectionFailed("websocket: TimeoutError"), 1.0, 15.0),
        (SlackRefused(OPEN, "something_new"), 10.0, 120.0),
        (TokenRejected(OPEN, "token_revoked"), 60.0, 300.0),
        (ConnectionRejected("too_many_websockets"), 10.0, 120.0),
    ],
)
def test_pauses_grow_to_a_limit_however_long_it_lasts(error, first, longest):
    for failures in (1, 2, 3, 8, 100, 100_000):
        expected = min(first * 2.0 ** min(failures - 1, 20), longest)
        for _ in range(50):
            assert expected / 2 <= delay_after_failure(error, failures).pause <= expected


def test_pauses_differ_so_that_bots_do_not_come_in_step():
    error = ConnectionFailed("websocket: TimeoutError")
    assert len({delay_after_failure(error, 5).pause for _ in range(20)}) > 10


@pytest.mark.parametrize(("asked", "least"), [(0.0, 1.0), (30.0, 30.0), (900.0, 900.0)])
def test_a_rate_limit_is_honoured(asked, least):
    assert least <= delay_after_failure(SlackRateLimited(OPEN, asked), 1).pause <= least + 1.0


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "closed", "something_new"])
def test_what_had_lasted_is_replaced_at_once_and_what_did_not_ever_more_slowly(reason):
    assert delay_after_end(reason, 0).pause == 0.0
    assert delay_after_end(reason, 1).pause == 0.0
    assert 0.5 <= delay_after_end(reason, 2).pause <= 1.0
    assert 7.5 <= delay_after_end(reason, 50).pause <= 15.0


@pytest.mark.parametrize(
    ("reason", "least", "needs_admin"), [("link_disabled", 30.0, True), ("too_many_websockets", 5.0, False)]
)
def test_what_connecting_again_makes_worse_waits_from_the_first_time_on(reason, least, needs_admin):
    delay = delay_after_refusal(reason, 1)
    assert delay.pause >= least
    assert delay.needs_admin is needs_admin
