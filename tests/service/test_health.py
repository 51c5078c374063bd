"""What is said of the service, and what counts as ready, from how its parts are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.postgres.host_table import Host
from bot.service.health import (
    DatabaseSnapshot,
    HealthSnapshot,
    IlertSnapshot,
    OutboxSnapshot,
    SlackSnapshot,
    answer,
    conditions,
    is_ready,
    status,
    wedged,
)

REJECTED = "ilert does not accept the API key (KEY_ERROR: Key is not valid)"
CONNECTED = SlackSnapshot(connected=True, standing=1)
ONE_OF_TWO = SlackSnapshot(
    connected=True, standing=1, wanted=2, incomplete_for=31.0, problem="Slack refuses a connection"
)
GONE = SlackSnapshot(down_for=130, problem="Slack does not answer")
REVOKED = SlackSnapshot(down_for=130, problem="Slack does not accept the app token", needs_admin=True)
SILENT = SlackSnapshot(connected=True, alive=False, silent_for=70)
STUCK = SlackSnapshot(alive=False, down_for=4000)
FULL = OutboxSnapshot(waiting=2, problem="disk full", problem_for=599)
FULL_FOR_LONG = OutboxSnapshot(waiting=2, problem="disk full", problem_for=700)
HANGING = OutboxSnapshot(silent_for=61)
ALPHA = Host("alpha", "0.1.0", "v1", 1000.0, 0.5, leads=True, leases=2)
BETA = Host("beta", "0.1.0", "v1", 1000.0, 1.5)
SHARED = DatabaseSnapshot(waiting=2, oldest_for=7.0, here="beta", hosts=(ALPHA, BETA))
AWAY = DatabaseSnapshot(problem="connection refused", problem_for=9.0, here="beta")


@pytest.mark.parametrize(
    ("snapshot", "expected"),
    [
        (HealthSnapshot(CONNECTED), "connected, no alert waiting"),
        (HealthSnapshot(CONNECTED, OutboxSnapshot(waiting=1)), "connected, 1 alert waiting"),
        (
            HealthSnapshot(CONNECTED, OutboxSnapshot(waiting=3), IlertSnapshot(down_for=125)),
            "connected, 3 alerts waiting, ilert unreachable for 2 min",
        ),
        (
            HealthSnapshot(CONNECTED, FULL),
            "connected, 2 alerts waiting, the outbox takes nothing for 9 min (disk full)",
        ),
        (HealthSnapshot(CONNECTED, HANGING), "connected, no alert waiting, the outbox has not answered for 61 s"),
        (HealthSnapshot(GONE), "not connected to Slack for 2 min (Slack does not answer), no alert waiting"),
        (
            HealthSnapshot(REVOKED, OutboxSnapshot(waiting=3), IlertSnapshot(down_for=125)),
            "not connected to Slack for 2 min (Slack does not accept the app token), 3 alerts waiting, "
            "ilert unreachable for 2 min",
        ),
        (
            HealthSnapshot(
                SlackSnapshot(connected=True, refused="Slack does not accept SLACK_BOT_TOKEN (token_revoked)")
            ),
            "connected, no alert waiting, Slack does not accept SLACK_BOT_TOKEN (token_revoked)",
        ),
        (HealthSnapshot(SILENT), "nothing heard from Slack for 70 s, no alert waiting"),
        (HealthSnapshot(CONNECTED, database=SHARED), "connected, 2 alerts waiting, one of 2 hosts"),
        (
            HealthSnapshot(CONNECTED, database=replace(SHARED, here="alpha", policies_differ=True)),
            "connected, 2 alerts waiting, leader of 2 hosts, hosts that share the database go by different policies",
        ),
        (
            HealthSnapshot(CONNECTED, policy_refused=True),
            "connected, no alert waiting, policy file refused, the last good one stays in force",
        ),
        (
            HealthSnapshot(CONNECTED, ilert=IlertSnapshot(key_problem=REJECTED, usable=False)),
            f"connected, no alert waiting, {REJECTED}, the ilert account has not been read yet",
        ),
        (
            HealthSnapshot(CONNECTED, ilert=IlertSnapshot(down_for=90_000, read_ago=90_000, usable=False)),
            "connected, no alert waiting, ilert unreachable for 25 h, "
            "the ilert account was last read 25 h ago, too long to go by it",
        ),
        (HealthSnapshot(CONNECTED, OutboxSnapshot(waiting=3), stopping=True), "stopping, 3 alerts waiting"),
        (
            HealthSnapshot(ONE_OF_TWO),
            "connected, no alert waiting, only 1 of 2 connections to Slack for 31 s (Slack refuses a connection)",
        ),
    ],
)
def test_the_status_says_in_words_how_the_service_is(snapshot, expected):
    assert status(snapshot) == expected


@pytest.mark.parametrize(
    ("snapshot", "ready", "codes"),
    [
        (HealthSnapshot(CONNECTED), True, []),
        (HealthSnapshot(GONE), False, ["slack_not_connected"]),
        (HealthSnapshot(REVOKED), False, ["slack_needs_an_admin"]),
        (HealthSnapshot(SILENT), False, ["slack_silent"]),
        (HealthSnapshot(CONNECTED, FULL), False, ["outbox_unavailable"]),
        (HealthSnapshot(CONNECTED, HANGING), False, ["outbox_silent"]),
        (HealthSnapshot(CONNECTED, stopping=True), False, ["stopping"]),
        (HealthSnapshot(SlackSnapshot(connected=True, standing=1, wanted=2, incomplete_for=30.0)), True, []),
        (HealthSnapshot(ONE_OF_TWO), True, ["slack_connection_missing"]),
        # With these alerts are still taken, and kept until they can be delivered.
        (HealthSnapshot(CONNECTED, ilert=IlertSnapshot(down_for=5)), True, ["ilert_unreachable"]),
        (HealthSnapshot(CONNECTED, ilert=IlertSnapshot(key_problem=REJECTED)), True, ["ilert_key_rejected"]),
        (HealthSnapshot(CONNECTED, ilert=IlertSnapshot(usable=False)), True, ["directory_too_old"]),
        (HealthSnapshot(CONNECTED, policy_refused=True), True, ["policy_refused"]),
        (HealthSnapshot(CONNECTED, OutboxSnapshot(unreadable=1)), True, ["alerts_unreadable"]),
        (HealthSnapshot(CONNECTED, failing_loops={"pruning": "oops"}), True, ["loop_failing"]),
    ],
)
def test_ready_is_who_can_take_alerts(snapshot, ready, codes):
    assert is_ready(snapshot) is ready
    assert [condition.code for condition in conditions(snapshot)] == codes


@pytest.mark.parametrize(
    ("snapshot", "expected"),
    [
        (HealthSnapshot(CONNECTED), None),
        # A new start does not mend Slack, a token, ilert, or a disk that is full.
        (HealthSnapshot(GONE), None),
        (HealthSnapshot(REVOKED), None),
        (HealthSnapshot(CONNECTED, FULL), None),
        (HealthSnapshot(CONNECTED, ilert=IlertSnapshot(down_for=90_000, key_problem=REJECTED, usable=False)), None),
        (HealthSnapshot(SILENT), "the connection to Slack has been silent for 70 s and was not given up"),
        (HealthSnapshot(STUCK), "nobody tries to connect to Slack any more, after 66 min without a connection"),
        (HealthSnapshot(CONNECTED, HANGING), "the outbox has not answered for 61 s"),
        (HealthSnapshot(CONNECTED, FULL_FOR_LONG), "the outbox has taken nothing for 11 min (disk full)"),
    ],
)
def test_the_watchdog_starves_only_where_a_new_start_could_help(snapshot, expected):
    assert wedged(snapshot) == expected


def test_readyz_lists_the_hosts_and_counts_what_waits_on_all_of_them():
    said = answer(HealthSnapshot(CONNECTED, OutboxSnapshot(waiting=1, oldest_for=9.0), database=SHARED))
    assert (said["ready"], said["waiting"], said["oldest_seconds"]) == (True, 3, 9.0)
    database = said["database"]
    assert (database["connected"], database["host"]) == (True, "beta")
    assert [(one["name"], one["leads"], one["leases"]) for one in database["hosts"]] == [
        ("alpha", True, 2),
        ("beta", False, 0),
    ]


def test_readyz_says_that_the_database_is_away_and_nothing_of_one_that_is_not_shared():
    assert answer(HealthSnapshot(CONNECTED, database=AWAY))["database"] == {
        "connected": False,
        "host": "beta",
        "hosts": [],
    }
    said = answer(HealthSnapshot(CONNECTED))
    assert (said["database"], said["oldest_seconds"]) == (None, None)


seconds = st.floats(0, 1e7)
slack = st.builds(SlackSnapshot, st.booleans(), st.booleans(), seconds, seconds, st.text(), st.booleans())
outbox = st.builds(OutboxSnapshot, st.integers(0, 10**6), st.integers(0, 10), st.text(), seconds, seconds)
ilert = st.builds(
    IlertSnapshot, st.none() | seconds, st.sampled_from(("", REJECTED)), st.none() | seconds, st.booleans()
)


@given(
    st.builds(HealthSnapshot, slack, outbox, ilert, st.booleans(), st.dictionaries(st.text(), st.text()), st.booleans())
)
def test_it_is_connected_in_the_status_only_if_slack_can_reach_it(snapshot):
    assert status(snapshot).startswith("connected") == (
        snapshot.slack.connected and snapshot.slack.alive and not snapshot.stopping
    )
    assert wedged(snapshot) is None or not is_ready(snapshot)
