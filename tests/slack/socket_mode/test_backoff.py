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
from bot.slack.socket_mode.backoff import BROKE_OFF, CLOSED, SILENT, Backoff

OPEN = "apps.connections.open"
LONGEST, SHORTEST = Backoff(jitter=lambda: 0.0), Backoff(jitter=lambda: 1.0)


@pytest.mark.parametrize(
    ("error", "needs_admin", "words"),
    [
        (SlackUnreachable(OPEN, "TimeoutError"), False, "Slack cannot be reached (apps.connections.open: TimeoutError"),
        (ConnectionFailed("websocket: HTTP status 404"), False, "Slack cannot be reached (websocket: HTTP status 404)"),
        (SlackRateLimited(OPEN, 30.0), False, "fewer attempts"),
        (SlackRateLimited(OPEN, None), False, "fewer attempts"),
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
    delay = Backoff().after_failure(error, 1)
    assert words in delay.problem
    assert delay.needs_admin is needs_admin


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (BROKE_OFF, "the connection to Slack broke off"),
        (CLOSED, "Slack closed the connection"),
        (SILENT, "nothing came from Slack any more, not even the answer to a ping"),
        ("warning", "Slack is replacing the connection, as it does every few hours"),
        ("refresh_requested", "Slack is replacing the connection, as it does every few hours"),
        ("something_new", "Slack ended the connection (something_new)"),
    ],
)
def test_an_end_is_named_in_plain_words(reason, words):
    assert Backoff().after_end(reason, 1).problem == words


@pytest.mark.parametrize(
    ("error", "first", "longest"),
    [
        (ConnectionFailed("websocket: no answer in time"), 1.0, 4.0),
        (SlackUnreachable(OPEN, "internal_error"), 1.0, 4.0),
        (SlackRefused(OPEN, "something_new"), 3.0, 8.0),
        (SlackRateLimited(OPEN, None), 3.0, 8.0),
        (ConnectionRejected("too_many_websockets"), 3.0, 8.0),
        (TokenRejected(OPEN, "token_revoked"), 60.0, 60.0),
    ],
)
def test_pauses_grow_to_a_limit_however_long_it_lasts(error, first, longest):
    for failures in (1, 2, 3, 8, 100, 100_000):
        expected = min(first * 2.0 ** min(failures - 1, 20), longest)
        assert LONGEST.after_failure(error, failures).pause == expected
        assert SHORTEST.after_failure(error, failures).pause == expected / 2


def test_pauses_differ_so_that_bots_do_not_come_in_step():
    error = ConnectionFailed("websocket: no answer in time")
    assert len({Backoff().after_failure(error, 5).pause for _ in range(20)}) > 10


@pytest.mark.parametrize(("asked", "least"), [(0.0, 1.0), (30.0, 30.0), (300.0, 300.0), (86_400.0, 300.0)])
def test_a_time_that_slack_names_is_waited_for_up_to_five_minutes(asked, least):
    assert LONGEST.after_failure(SlackRateLimited(OPEN, asked), 1).pause == least
    assert SHORTEST.after_failure(SlackRateLimited(OPEN, asked), 1).pause == least + 1.0


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", BROKE_OFF, SILENT, "something_new"])
def test_a_storm_of_ends_is_ridden_out_and_what_never_stops_comes_more_slowly(reason):
    pauses = [LONGEST.after_end(reason, short_lives).pause for short_lives in range(70)]
    assert pauses[:4] == [0.0] * 4
    assert max(pauses[:61]) < 0.5
    assert pauses[-1] == 8.0


@pytest.mark.parametrize(
    ("reason", "least", "needs_admin"), [("link_disabled", 30.0, True), ("too_many_websockets", 1.5, False)]
)
def test_what_connecting_again_makes_worse_waits_from_the_first_time_on(reason, least, needs_admin):
    delay = SHORTEST.after_refusal(reason, 1)
    assert delay.pause == least
    assert delay.refused
    assert delay.needs_admin is needs_admin
