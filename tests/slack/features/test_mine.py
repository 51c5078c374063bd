"""`/il-alert mine`, with a Slack that only remembers."""

import dataclasses

from bot.domain.alerts import Failure, NotDelivered, Raised, Sighting
from bot.outbox.model import Entry, LiveAlert, Reported, State
from bot.slack.features import mine
from bot.storage.errors import StorageUnavailable
from tests.alerts import EVENT
from tests.slack.fake_slack import Alerts, FakeSlack, context, typed


def reported(outcome=None, seen=None, tries=0, **more):
    state = State.WAITING if outcome is None else State.RAISED
    request = dataclasses.replace(EVENT, **more)
    entry = Entry(1, request, state, accepted_at=1786712400.0, trying_since=0.0, tries=tries, outcome=outcome)
    live = None if seen is None else LiveAlert(entry, seen.alert_id, seen, 0.0, 0.0)
    return Reported(entry, live)


async def told(*listed, failing=None):
    slack, alerts = FakeSlack(), Alerts(failing=failing)
    alerts.reported = list(listed)
    await mine.answer(context(slack, alerts=alerts), typed(slack))
    (message,) = slack.replies
    return message


async def test_an_alert_stands_as_it_was_last_seen_in_ilert():
    raised = Raised(Sighting(7, status="PENDING"))
    text = (await told(reported(raised, Sighting(7, status="RESOLVED"), summary="disk <full>")))["text"]
    assert text.startswith("Your alerts, the newest first:\n\n*disk &lt;full&gt;*\n")
    assert "resolved" in text
    assert "being alerted" not in text
    assert (
        f"Submitted <!date^1786712400^{{date_long_pretty}}, {{time}}|2026-08-14 13:00>. Reference {EVENT.reference}"
        in text
    )


async def test_what_is_on_its_way_or_failed_is_said_as_that():
    message = await told(reported(), reported(tries=3), reported(NotDelivered(Failure.ILERT_UNREACHABLE, "timeout")))
    sending, trying, failed = (block["text"]["text"] for block in message["blocks"][1:])
    assert len({sending, trying, failed}) == 3
    assert "was not" in failed or "could not" in failed


async def test_without_alerts_that_is_said():
    assert (await told())["text"] == "You have raised no alert lately."


async def test_an_outbox_that_cannot_be_read_is_no_empty_list():
    text = (await told(failing=StorageUnavailable("disk")))["text"]
    assert text == "The bot cannot read its list of alerts right now. Please try again in a minute."
