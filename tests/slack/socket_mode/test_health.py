"""What the socket's health says, for status, readiness and watchdog."""

import pytest

from bot.slack.socket_mode.health import SocketHealth, incomplete_seconds, is_alive, outage_seconds, silent_seconds


def test_at_first_there_is_no_connection_and_a_reason():
    health = SocketHealth(disconnected_since=100.0)
    assert not health.connected
    assert health.problem
    assert outage_seconds(health, 107.0) == 7.0
    assert silent_seconds(health, 107.0) is None


def test_a_greeting_ends_the_outage_and_all_that_was_wrong():
    health = SocketHealth(disconnected_since=100.0)
    health.lost(101.0, "Socket Mode is switched off", needs_admin=True)
    health.greeted(105.0, 3)
    assert (health.connected, health.problem, health.needs_admin) == (True, "", False)
    assert (health.connections, health.num_connections) == (1, 3)
    assert outage_seconds(health, 107.0) == 0.0
    assert silent_seconds(health, 107.0) == 2.0


def test_an_outage_counts_from_its_beginning_whatever_fails_meanwhile():
    health = SocketHealth(disconnected_since=100.0)
    health.greeted(105.0, 1)
    health.lost(110.0, "closed")
    health.lost(120.0, "the name cannot be resolved")
    assert outage_seconds(health, 130.0) == 20.0
    assert health.problem == "the name cannot be resolved"


def test_of_two_connections_one_that_is_missing_counts_and_is_no_outage():
    health = SocketHealth(2, disconnected_since=100.0, incomplete_since=100.0)
    health.greeted(105.0, 1, standing=1)
    assert (health.connected, incomplete_seconds(health, 107.0)) == (True, 7.0)
    health.greeted(115.0, 2, standing=2)
    assert incomplete_seconds(health, 117.0) == 0.0
    health.lost(120.0, "the connection to Slack broke off", standing=1)
    assert (health.connected, health.problem) == (True, "the connection to Slack broke off")
    assert (outage_seconds(health, 125.0), incomplete_seconds(health, 125.0)) == (0.0, 5.0)
    health.lost(130.0, "the connection to Slack broke off")
    assert (outage_seconds(health, 135.0), incomplete_seconds(health, 135.0)) == (5.0, 15.0)


def test_a_connection_that_is_being_replaced_counts_once():
    health = SocketHealth(2)
    health.greeted(105.0, 3, standing=3)
    assert health.standing == 2


@pytest.mark.parametrize(
    ("now", "alive"),
    [(140.0, True), (146.0, False)],
)
def test_who_has_heard_nothing_for_long_although_connected_is_wedged(now, alive):
    health = SocketHealth(disconnected_since=90.0)
    health.greeted(100.0, 1)
    assert is_alive(health, now) is alive


@pytest.mark.parametrize(
    ("attempts", "now", "alive"),
    [
        ([], 100.0, True),
        ([], 200.0, False),
        ([(200.0, None)], 240.0, True),
        ([(200.0, None)], 246.0, False),
        ([(200.0, 500.0)], 500.0, True),
        ([(200.0, 500.0)], 546.0, False),
    ],
)
def test_without_a_connection_it_is_alive_as_long_as_attempts_go_on(attempts, now, alive):
    health = SocketHealth(disconnected_since=90.0)
    for attempt in attempts:
        health.attempt(*attempt)
    assert is_alive(health, now) is alive
