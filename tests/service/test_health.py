"""What is said of the service, and what counts as ready, from how its parts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.health import (
    IlertVitals,
    OutboxVitals,
    SlackVitals,
    Vitals,
    conditions,
    duration,
    is_ready,
    status,
    wedged,
)

CONNECTED = SlackVitals(connected=True)
GONE = SlackVitals(down_for=130, problem="Slack does not answer")
REVOKED = SlackVitals(down_for=130, problem="Slack does not accept the app token", needs_admin=True)
SILENT = SlackVitals(connected=True, alive=False, silent_for=70)
STUCK = SlackVitals(alive=False, down_for=4000)
FULL = OutboxVitals(waiting=2, problem="disk full", problem_for=599)
FULL_FOR_LONG = OutboxVitals(waiting=2, problem="disk full", problem_for=700)
HANGING = OutboxVitals(silent_for=61)


@pytest.mark.parametrize(
    ("vitals", "expected"),
    [
        (Vitals(CONNECTED), "connected, no alert waiting"),
        (Vitals(CONNECTED, OutboxVitals(waiting=1)), "connected, 1 alert waiting"),
        (
            Vitals(CONNECTED, OutboxVitals(waiting=3), IlertVitals(down_for=125)),
            "connected, 3 alerts waiting, ilert unreachable for 2 min",
        ),
        (Vitals(CONNECTED, FULL), "connected, 2 alerts waiting, the outbox takes nothing for 9 min (disk full)"),
        (Vitals(CONNECTED, HANGING), "connected, no alert waiting, the outbox has not answered for 61 s"),
        (Vitals(GONE), "not connected to Slack for 2 min (Slack does not answer), no alert waiting"),
        (
            Vitals(REVOKED, OutboxVitals(waiting=3), IlertVitals(down_for=125)),
            "not connected to Slack for 2 min (Slack does not accept the app token), 3 alerts waiting, "
            "ilert unreachable for 2 min",
        ),
        (
            Vitals(SlackVitals(connected=True, refused="Slack does not accept SLACK_BOT_TOKEN (token_revoked)")),
            "connected, no alert waiting, Slack does not accept SLACK_BOT_TOKEN (token_revoked)",
        ),
        (Vitals(SILENT), "nothing heard from Slack for 70 s, no alert waiting"),
        (
            Vitals(CONNECTED, policy_refused=True),
            "connected, no alert waiting, policy file refused, the last good one goes on",
        ),
        (
            Vitals(CONNECTED, ilert=IlertVitals(key_rejected=True, usable=False)),
            "connected, no alert waiting, ilert does not accept the API key, the ilert account has not been read yet",
        ),
        (
            Vitals(CONNECTED, ilert=IlertVitals(down_for=90_000, read_ago=90_000, usable=False)),
            "connected, no alert waiting, ilert unreachable for 25 h, "
            "the ilert account was last read 25 h ago, too long to go by it",
        ),
        (Vitals(CONNECTED, OutboxVitals(waiting=3), stopping=True), "stopping, 3 alerts waiting"),
    ],
)
def test_the_status_says_in_words_how_the_service_is(vitals, expected):
    assert status(vitals) == expected


@pytest.mark.parametrize(
    ("vitals", "ready", "codes"),
    [
        (Vitals(CONNECTED), True, []),
        (Vitals(GONE), False, ["slack_not_connected"]),
        (Vitals(REVOKED), False, ["slack_needs_an_admin"]),
        (Vitals(SILENT), False, ["slack_silent"]),
        (Vitals(CONNECTED, FULL), False, ["outbox_unavailable"]),
        (Vitals(CONNECTED, HANGING), False, ["outbox_silent"]),
        (Vitals(CONNECTED, stopping=True), False, ["stopping"]),
        # With these alerts are still taken, and kept until they can be delivered.
        (Vitals(CONNECTED, ilert=IlertVitals(down_for=5)), True, ["ilert_unreachable"]),
        (Vitals(CONNECTED, ilert=IlertVitals(key_rejected=True)), True, ["ilert_key_rejected"]),
        (Vitals(CONNECTED, ilert=IlertVitals(usable=False)), True, ["directory_too_old"]),
        (Vitals(CONNECTED, policy_refused=True), True, ["policy_refused"]),
        (Vitals(CONNECTED, failing_loops={"pruning": "oops"}), True, ["loop_failing"]),
    ],
)
def test_ready_is_who_can_take_alerts(vitals, ready, codes):
    assert is_ready(vitals) is ready
    assert [condition.code for condition in conditions(vitals)] == codes


@pytest.mark.parametrize(
    ("vitals", "expected"),
    [
        (Vitals(CONNECTED), None),
        # A new start does not mend Slack, a token, ilert, or a disk that is full.
        (Vitals(GONE), None),
        (Vitals(REVOKED), None),
        (Vitals(CONNECTED, FULL), None),
        (Vitals(CONNECTED, ilert=IlertVitals(down_for=90_000, key_rejected=True, usable=False)), None),
        (Vitals(SILENT), "the connection to Slack has been silent for 70 s and was not given up"),
        (Vitals(STUCK), "nobody tries to connect to Slack any more, after 66 min without a connection"),
        (Vitals(CONNECTED, HANGING), "the outbox has not answered for 61 s"),
        (Vitals(CONNECTED, FULL_FOR_LONG), "the outbox has taken nothing for 11 min (disk full)"),
    ],
)
def test_the_watchdog_starves_only_where_a_new_start_could_help(vitals, expected):
    assert wedged(vitals) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (99.9, "99 s"),
        (100, "1 min"),
        (125, "2 min"),
        (6000, "1 h"),
        (172_799, "47 h"),
        (172_800, "2 days"),
        (864_000, "10 days"),
    ],
)
def test_durations_are_written_for_people(seconds, expected):
    assert duration(seconds) == expected


seconds = st.floats(0, 1e7)
slack = st.builds(SlackVitals, st.booleans(), st.booleans(), seconds, seconds, st.text(), st.booleans())
outbox = st.builds(OutboxVitals, st.integers(0, 10**6), st.text(), seconds, seconds)
ilert = st.builds(IlertVitals, st.none() | seconds, st.booleans(), st.none() | seconds, st.booleans())


@given(st.builds(Vitals, slack, outbox, ilert, st.booleans(), st.dictionaries(st.text(), st.text()), st.booleans()))
def test_it_is_connected_in_the_status_only_if_slack_can_reach_it(vitals):
    assert status(vitals).startswith("connected") == (
        vitals.slack.connected and vitals.slack.alive and not vitals.stopping
    )
    assert wedged(vitals) is None or not is_ready(vitals)
