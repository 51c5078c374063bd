"""`il-alert-bot outbox drop` while the alert is being sent."""

import dataclasses

import pytest

from bot.cli.outbox import drop
from bot.domain.alerts import Failure
from bot.outbox.model import Entry, State
from bot.outbox.store import BeingSent, InvalidState
from tests.alerts import EVENT

ENTRY = Entry(1, EVENT, State.WAITING, 0.0, 0.0, owner="daemon")
IN_DOUBT = dataclasses.replace(ENTRY, owner=None, in_doubt_since=5.0)


class Outbox:
    """Answers from a script; an answer of None means that the alert was dropped."""

    def __init__(self, *answers, later=ENTRY):
        self.answers, self.later = list(answers), later
        self.dropped = []
        self.pauses = []

    async def drop(self, key, settled):
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is not None:
            raise answer
        self.dropped.append((key, settled.outcome.reason, settled.in_doubt_since))

    async def find(self, key):
        return self.later

    async def sleep(self, seconds):
        self.pauses.append(seconds)


async def test_it_takes_effect_after_the_try_under_way_with_what_is_known_by_then(capsys):
    outbox = Outbox(BeingSent("now"), BeingSent("now"), None, later=IN_DOUBT)
    await drop(outbox, ENTRY, outbox.sleep)
    assert outbox.dropped == [(EVENT.key, Failure.OUTCOME_UNKNOWN, 5.0)]
    assert capsys.readouterr().out == "7K3M-Q9XD: being sent at this moment; waiting for the end of this try.\n"


async def test_what_this_try_has_brought_to_ilert_cannot_be_dropped():
    outbox = Outbox(BeingSent("now"), InvalidState("it is raised already"))
    with pytest.raises(InvalidState, match="raised already"):
        await drop(outbox, ENTRY, outbox.sleep)


async def test_no_try_is_waited_for_without_end():
    outbox = Outbox(BeingSent("now"))
    with pytest.raises(BeingSent):
        await drop(outbox, ENTRY, outbox.sleep)
    assert 55 < sum(outbox.pauses) < 65


async def test_an_alert_that_was_pruned_meanwhile_is_not_dropped():
    outbox = Outbox(BeingSent("now"), later=None)
    with pytest.raises(InvalidState, match="there no more"):
        await drop(outbox, ENTRY, outbox.sleep)
