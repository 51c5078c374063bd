"""Who counts as having accepted an alert."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alerts import Responder, Sighting
from bot.outbox.acceptance import Acceptance, acceptance
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.model import Entry, LiveAlert, State
from tests.alerts import EVENT

AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
ADMIN, BOB = Responder(1, "Admin", AT + timedelta(seconds=1)), Responder(2, "Bob", AT + timedelta(hours=1))
PRESSED = AlertAction("1", ActionKind.ACCEPT, "U0JANE", at=AT.timestamp(), done=True)
UNCONFIRMED = dataclasses.replace(PRESSED, done=False)
JANE = Acceptance(AT, slack_id="U0JANE")


@pytest.mark.parametrize(
    ("status", "responders", "actions", "expected"),
    [
        ("PENDING", (ADMIN,), (PRESSED,), None),
        ("ACCEPTED", (ADMIN,), (), Acceptance(ADMIN.accepted_at, name="Admin")),
        ("ACCEPTED", (ADMIN,), (PRESSED,), JANE),
        ("ACCEPTED", (), (PRESSED,), JANE),
        ("ACCEPTED", (), (UNCONFIRMED,), JANE),
        (
            "ACCEPTED",
            (ADMIN,),
            (UNCONFIRMED,),
            Acceptance(ADMIN.accepted_at, name="Admin"),
        ),
        ("ACCEPTED", (ADMIN, BOB), (PRESSED,), Acceptance(BOB.accepted_at, name="Bob")),
        ("ACCEPTED", (), (), Acceptance(AT)),
        ("RESOLVED", (), (), None),
        ("RESOLVED", (), (PRESSED,), JANE),
    ],
)
def test_who_pressed_counts_unless_somebody_accepted_later(status, responders, actions, expected):
    entry = Entry(1, EVENT, State.RAISED, 5.0, 5.0)
    seen = Sighting(9, None, status, responders=responders)
    assert acceptance(LiveAlert(entry, 9, seen, 5.0, AT.timestamp(), actions=actions)) == expected
