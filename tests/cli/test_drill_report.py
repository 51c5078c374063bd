"""How a drill is told: hop by hop, and with what is wrong and what to do."""

import dataclasses
import json

import pytest

from bot.cli.drill_report import Drill, as_json, as_text, has_ended, has_passed, resolving
from bot.domain.alerts import Failure, Grouped, NotDelivered, NotSeen, Raised, Sent, Sighting
from bot.outbox.model import Entry, NoticeStatus, State
from tests.alerts import EVENT

NOTED = NoticeStatus("reporter", "raised", 1, "notified")
GONE_WELL = Entry(
    1,
    EVENT,
    State.RAISED,
    100.0,
    100.0,
    outcome=Raised(Sighting(9, "https://x.example/9")),
    sent_at=100.25,
    settled_at=100.5,
)


def test_the_hops_have_their_time_since_the_start():
    told = as_text(Drill(GONE_WELL, NOTED, resolved_at=101.0))
    assert told.splitlines() == [
        "   0.000 s  kept in the outbox",
        "   0.250 s  taken by ilert",
        "   0.500 s  seen in ilert: alert 9 https://x.example/9",
        "   1.000 s  resolved in ilert",
        "Passed: alerts reach ilert, and ilert shows them.",
    ]


def test_programs_are_told_the_same():
    told = json.loads(as_json(Drill(GONE_WELL, NOTED, resolved_at=101.0)))
    assert told["passed"] is True
    assert (told["alert"], told["url"], told["problem"]) == (9, "https://x.example/9", None)
    assert [hop["seconds"] for hop in told["hops"]] == [0.0, 0.25, 0.5, 1.0]


def entry(**more):
    return dataclasses.replace(GONE_WELL, **{"outcome": None, "sent_at": None, "settled_at": None, **more})


@pytest.mark.parametrize(
    ("drill", "ended", "expected"),
    [
        (Drill(GONE_WELL), False, "has not resolved the alert yet, and keeps trying. Look there: https://x.example/9"),
        (
            Drill(GONE_WELL, dataclasses.replace(NOTED, result="abandoned")),
            True,
            "ilert did not let the bot resolve the alert. Resolve it there: https://x.example/9",
        ),
        (Drill(entry(outcome=Grouped(7, None))), True, "ilert added it to an alert that was open already"),
        (Drill(entry(outcome=NotSeen())), True, "ilert took the event, and no alert appeared"),
        (Drill(entry(outcome=NotDelivered(Failure.ILERT_REFUSED, "no"))), True, "ilert_refused: no"),
        (Drill(entry(state=State.SENT, outcome=Sent(), sent_at=100.1)), False, "its alert was not seen in time"),
        (Drill(entry(tries=1, problem="503")), False, "ilert does not have it yet. The last problem: 503."),
        (Drill(entry(in_doubt_since=100.0)), False, "if it is seen in ilert, it is resolved"),
        (Drill(entry()), False, "the bot did not take it up."),
    ],
)
def test_what_went_wrong_is_said_with_what_to_do(drill, ended, expected):
    assert has_ended(drill) is ended
    assert not has_passed(drill)
    verdict = as_text(drill).splitlines()[-1]
    assert verdict.startswith("Failed: ")
    assert expected in verdict
    assert verdict.endswith("`il-alert-bot outbox show 7K3M-Q9XD` shows more.")


def test_the_note_of_the_resolving_is_the_one_of_the_sighting():
    others = [NoticeStatus("admins", "raised", 1, "notified"), NoticeStatus("reporter", "not_seen", 1, "notified")]
    assert resolving([*others, NOTED]) == NOTED
    assert resolving(others) is None
