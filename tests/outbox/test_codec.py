"""What one release writes, the one before and the next can read."""

import dataclasses
import json
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alerts import (
    AlertRequest,
    DialogKind,
    Failure,
    Grouped,
    NotDelivered,
    NotSeen,
    Origin,
    Person,
    Raised,
    Sent,
    Sighting,
)
from bot.outbox.codec import FORMAT, Unreadable, dump_outcome, dump_request, load_outcome, load_request, state_word
from tests.outbox.requests import request

FORMAT_1 = (
    '{"dialog_id": "V0000000001", "reference": "0000-0001", '
    '"target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": true, "summary": "alert 1", '
    '"details": "Since 9 o\'clock", "priority": null, "person": {"id": "U0SAM000001", "name": "U0Sam000001"}, '
    '"place": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false}, '
    '"place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", '
    '"policy_version": ""}'
)
"""What revision d513fe7 wrote."""

FORMAT_2 = (
    '{"format": 2, "dialog_id": "V0000000001", "reference": "0000-0001", '
    '"target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "channel", "summary": "alert 1", '
    '"details": "Since 9 o\'clock", "priority": null, "person": {"id": "U0SAM000001", "name": "U0Sam000001"}, '
    '"origin": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false, '
    '"url": "https://acme.slack.com/archives/C024BE91L", "permalink": null, "thread_ts": null, '
    '"message_ts": null}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "", "language": "en", '
    '"target_name": "", "has_account": false}'
)

SEEN = Raised(Sighting(9, "https://x.example", "PENDING", "HIGH", 81211, "Network"), 81211, "Network", by_event=True)
RAISED = (
    '{"format": 2, "sighting": {"alert_id": 9, "url": "https://x.example", "status": "PENDING", "priority": "HIGH", '
    '"escalation_policy_id": 81211, "escalation_policy_name": "Network", "alert_source_id": null, '
    '"reported_at": null, "responders": [], "next_escalation": null, "next_user": "", "merged_into_id": null}, '
    '"expected_policy_id": 81211, "expected_policy_name": "Network", "by_event": true, "also": null}'
)

KEPT = dataclasses.replace(request(1), person=Person("U0SAM000001", "U0Sam000001"))


def changed(text=FORMAT_2, **changes):
    return json.dumps({**json.loads(text), **changes})


@pytest.mark.parametrize("text", [FORMAT_1, FORMAT_2])
def test_every_format_that_was_ever_written_is_read(text):
    assert load_request(text) == KEPT


def test_this_release_writes_what_it_is_said_to_write():
    assert dump_request(request(1)) == FORMAT_2
    assert dump_outcome(SEEN) == RAISED
    assert dump_outcome(Sent()) == '{"format": 2}'
    assert dump_outcome(Grouped(9, None)) == '{"format": 2, "alert_id": 9, "url": null}'
    assert dump_outcome(NotSeen()) == '{"format": 2, "alert_creation": null, "can_page_now": true}'
    assert dump_outcome(NotDelivered(Failure.DROPPED, "x")) == '{"format": 2, "reason": "dropped", "detail": "x"}'


def test_a_manual_alert_of_format_1_is_one_from_the_account_dialog():
    assert load_request(changed(FORMAT_1, via_events=False)).dialog is DialogKind.ACCOUNT


@pytest.mark.parametrize("text", [FORMAT_1, FORMAT_2])
def test_keys_that_a_later_release_added_are_ignored(text):
    person = {"id": "U0SAM000001", "name": "U0Sam000001", "pronouns": "they"}
    assert load_request(changed(text, person=person, runbook={"url": "https://x.example"})) == KEPT
    assert load_outcome("delivered", '{"alert_id": 9, "url": null, "seen_at": 5.0}') == Raised(Sighting(9))


@pytest.mark.parametrize(
    ("key", "word", "read"),
    [("dialog", "telephone", DialogKind.ACCOUNT), ("priority", "MEDIUM", None), ("language", "tlh", "tlh")],
)
def test_words_that_a_later_release_added_have_a_fallback(key, word, read):
    assert load_request(changed(**{key: word})) == dataclasses.replace(KEPT, **{key: read})


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("sent", Sent()),
        ("raised", SEEN),
        ("raised", dataclasses.replace(SEEN, also=Sighting(10, priority="LOW"))),
        ("grouped", Grouped(None, None)),
        ("not_seen", NotSeen("ONE_OPEN_ALERT_ALLOWED", can_page_now=False)),
        ("given_up", NotDelivered(Failure.OUTCOME_UNKNOWN, "502")),
    ],
)
def test_every_outcome_is_read_as_it_was_written(state, outcome):
    assert (state_word(outcome), load_outcome(state, dump_outcome(outcome))) == (state, outcome)


def test_what_an_earlier_release_called_delivered_is_raised_only_where_it_had_seen_the_alert():
    assert load_outcome("delivered", '{"alert_id": 9, "url": "https://x.example"}') == Raised(
        Sighting(9, "https://x.example")
    )
    assert load_outcome("delivered", '{"format": 2, "alert_id": null, "url": null}') == Sent()


@pytest.mark.parametrize("word", ["MEDIUM", None, 5])
def test_a_priority_that_a_later_release_saw_is_none(word):
    sighting = {"alert_id": 9, "priority": word}
    read = load_outcome("raised", json.dumps({"sighting": sighting, "also": sighting}))
    assert read == Raised(Sighting(9), also=Sighting(9))


def test_a_reason_that_a_later_release_added_is_some_other():
    outcome = load_outcome("given_up", '{"reason": "reason_of_a_newer_release", "detail": "x"}')
    assert outcome == NotDelivered(Failure.OTHER, "x")


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "[" * 200_000, "{}", '{"person": 1}', changed(format=FORMAT + 1)]
)
def test_what_cannot_be_read_is_said_to_be_so(text):
    with pytest.raises(Unreadable):
        load_request(text)


def test_what_a_later_release_says_not_to_read_is_left_alone():
    with pytest.raises(Unreadable, match="written in format 3; this release reads formats 1 to 2"):
        load_outcome("delivered", '{"format": 3, "alert_id": 9, "url": null}')
    with pytest.raises(Unreadable, match="state 'teleported'"):
        load_outcome("teleported", '{"alert_id": 9, "url": null}')


@given(
    st.builds(
        AlertRequest,
        person=st.builds(Person, st.text(), st.text()),
        origin=st.builds(Origin),
        submitted_at=st.datetimes(timezones=st.just(UTC)),
    )
)
def test_every_request_is_read_as_it_was_written(asked):
    assert load_request(dump_request(asked)) == asked
