"""What auditors get of the outbox."""

import csv
import dataclasses
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.outbox_export import COLUMNS, export_csv, export_json
from bot.domain.alerts import Failure, Grouped, NotDelivered, Origin, Raised, Responder, Sighting
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.model import Entry, LiveAlert, State, UnreadableEntry
from tests.alerts import EVENT

NOON = 1_767_268_800.0
REQUEST = dataclasses.replace(EVENT, policy_version="0c0ffee", target_name="Network")
ENTRY = Entry(
    1,
    REQUEST,
    State.RAISED,
    NOON,
    NOON,
    tries=1,
    settled_at=NOON + 2,
    outcome=Raised(Sighting(9, "https://acme.ilert.example/alert/9", status="ACCEPTED", escalation_policy_id=81212)),
)
UNREADABLE = UnreadableEntry(2, "V4", "0000-0004", "U0DANA00001", "waiting", NOON, 0, "a later release wrote it")


def test_who_alerted_whom_by_which_decision_and_what_became_of_it():
    (row,) = json.loads(export_json([ENTRY], []))
    assert row == {
        "reference": "7K3M-Q9XD",
        "key": "il-alert-V0VIEW00001",
        "accepted": "2026-01-01T12:00:00+00:00",
        "reporter_id": "U0SAM000001",
        "reporter": "Sam Sand",
        "channel_id": "C024BE91L",
        "channel": "#demo",
        "dialog": "channel",
        "policy_version": "0c0ffee",
        "alert_source": 10,
        "escalation_policy": 81211,
        "target": "Network",
        "priority": None,
        "summary": "The checkout is down",
        "state": "raised",
        "tries": 1,
        "settled": "2026-01-01T12:00:02+00:00",
        "ilert_alert": 9,
        "ilert_policy": 81212,
        "ilert_status": "ACCEPTED",
        "ilert_status_since": None,
        "accepted_in_ilert_by": None,
        "accepted_in_ilert_at": None,
        "actions_in_slack": None,
        "url": "https://acme.ilert.example/alert/9",
        "problem": None,
        "paged_again_by": None,
    }


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (NotDelivered(Failure.ILERT_REFUSED, "HTTP 400"), {"problem": "ilert_refused: HTTP 400", "ilert_alert": None}),
        (Grouped(7, "https://x.example/7"), {"ilert_alert": 7, "url": "https://x.example/7"}),
        (None, {"problem": "POST /events: 503"}),
    ],
)
def test_each_outcome_is_told(outcome, told):
    entry = dataclasses.replace(ENTRY, outcome=outcome, problem="POST /events: 503")
    assert told.items() <= json.loads(export_json([entry], []))[0].items()


def test_csv_has_the_same_with_a_head():
    head, line, unreadable = csv.reader(io.StringIO(export_csv([ENTRY, UNREADABLE], [])))
    assert head == list(COLUMNS)
    assert line == ["" if cell is None else str(cell) for cell in json.loads(export_json([ENTRY], []))[0].values()]
    assert dict(zip(head, unreadable, strict=True))["state"] == "unreadable, written as waiting"


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1"])
def test_no_cell_is_a_formula(typed):
    request = dataclasses.replace(REQUEST, summary=typed)
    head, line = csv.reader(io.StringIO(export_csv([dataclasses.replace(ENTRY, request=request)], [])))
    assert line[head.index("summary")].startswith("'")


def test_lines_and_quotes_stay_within_their_cell():
    request = dataclasses.replace(REQUEST, summary='one\ntwo, "three"', origin=Origin("D0", None, direct_message=True))
    rows = list(csv.reader(io.StringIO(export_csv([dataclasses.replace(ENTRY, request=request)], []))))
    assert len(rows) == 2
    assert rows[1][COLUMNS.index("channel")] == "direct message"


def test_an_empty_outbox_is_a_head_alone():
    assert export_csv([], []) == ",".join(COLUMNS)
    assert json.loads(export_json([], [])) == []


def test_who_accepted_it_in_ilert_and_what_was_done_in_slack():
    at = datetime(2026, 1, 1, 12, 1, tzinfo=UTC)
    jane, robert = Responder(1, "Jane", at + timedelta(minutes=1)), Responder(2, "Robert", at)
    seen = Sighting(9, "https://x/9", "RESOLVED", escalation_policy_id=81212, responders=(jane, robert))
    done = AlertAction("1", ActionKind.ASSIGN, "U0SAM000001", "SRE", at=NOON, done=True)
    tried = AlertAction("2", ActionKind.RESOLVE, "U0ALICE0001", at=NOON)
    (row,) = json.loads(export_json([ENTRY], [LiveAlert(ENTRY, 9, seen, NOON, NOON + 60, actions=(done, tried))]))
    assert row["ilert_status"] == "RESOLVED"
    assert row["ilert_status_since"] == "2026-01-01T12:01:00+00:00"
    assert row["accepted_in_ilert_by"] == "Robert, Jane"
    assert row["accepted_in_ilert_at"] == "2026-01-01T12:01:00+00:00"
    assert row["actions_in_slack"] == (
        "assign SRE by U0SAM000001 at 2026-01-01T12:00:00+00:00; "
        "resolve by U0ALICE0001 at 2026-01-01T12:00:00+00:00, not done"
    )
