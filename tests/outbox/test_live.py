"""What every kind of outbox keeps of an alert that was seen in ilert, and whom it has told of what."""

import dataclasses
from datetime import UTC, datetime

import pytest

from bot.domain.alerts import Responder
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.model import Ended, Event
from bot.outbox.news import news
from tests.outbox.live import JANE, NOW, PENDING, ROB, raise_alert
from tests.outbox.requests import request

LATER = datetime(2026, 3, 4, 5, 16, tzinfo=UTC)
NEXT = dataclasses.replace(PENDING, responders=(ROB, JANE), next_escalation=LATER)
ACCEPTED = dataclasses.replace(PENDING, status="ACCEPTED", responders=(Responder(1, "Rob", NOW),), next_escalation=None)
RESOLVED = dataclasses.replace(ACCEPTED, status="RESOLVED")
REASSIGNED = dataclasses.replace(PENDING, responders=(JANE,))
MERGED = dataclasses.replace(PENDING, alert_id=12, responders=(ROB, JANE), next_escalation=LATER)


async def told(outbox):
    """What the card has been told since it last asked."""
    notices = await outbox.claim_notices({"card": Event}, 100)
    for notice in notices:
        await outbox.finish_notice(notice, "notified")
    return [(notice.event, notice.live.seen.status) for notice in notices]


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        (PENDING, PENDING, ()),
        (PENDING, ACCEPTED, (Event.CHANGED, Event.ACCEPTED)),
        (ACCEPTED, RESOLVED, (Event.CHANGED, Event.RESOLVED)),
        (PENDING, RESOLVED, (Event.CHANGED, Event.RESOLVED)),
        (PENDING, NEXT, (Event.CHANGED, Event.ESCALATED)),
        (PENDING, REASSIGNED, (Event.CHANGED,)),
        (PENDING, dataclasses.replace(PENDING, responders=(ROB, JANE)), (Event.CHANGED,)),
        (PENDING, MERGED, (Event.CHANGED,)),
        (ACCEPTED, PENDING, (Event.CHANGED,)),
    ],
    ids=["same", "accepted", "resolved", "at once", "next level", "reassigned", "responder", "merged", "taken back"],
)
def test_news_are_what_has_changed(before, after, events):
    assert news(before, after) == events


def test_who_accepted_first_comes_first():
    both = dataclasses.replace(PENDING, responders=(ROB, Responder(3, "Ann", LATER), Responder(2, "Jane", NOW)))
    assert [one.name for one in both.accepted_by] == ["Jane", "Ann"]


async def test_an_alert_is_followed_from_its_sighting_until_it_is_resolved(outbox, clock):
    alert = await raise_alert(outbox)
    assert (alert.seen, alert.alert_id, alert.raised_at, alert.merged) == (PENDING, 9, clock.now, False)
    assert await outbox.live() == [alert]
    assert await outbox.saw(alert, ACCEPTED)
    (alert,) = await outbox.live()
    assert await outbox.saw(alert, RESOLVED)
    assert await outbox.live() == []
    (alert,) = await outbox.seen()
    assert (alert.seen, alert.ended) == (RESOLVED, Ended.RESOLVED)


async def test_what_is_resolved_when_it_is_first_seen_is_not_followed(outbox):
    alert = await raise_alert(outbox, seen=RESOLVED)
    assert alert.ended is Ended.RESOLVED
    assert await outbox.live() == []


async def test_an_alert_that_nobody_has_seen_is_none(outbox):
    await outbox.accept(request(1))
    assert await outbox.live_alert(request(1).key) is None


async def test_subscribers_are_told_of_each_change_that_is_one(outbox):
    alert = await raise_alert(outbox)
    assert await told(outbox) == [(Event.RAISED, "PENDING")]
    await outbox.saw(alert, PENDING)
    assert await told(outbox) == []
    await outbox.saw(alert, ACCEPTED)
    assert await told(outbox) == [(Event.CHANGED, "ACCEPTED"), (Event.ACCEPTED, "ACCEPTED")]
    for seen in (REASSIGNED, ACCEPTED):
        await outbox.saw(await outbox.live_alert(alert.entry.key), seen)
    assert await told(outbox) == [(Event.CHANGED, "ACCEPTED")]


