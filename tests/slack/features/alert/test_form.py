"""Submissions, read against what is offered now."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.alerts import Target
from bot.slack.features.alert.form import Accepted, FieldErrors, read_account, read_channel
from tests.accounts import (
    ACCOUNT,
    ADMIN,
    BACKUP,
    CORE_DB,
    DATABASE,
    FRONT,
    NETWORK,
    ON_CALL,
    PAYMENTS_SLACK,
    SLACK_ALERTS,
    SRE,
)
from tests.english import ENGLISH
from tests.slack.features.alert.offers import account_offer, channel_offer


def text(value):
    return {"type": "plain_text_input", "value": value}


def choice(value):
    return {"type": "static_select", "selected_option": None if value is None else {"value": value}}


def account_state(source_id=CORE_DB, policy_value=DATABASE, summary="down", details=None, priority=None):
    return {
        "source": {"source": choice(None if source_id is None else str(source_id))},
        f"policy.{source_id}": {"policy": choice(None if policy_value is None else str(policy_value))},
        "summary": {"summary": text(summary)},
        "details": {"details": text(details)},
        "priority": {"priority": choice(priority)},
    }


def channel_state(value=f"{SLACK_ALERTS}:{NETWORK}", summary="down", details="", **more):
    fields = {"choice": {"choice": choice(value)}, "summary": {"summary": text(summary)}}
    return {**fields, "details": {"details": text(details)}, **more}


def test_an_account_submission_is_read():
    state = account_state(summary="  the  core\nis down ", details=" since nine ", priority="HIGH")
    expected = Accepted(Target(CORE_DB, DATABASE), "Database Admins", "the core is down", "since nine", "HIGH")
    assert read_account(ENGLISH, state, account_offer()) == expected


@pytest.mark.parametrize(
    ("summary", "details", "wrong"),
    [
        ("x" * 255, "x" * 3000, set()),
        ("x" * 253 + "🔥", "x" * 2998 + "🔥", set()),
        ("x" * 254 + "🔥", "x" * 2999 + "🔥", {"summary", "details"}),
    ],
)
def test_texts_are_counted_in_the_strictest_way(summary, details, wrong):
    read = read_account(ENGLISH, account_state(summary=summary, details=details), account_offer())
    assert (set(read.errors) if isinstance(read, FieldErrors) else set()) == wrong


def test_a_source_that_routes_itself_is_alerted_without_a_policy():
    accepted = read_account(ENGLISH, account_state(FRONT, "own"), account_offer())
    assert accepted.target == Target(FRONT, None)
    assert accepted.target_name == "Public front, private policy"


@pytest.mark.parametrize(
    ("state", "fields", "forged"),
    [
        (account_state(summary="  "), {"summary"}, False),
        (account_state(summary="x" * 256), {"summary"}, False),
        (account_state(details="x" * 3001), {"details"}, False),
        (account_state(source_id=None), {"source"}, False),
        (account_state(policy_value=None), {f"policy.{CORE_DB}"}, False),
        (account_state(source_id=PAYMENTS_SLACK, policy_value=NETWORK), {"source"}, True),
        (account_state(source_id=99), {"source"}, True),
        (account_state(source_id="2247480; drop"), {"source"}, True),
        (account_state(source_id="٣"), {"source"}, True),
        (account_state(policy_value=ON_CALL), {f"policy.{CORE_DB}"}, True),
        (account_state(policy_value="own"), {f"policy.{CORE_DB}"}, True),
        (account_state(FRONT, "junk"), {f"policy.{FRONT}"}, True),
        (account_state(FRONT, ON_CALL), {f"policy.{FRONT}"}, True),
        (account_state(priority="URGENT"), {"priority"}, True),
        ({}, {"source", "policy", "summary"}, False),
    ],
)
def test_what_is_wrong_in_an_account_submission_stands_at_its_field(state, fields, forged):
    read = read_account(ENGLISH, state, account_offer())
    assert isinstance(read, FieldErrors)
    assert (set(read.errors), read.forged) == (fields, forged)


def test_a_priority_that_was_not_asked_for_is_refused():
    read = read_account(ENGLISH, account_state(priority="HIGH"), account_offer(ilert_users={"priority": "LOW"}))
    assert read == FieldErrors({"priority": "The priority can no longer be chosen here."}, forged=True)


def test_a_channel_submission_is_read():
    expected = Accepted(Target(SLACK_ALERTS, NETWORK), "Network Infrastructure", "down", "", None)
    assert read_channel(ENGLISH, channel_state(), channel_offer()) == expected


@pytest.mark.parametrize(
    ("state", "fields", "forged"),
    [
        (channel_state(None), {"choice"}, False),
        (channel_state(summary=None), {"summary"}, False),
        (channel_state(f"{SLACK_ALERTS}:{ON_CALL}"), {"choice"}, True),
        (channel_state(f"{CORE_DB}:{DATABASE}"), {"choice"}, True),
        (channel_state("junk"), {"choice"}, True),
        (channel_state(f"{SLACK_ALERTS}:"), {"choice"}, True),
        (channel_state(f"{SLACK_ALERTS}:{NETWORK}:1"), {"choice"}, True),
        (channel_state(priority={"priority": choice("URGENT")}), {"priority"}, True),
    ],
)
def test_what_is_wrong_in_a_channel_submission_stands_at_its_field(state, fields, forged):
    read = read_channel(ENGLISH, state, channel_offer())
    assert isinstance(read, FieldErrors)
    assert (set(read.errors), read.forged) == (fields, forged)


def test_a_priority_for_a_choice_that_does_not_ask_is_left_out():
    state = channel_state(priority={"priority": choice("HIGH")})
    assert read_channel(ENGLISH, state, channel_offer()).priority is None


@pytest.mark.parametrize("summary", ["\u200b", "\u00ad \u2800", "\u3164\ufe0f", "\x00\x07", "\u2060\n\t"])
def test_a_summary_that_nobody_sees_is_none(summary):
    for read in (
        read_channel(ENGLISH, channel_state(summary=summary), channel_offer()),
        read_account(ENGLISH, account_state(summary=summary), account_offer()),
    ):
        assert read.errors == {"summary": ENGLISH.dialog.summary_missing()}


def test_texts_are_cleaned():
    state = channel_state(summary="d\x00own \ud83d", details="a\r\nb\x1b[31m \udd25")
    read = read_channel(ENGLISH, state, channel_offer())
    assert (read.summary, read.details) == ("down \ufffd", "a\nb[31m \ufffd")


@pytest.mark.parametrize(
    "values",
    [
        {"summary": 5},
        {"summary": {"summary": 5}, "choice": {"choice": {"selected_option": "2247477"}}},
        {"summary": {"summary": {"value": ["x"]}}, "choice": {"choice": {"selected_option": {"value": 5}}}},
        {"choice": {"choice": {"value": "9" * 5000 + ":1"}}, "source": {"source": {"value": "9" * 5000}}},
        {"choice.1": None, "summary": [["summary"]]},
    ],
)
def test_a_state_of_another_shape_is_empty(values):
    assert "summary" in read_channel(ENGLISH, values, channel_offer()).errors
    assert "summary" in read_account(ENGLISH, values, account_offer()).errors


OFFERED = sorted(f"{SLACK_ALERTS}:{policy_id}" for policy_id in (NETWORK, SRE))
VALUES = [*OFFERED, str(CORE_DB), str(DATABASE)]
FIELDS = ("source", "policy", "policy.7", "choice", "summary", "details", "priority")
ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=10) | st.sampled_from(VALUES),
    lambda inner: st.dictionaries(st.text(max_size=5), inner, max_size=2) | st.lists(inner, max_size=2),
    max_leaves=3,
)


@example({"choice": f"{SLACK_ALERTS}:{ON_CALL}", "summary": "down"})
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING)))
def test_no_shape_of_state_is_accepted_by_accident(state):
    wrapped = {
        block_id: {block_id.split(".")[0]: {"type": "x", "value": value, "selected_option": {"value": value}}}
        for block_id, value in state.items()
    }
    read = read_account(ENGLISH, wrapped, account_offer(ADMIN))
    assert isinstance(read, FieldErrors) or read.target.alert_source_id in ACCOUNT.alert_sources
    read = read_channel(ENGLISH, wrapped, channel_offer())
    assert isinstance(read, FieldErrors) or state["choice"] in OFFERED


def test_a_source_in_maintenance_can_be_alerted():
    assert isinstance(read_account(ENGLISH, account_state(BACKUP, NETWORK), account_offer()), Accepted)
