"""What each failure to connect means, and how long it is waited for."""

import pytest

from bot.slack.api.errors import (
    ConnectionFailed,
    MissingScope,
    SlackRateLimited,
    SlackRefused,
    SlackUnreachable,
    TokenRejected,
    TurnedAway,
)
from bot.slack.socket_mode.backoff import after_end, after_failure, after_refusal

OPEN = "apps.connections.open"


@pytest.mark.parametrize(
    ("error", "hopeless", "words"),
    [
        (SlackUnreachable(OPEN, "TimeoutError"), False, "Slack cannot be reached (apps.connections.open: TimeoutError"),
        (ConnectionFailed("websocket: HTTP status 404"), False, "Slack cannot be reached (websocket: HTTP status 404)"),
        (SlackRateLimited(OPEN, 30.0), False, "fewer attempts"),
        (TokenRejected(OPEN, "token_revoked"), True, "SLACK_APP_TOKEN (token_revoked)"),
        (MissingScope(OPEN, "connections:write"), True, "connections:write"),
        (MissingScope(OPEN, ""), True, "connections:write"),
        (SlackRefused(OPEN, "forbidden_team"), True, "forbidden_team"),
        (SlackRefused(OPEN, "something_new"), False, "something_new"),
        (TurnedAway("link_disabled"), True, "Socket Mode is switched off"),
        (TurnedAway("too_many_websockets"), False, "other instances run"),
        (TurnedAway("something_new"), False, "something_new"),
    ],
)
def test_a_failure_is_named_in_plain_words(error, hopeless, words):
    setback = after_failure(error, 1)
    assert words in setback.problem
    assert setback.hopeless is hopeless


@pytest.mark.parametrize(
    ("error", "first", "longest"),
    [
        (ConnectionFailed("websocket: TimeoutError"), 1.0, 15.0),
        (SlackRefused(OPEN, "something_new"), 10.0, 120.0),
        (TokenRejected(OPEN, "token_revoked"), 60.0, 300.0),
        (TurnedAway("too_many_websockets"), 10.0, 120.0),
    ],
)
def test_pauses_grow_to_a_limit_however_long_it_lasts(error, first, longest):
    for failures in (1, 2, 3, 8, 100, 100_000):
        expected = min(first * 2.0 ** min(failures - 1, 20), longest)
        for _ in range(50):
            assert expected / 2 <= after_failure(error, failures).pause <= expected


def test_pauses_differ_so_that_bots_do_not_come_in_step():
    error = ConnectionFailed("websocket: TimeoutError")
    assert len({after_failure(error, 5).pause for _ in range(20)}) > 10


@pytest.mark.parametrize(("asked", "least"), [(0.0, 1.0), (30.0, 30.0), (900.0, 900.0)])
def test_a_rate_limit_is_honoured(asked, least):
    assert least <= after_failure(SlackRateLimited(OPEN, asked), 1).pause <= least + 1.0


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "closed", "something_new"])
def test_what_had_lasted_is_replaced_at_once_and_what_did_not_ever_more_slowly(reason):
    assert after_end(reason, 0).pause == 0.0
    assert after_end(reason, 1).pause == 0.0
    assert 0.5 <= after_end(reason, 2).pause <= 1.0
    assert 7.5 <= after_end(reason, 50).pause <= 15.0


@pytest.mark.parametrize(
    ("reason", "least", "hopeless"), [("link_disabled", 30.0, True), ("too_many_websockets", 5.0, False)]
)
def test_what_connecting_again_makes_worse_waits_from_the_first_time_on(reason, least, hopeless):
    setback = after_refusal(reason, 1)
    assert setback.pause >= least
    assert setback.hopeless is hopeless