async def test_changes_that_come_together_are_told_once_with_the_newest_state(outbox):
    alert = await raise_alert(outbox)
    await told(outbox)
    for seen in (NEXT, REASSIGNED, ACCEPTED, RESOLVED):
        assert await outbox.saw(await outbox.live_alert(alert.entry.key), seen)
    assert sorted(await told(outbox)) == sorted(
        [
            (Event.CHANGED, "RESOLVED"),
            (Event.ESCALATED, "RESOLVED"),
            (Event.ACCEPTED, "RESOLVED"),
            (Event.RESOLVED, "RESOLVED"),
        ]
    )


async def test_an_old_sighting_changes_nothing_after_a_newer_one(outbox):
    read_before = await raise_alert(outbox)
    assert await outbox.saw(read_before, ACCEPTED)
    assert not await outbox.saw(read_before, REASSIGNED)
    assert not await outbox.stop_following(read_before, Ended.TOO_OLD)
    assert (await outbox.live_alert(read_before.entry.key)).seen == ACCEPTED


@pytest.mark.parametrize("why", [Ended.TOO_OLD, Ended.GONE])
async def test_what_is_not_followed_any_more_is_a_change(outbox, why):
    alert = await raise_alert(outbox)
    await told(outbox)
    assert await outbox.stop_following(alert, why)
    assert await outbox.live() == []
    assert await told(outbox) == [(Event.CHANGED, "PENDING")]
    assert (await outbox.live_alert(alert.entry.key)).ended is why


async def test_that_nobody_answers_is_told_once(outbox):
    alert = await raise_alert(outbox)
    await told(outbox)
    for _ in range(2):
        await outbox.unanswered(alert)
        assert await told(outbox) in ([(Event.UNANSWERED, "PENDING")], [])
    assert [status.event for status in await outbox.notices(alert.entry.key)].count(Event.UNANSWERED) == 1


async def test_a_merged_alert_keeps_its_own_number(outbox):
    alert = await raise_alert(outbox)
    await outbox.saw(alert, MERGED)
    merged = await outbox.live_alert(alert.entry.key)
    assert (merged.merged, merged.alert_id, merged.seen.alert_id) == (True, 9, 12)


async def test_pruning_forgets_what_was_seen(outbox, clock):
    alert = await raise_alert(outbox)
    await told(outbox)
    clock.now += 10 * 86_400.0
    assert await outbox.prune(1.0) == 1
    assert await outbox.live_alert(alert.entry.key) is None


async def test_what_people_do_is_kept_once_and_is_news_when_it_is_done(outbox, clock):
    alert = await raise_alert(outbox)
    await told(outbox)
    press = AlertAction("1.2.3", ActionKind.ACCEPT, "U0JANE")
    assert await outbox.begin_action(alert, press)
    assert not await outbox.begin_action(alert, press)
    assert await told(outbox) == []
    await outbox.finish_action(alert, "1.2.3")
    assert await told(outbox) == [(Event.CHANGED, "PENDING")]
    (done,) = (await outbox.live_alert(alert.entry.key)).actions
    assert done == dataclasses.replace(press, at=clock.now, done=True)


async def test_somebodys_own_alerts_come_newest_first_with_what_was_seen_of_them(outbox):
    first = await raise_alert(outbox)
    await outbox.saw(first, RESOLVED)
    await outbox.accept(request(2, "U1"))
    await outbox.accept(request(3, "U3"))
    found = await outbox.reported_by("U1", 10)
    assert [(one.entry.request.summary, one.live and one.live.seen.status) for one in found] == [
        ("alert 2", None),
        ("alert 1", "RESOLVED"),
    ]
    assert [one.entry.request.summary for one in await outbox.reported_by("U1", 1)] == ["alert 2"]
    assert await outbox.reported_by("U9", 10) == []
