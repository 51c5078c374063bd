"""How alerts are followed in ilert: nothing is recorded that was not seen, and within ten calls a minute."""

from contextlib import AsyncExitStack

import pytest

from bot.delivery.following import FOLLOWED_SECONDS
from bot.outbox.model import Ended, Event
from tests.delivery.follower_world import World, moment
from tests.ilert.fake import answer


@pytest.fixture
async def world(tmp_path):
    async with AsyncExitStack() as stack:
        world = World(tmp_path / "outbox.sqlite3")
        stack.push_async_callback(world.close)
        yield world


async def test_each_state_is_recorded_when_it_was_seen(world):
    await world.raise_alert()
    await world.run(20)
    user = {"id": 7, "firstName": "Jane", "lastName": "Doe"}
    world.ilert.alerts[1] |= {
        "status": "ACCEPTED",
        "responders": [{"user": user, "status": "ACCEPTED", "acceptedAt": moment(world.now)}],
    }
    await world.run(11)
    seen = (await world.live()).seen
    assert (seen.status, seen.accepted_by[0].name) == ("ACCEPTED", "Jane Doe")
    world.ilert.alerts[1]["status"] = "RESOLVED"
    await world.run(11)
    alert = await world.live()
    assert (alert.seen.status, alert.ended) == ("RESOLVED", Ended.RESOLVED)
    assert set(await world.events()) >= {Event.RAISED, Event.CHANGED, Event.ACCEPTED, Event.RESOLVED}
    asked = len(world.ilert.calls)
    await world.run(300)
    assert len(world.ilert.calls) == asked


async def test_what_is_missing_from_a_list_is_not_taken_for_resolved(world):
    await world.raise_alert()
    world.ilert.hidden.add(1)
    await world.run(30)
    assert (await world.live()).seen.status == "PENDING"
    assert (await world.live()).ended is Ended.NO
    assert "one" in {kind for _, kind in world.ilert.calls}


async def test_what_ilert_shows_no_more_is_followed_no_more(world):
    await world.raise_alert()
    del world.ilert.alerts[1]
    await world.run(30)
    assert (await world.live()).ended is Ended.GONE


async def test_a_merged_alert_stands_as_the_one_it_was_merged_into(world):
    await world.raise_alert()
    world.now += 300
    world.ilert.open(99, alertSource={"id": 77})
    world.ilert.alerts[1]["mergedIntoId"] = 99
    await world.run(11)
    alert = await world.live()
    assert (alert.merged, alert.seen.alert_id, alert.seen.alert_source_id) == (True, 99, 77)
    world.ilert.alerts[99]["status"] = "RESOLVED"
    await world.run(11)
    assert (await world.live()).ended is Ended.RESOLVED


async def test_nothing_is_known_while_ilert_does_not_answer(world):
    await world.raise_alert()
    world.ilert.away = True
    world.ilert.alerts[1]["status"] = "ACCEPTED"
    await world.run(60)
    assert (await world.live()).seen.status == "PENDING"


async def test_what_failed_is_looked_for_again_soon_however_old_the_alert_is(world):
    await world.raise_alert()
    await world.run(7200)
    world.ilert.away = True
    world.ilert.alerts[1]["status"] = "ACCEPTED"
    await world.run(130)
    world.ilert.away = False
    await world.run(11)
    assert (await world.live()).seen.status == "ACCEPTED"


async def test_what_the_list_showed_is_recorded_though_a_single_alert_could_not_be_read(world):
    await world.raise_alert(1)
    await world.raise_alert(2)
    await world.run(20)
    world.ilert.hidden.add(1)
    world.ilert.alerts[2]["status"] = "ACCEPTED"
    world.ilert.transport._scripts["GET /alerts/{id}"] = [answer(503)]
    await world.run(11)
    assert (await world.live(2)).seen.status == "ACCEPTED"


async def test_how_a_merged_alert_stands_is_not_known_before_the_other_one_was_read(world):
    await world.raise_alert()
    world.ilert.open(99, alertSource={"id": 77})
    world.ilert.alerts[1] |= {"mergedIntoId": 99, "status": "RESOLVED"}
    world.ilert.transport._scripts["GET /alerts/{id}"] = [answer(503)]
    await world.run(30)
    assert (await world.live()).seen.status == "PENDING"


async def test_after_a_restart_it_goes_on(world):
    await world.raise_alert()
    await world.run(20)
    await world.outbox.close()
    world.start()
    world.ilert.alerts[1]["status"] = "ACCEPTED"
    await world.run(1)
    assert (await world.live()).seen.status == "ACCEPTED"


async def test_of_several_workers_one_asks(world):
    await world.raise_alert()
    world.leading = False
    await world.run(60)
    assert world.ilert.calls == []


async def test_the_older_the_slower_and_after_a_day_never(world):
    await world.raise_alert()
    for seconds, calls in ((600, 60), (3000, 100), (FOLLOWED_SECONDS - 3600, 690)):
        before = len(world.ilert.calls)
        await world.run(seconds)
        assert len(world.ilert.calls) - before == pytest.approx(calls, rel=0.05)
    await world.run(200)
    assert (await world.live()).ended is Ended.TOO_OLD


async def test_that_nobody_accepts_is_told_once_when_it_was_seen(world):
    world.remind = 300.0
    await world.raise_alert()
    await world.run(290)
    assert Event.UNANSWERED not in await world.events()
    await world.run(30)
    assert (await world.events()).count(Event.UNANSWERED) == 1
    await world.run(600)
    assert Event.UNANSWERED not in await world.events()


@pytest.mark.parametrize("case", ["accepted", "switched off"])
async def test_nobody_is_reminded_without_a_reason(world, case):
    world.remind = 0.0 if case == "switched off" else 300.0
    await world.raise_alert()
    await world.run(100)
    if case == "accepted":
        world.ilert.alerts[1]["status"] = "ACCEPTED"
    await world.run(600)
    assert Event.UNANSWERED not in await world.events()


@pytest.mark.parametrize("why", ["it has just looked", "its calls are used up"])
async def test_the_outbox_is_not_read_when_no_look_can_follow(world, why):
    alerts = 1 if why == "it has just looked" else 5
    for number in range(1, alerts + 1):
        await world.raise_alert(number)
        world.ilert.hidden.add(number)
    await world.run(1 if alerts == 1 else 31)
    calls, listed = len(world.ilert.calls), world.outbox.listed
    for _ in range(10):
        assert await world.follower.follow() > 0
    assert len(world.ilert.calls) == calls
    assert world.outbox.listed == listed


@pytest.mark.parametrize("away", ["never", "now and then"])
async def test_a_minute_takes_ten_calls_at_most_whatever_happens(world, away):
    alerts = 100
    for number in range(1, alerts + 1):
        await world.raise_alert(number)
    changed = iter(range(1, alerts + 1))

    def change():
        """Let some be resolved, some be accepted, some vanish from the lists, and let ilert fail half of the time."""
        number = next(changed, None)
        world.ilert.away = away != "never" and number is not None and number % 10 >= 5
        if number is not None:
            match number % 4:
                case 0:
                    world.ilert.alerts[number]["status"] = "RESOLVED"
                case 1:
                    world.ilert.hidden.add(number)
                case 2:
                    world.ilert.alerts[number]["status"] = "ACCEPTED"

    await world.run(1800, change)
    assert world.ilert.most_a_minute() <= 10
    states = {alert.alert_id: alert.seen.status for alert in await world.outbox.seen()}
    seen = {number: one["status"] for number, one in world.ilert.alerts.items()}
    assert states == seen
