"""What `il-alert-bot outbox list` and `show` print."""

import dataclasses
import json
from datetime import UTC, datetime
from itertools import pairwise

from bot.cli.outbox_listing import Known, as_json, as_table, description, description_json
from bot.domain.alerts import Failure, Grouped, NotDelivered, NotSeen, Origin, Person, Raised, Responder, Sent, Sighting
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.cards import Card, CardState
from bot.outbox.codec import state_word
from bot.outbox.model import Entry, LiveAlert, NoticeStatus, SourceKnowledge, State, UnreadableEntry
from tests.outbox.requests import request


def alert(number, origin, person):
    return dataclasses.replace(request(number, origin=origin), person=person)


NOON = 1_767_268_800.0
WAITING = Entry(
    1,
    alert(1, Origin("C024BE91L", "demo"), Person("U0SAM000001", "Sam Sand")),
    State.WAITING,
    NOON,
    NOON,
    tries=3,
    problem="POST /events: ilert answered 503",
)
GIVEN_UP = Entry(
    2,
    alert(2, Origin("C0SECRET001"), Person("U0BERT00001", "Bert\x1b[31m Brot")),
    State.GIVEN_UP,
    NOON,
    NOON,
    outcome=NotDelivered(Failure.ILERT_REFUSED, "ilert answered 400"),
)
RAISED = Entry(
    3,
    alert(3, Origin("D0SAM000001", direct_message=True), Person("U0SAM000001", "Sam Sand")),
    State.RAISED,
    NOON,
    NOON,
    problem="POST /events: ilert answered 503",
    outcome=Raised(Sighting(9, "https://x.example")),
)
UNREADABLE = UnreadableEntry(4, "V4", "0000-0004", "U0DANA00001", "waiting", NOON, 0, "a later release wrote it")


def test_each_alert_is_a_line_with_who_where_and_what_is_in_the_way():
    head, *lines = as_table([WAITING, GIVEN_UP, RAISED, UNREADABLE]).splitlines()
    names = head.split()
    assert names == ["REFERENCE", "STATE", "ACCEPTED", "TRIES", "REPORTER", "CHANNEL", "REASON", "SUMMARY"]
    columns = [head.index(name) for name in names]
    cells = [[line[start:end].strip() for start, end in pairwise([*columns, None])] for line in lines]
    noon, failed = "2026-01-01 12:00:00Z", "POST /events: ilert answered 503"
    refused = "ilert_refused: ilert answered 400"
    assert cells == [
        ["0000-0001", "waiting", noon, "3", "Sam Sand", "#demo", failed, "alert 1"],
        ["0000-0002", "given up", noon, "0", "Bert [31m Brot", "C0SECRET001", refused, "alert 2"],
        ["0000-0003", "raised", noon, "0", "Sam Sand", "direct message", "", "alert 3"],
        ["0000-0004", "unreadable", noon, "0", "U0DANA00001", "", "a later release wrote it", ""],
    ]


def test_without_alerts_it_says_so():
    assert as_table([]) == "No alerts."
    assert json.loads(as_json([])) == []


def test_programs_get_the_same():
    (row,) = json.loads(as_json([WAITING]))
    assert row == {
        "reference": "0000-0001",
        "state": "waiting",
        "accepted": "2026-01-01 12:00:00Z",
        "tries": 3,
        "reporter": "Sam Sand",
        "channel": "#demo",
        "reason": "POST /events: ilert answered 503",
        "summary": "alert 1",
    }


def test_one_alert_is_shown_with_all_its_parts():
    notices = [NoticeStatus("reporter", "settled", 0, "")]
    text = description(GIVEN_UP, Known(notices))
    assert "From:               Bert [31m Brot (U0BERT00001)\n" in text
    assert "Outcome:            ilert_refused: ilert answered 400\n" in text
    assert text.endswith("Notices:            settled to reporter: not yet")
    shown = json.loads(description_json(GIVEN_UP, Known(notices)))
    assert (shown["reference"], shown["state"], shown["alert_source"]) == ("0000-0002", "given up", "10")


def shown(outcome, source=None, **more):
    entry = dataclasses.replace(RAISED, state=State(state_word(outcome)), outcome=outcome, **more)
    return description(entry, Known((), source))


def test_what_was_seen_of_an_alert_is_shown():
    seen = Sighting(9, "https://x.example", "PENDING", "LOW", 81211, "Network")
    text = shown(Raised(seen, also=Sighting(10)), sent_at=NOON, paged_by="U0EVE")
    assert "alert 9 PENDING LOW calls Network https://x.example; the event's own alert is 10" in text
    assert "Taken by ilert:     2026-01-01 12:00:00Z" in text
    assert "Paged by:           U0EVE" in text
    assert "its alert was not seen yet" in shown(Sent())
    assert "added to the open alert 7" in shown(Grouped(7, None))
    assert "no alert appeared" in shown(NotSeen())


def test_what_is_known_of_the_alert_source_is_shown():
    assert "not yet seen to make an alert of an event" in shown(Sent())
    takes = SourceKnowledge(10, takes_events=True, since=NOON)
    assert "makes alerts of events, known since 2026-01-01 12:00:00Z" in shown(Sent(), takes)
    assert "makes no alerts of events" in shown(Sent(), dataclasses.replace(takes, takes_events=False))


def test_how_it_stands_in_ilert_now_and_who_accepted_it():
    jane = Responder(1, "Jane", datetime(2026, 1, 1, 12, 1, tzinfo=UTC))
    live = LiveAlert(RAISED, 9, Sighting(9, status="ACCEPTED", responders=(jane,)), 1_767_268_800.0, 1_767_268_860.0)
    text = description(RAISED, Known((), live=live))
    assert "In ilert:           ACCEPTED since 2026-01-01 12:01:00Z, accepted by Jane" in text.splitlines()


def test_an_alert_shows_what_people_did_and_where_its_card_stands():
    deeds = (
        AlertAction("1", ActionKind.ASSIGN, "U0JANE00001", "Rob", NOON, done=True),
        AlertAction("2", ActionKind.ACCEPT, "U0JANE00001", at=NOON),
    )
    live = LiveAlert(RAISED, 9, Sighting(9, None, "ACCEPTED"), NOON, NOON, actions=deeds)
    card = Card(live, CardState.POSTED, "C024BE91L", "1.5", wanted=2, shown=2)
    shown = json.loads(description_json(RAISED, Known((), live=live, card=card)))
    assert shown["from_its_card"] == (
        "assign Rob by U0JANE00001 at 2026-01-01 12:00:00Z; "
        "accept by U0JANE00001 at 2026-01-01 12:00:00Z, not confirmed by ilert"
    )
    assert shown["card"] == "posted in C024BE91L 1.5"
    changing = dataclasses.replace(card, channel="D0SAM000001", problem="is_archived", shown=1)
    expected = "posted in D0SAM000001 1.5, to be changed; not in the channel: is_archived"
    assert json.loads(description_json(RAISED, Known((), live=live, card=changing)))["card"] == expected
    doubtful = dataclasses.replace(card, state=CardState.POSTING)
    assert "in doubt" in json.loads(description_json(RAISED, Known((), live=live, card=doubtful)))["card"]
