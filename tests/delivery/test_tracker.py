"""Raised is what was seen: looking for alerts, and what is concluded where none appears."""

import dataclasses
from contextlib import AsyncExitStack

import pytest

from bot.domain.account import AlertCreation
from bot.domain.alerts import Failure, Grouped, NotDelivered, NotSeen, Raised, Sighting
from bot.outbox.model import Route, Settled, State
from bot.outbox.opening import open_outbox
from bot.storage.errors import StorageUnavailable
from tests.alerts import EVENT, OTHER, OWN
from tests.delivery.tracker_world import START, WEB, World
from tests.ilert.fake import KEY_ERROR, answer

NOTHING = answer(body=[])


def alert(number=9, key=EVENT.key, **more):
    return {"id": number, "alertKey": key, "status": "PENDING", **more}


@pytest.fixture
async def world(tmp_path):
    async with AsyncExitStack() as stack:
        world = World(tmp_path / "outbox.sqlite3")
        stack.push_async_callback(world.close)
        yield world


def other(number, **more):
    return dataclasses.replace(
        EVENT,
        dialog_id=f"V{number}",
        reference=f"0000-{number:04}",
        person=dataclasses.replace(EVENT.person, id=f"U{number}"),
        **more,
    )


async def test_an_alert_is_raised_when_it_was_seen_and_not_before(world):
    world.transport.on("GET /alerts", NOTHING, NOTHING, answer(body=[alert(priority="LOW")]))
    await world.send()
    await world.until(0.9)
    assert (await world.entry()).state is State.SENT
    await world.until(1.0)
    outcome = (await world.entry()).outcome
    assert outcome == Raised(Sighting(9, f"{WEB}/alert/view.jsf?id=9", "PENDING", "LOW"), OWN, "Network", by_event=True)
    assert [(key, found) for key, found, _ in world.concluded] == [(EVENT.key, outcome)]
    assert world.concluded[0][2] == pytest.approx(1.0, abs=0.1)


async def test_with_the_alert_at_hand_one_look_is_enough(world):
    world.transport.on("GET /alerts", answer(body=[alert()]))
    await world.send()
    await world.until(500.0)
    assert world.looks() == 1


async def test_alerts_that_are_found_together_are_written_together(world):
    """They share flushes, and are told of that much sooner."""
    alerts = [other(number) for number in range(8)]
    world.transport.on("GET /alerts", answer(body=[alert(n, one.key) for n, one in enumerate(alerts)]))
    for one in alerts:
        await world.send(one)
    commits = []
    trace = lambda statement: commits.append(statement) if statement == "COMMIT" else None  # noqa: E731
    await world.outbox.file.run(lambda database: database.set_trace_callback(trace))
    await world.until(2.0)
    await world.outbox.file.run(lambda database: database.set_trace_callback(None))
    assert len(world.concluded) == len(alerts)
    assert len(commits) < len(alerts) / 2


class Failing:
    """An outbox whose disk takes no conclusion about one alert, once."""

    def __init__(self, outbox, key):
        self._outbox, self._key = outbox, key

    def __getattr__(self, name):
        return getattr(self._outbox, name)

    async def conclude(self, entry, outcome):
        if entry.key == self._key:
            self._key = ""
            raise StorageUnavailable("disk")
        return await self._outbox.conclude(entry, outcome)


async def test_what_is_written_is_reported_though_another_alert_could_not_be_written(world):
    alerts = [other(number) for number in range(3)]
    world.transport.on("GET /alerts", answer(body=[alert(n, one.key) for n, one in enumerate(alerts)]))
    for one in alerts:
        await world.send(one)
    await world.close()
    world.start(lambda outbox: Failing(outbox, alerts[0].key))
    with pytest.raises(StorageUnavailable):
        await world.until(2.0)
    assert [key for key, *_ in world.concluded] == [one.key for one in alerts[1:]]
    await world.until(10.0)
    assert {key for key, *_ in world.concluded} == {one.key for one in alerts}


async def test_when_to_look_first_is_learned_from_how_long_alerts_took(world):
    def appearing(sent):
        """Show each alert from 0.7 s after it was sent."""
        there = [alert(number, other(number).key) for number in range(10) if world.now >= START + 10 * number + 0.7]
        return answer(body=there)

    world.transport.on("GET /alerts", appearing)
    for number in range(10):
        await world.until(10.0 * number)
        await world.send(other(number))
        await world.until(10.0 * number + 9.0)
    assert world.looks() <= 10 + 8
    assert [seconds for _, _, seconds in world.concluded][-1] == pytest.approx(0.7, abs=0.05)


async def test_alerts_that_come_one_after_the_other_share_looks_too(world):
    world.transport.on("GET /alerts", answer(body=[alert(number, other(number).key) for number in range(40)]))
    for number in range(40):
        await world.send(other(number))
        while world.now < START + number / 20:
            pause = await world.tracker.look()
            world.now += min(pause, 0.05)
    await world.until(5.0)
    assert {entry.state for entry in await world.outbox.list()} == {State.RAISED}
    assert world.looks() <= 0.3 * 40


async def test_an_alert_is_known_by_its_reference_where_ilert_keeps_no_key(world):
    details = f"As in Reference: 0000-0000\n\nRaised by ... Reference: {EVENT.reference}"
    quoting = {"id": 8, "details": f"Reference: {EVENT.reference}\n\nReference: 0000-0000"}
    world.transport.on("GET /alerts", answer(body=[quoting, {"id": 9, "details": details}]))
    await world.send()
    await world.until(1.0)
    assert (await world.entry()).outcome.sighting.alert_id == 9


async def test_many_alerts_share_their_looks(world):
    alerts = [alert(number, other(number).key) for number in range(1, 21)]
    world.transport.on("GET /alerts", answer(body=alerts))
    for number in range(1, 21):
        await world.send(other(number))
    await world.until(5.0)
    assert {entry.state for entry in await world.outbox.list()} == {State.RAISED}
    assert world.looks() == 1


async def test_the_policy_that_is_alerted_is_told_from_the_one_that_was_chosen(world):
    chosen = dataclasses.replace(EVENT, target=dataclasses.replace(EVENT.target, escalation_policy_id=OTHER))
    world.transport.on("GET /alerts", answer(body=[alert(escalationPolicy={"id": OWN, "name": "Network"})]))
    await world.send(chosen)
    await world.until(1.0)
    raised = (await world.entry()).outcome
    assert raised.by_another_policy
    assert (raised.expected_policy_name, raised.sighting.escalation_policy_name) == ("SRE", "Network")


async def test_without_an_alert_that_is_told_after_the_window_and_the_alert_is_still_looked_for(world):
    world.transport.on("GET /alerts", NOTHING)
    await world.send()
    await world.until(29.9)
    assert (await world.entry()).state is State.SENT
    await world.until(30.1)
    assert (await world.entry()).outcome == NotSeen(None)
    world.transport.on("GET /alerts", answer(body=[alert()]))
    await world.until(200.0)
    assert (await world.entry()).state is State.RAISED
    assert [type(outcome) for _, outcome, _ in world.concluded] == [NotSeen, Raised]


async def test_after_the_deadline_nobody_looks_any_more(world):
    world.transport.on("GET /alerts", NOTHING)
    await world.send()
    await world.until(3601.0)
    looks = world.looks()
    await world.until(9000.0)
    assert (world.looks(), (await world.entry()).state) == (looks, State.NOT_SEEN)


@pytest.mark.parametrize("trouble", [answer(503), KEY_ERROR, answer(200, {"not": "a list"})])
async def test_from_a_look_that_failed_nothing_is_concluded(world, trouble):
    world.transport.on("GET /alerts", trouble)
    await world.send()
    await world.until(300.0)
    assert (await world.entry()).state is State.SENT
    world.transport._scripts["GET /alerts"] = [answer(body=[alert()])]
    await world.until(500.0)
    assert (await world.entry()).state is State.RAISED


async def test_where_nobody_could_look_until_the_deadline_the_outcome_is_unknown(world):
    world.transport.on("GET /alerts", KEY_ERROR)
    await world.send()
    await world.until(3800.0)
    outcome = (await world.entry()).outcome
    assert isinstance(outcome, NotDelivered)
    assert outcome.reason is Failure.OUTCOME_UNKNOWN


async def test_what_was_taken_before_a_crash_is_looked_for_at_once_after_it(world):
    world.transport.on("GET /alerts", answer(body=[alert()]))
    await world.send()
    await world.outbox.close()
    world.now += 600.0
    world.start()
    await world.outbox.recover()
    await world.tracker.look()
    assert (await world.entry()).state is State.RAISED


async def test_an_hour_after_a_crash_a_look_comes_before_any_verdict(world):
    world.transport.on("GET /alerts", answer(503), answer(503), answer(503), answer(503), answer(body=[alert()]))
    await world.send()
    await world.outbox.close()
    world.now += 7200.0
    world.start()
    await world.outbox.recover()
    await world.tracker.look()
    assert (await world.entry()).state is State.SENT
    await world.until(7200.0 + 200.0)
    assert (await world.entry()).state is State.RAISED


async def test_who_does_not_lead_looks_for_nothing(world):
    await world.send()
    async with AsyncExitStack() as stack:
        leader = open_outbox(f"sqlite://{world.path}", owner="another host", clock=lambda: world.now)
        stack.push_async_callback(leader.close)
        await leader.lead(1000.0)
        await world.until(60.0)
    assert world.looks() == 0


@pytest.mark.parametrize(
    ("creation", "open_alerts", "outcome"),
    [
        ("ONE_OPEN_ALERT_ALLOWED", [alert(3, "x")], Grouped(3, f"{WEB}/alert/view.jsf?id=3")),
        ("ONE_OPEN_ALERT_ALLOWED", [], NotSeen("ONE_OPEN_ALERT_ALLOWED")),
        ("INTELLIGENT_GROUPING", [alert(3, "x"), alert(4, "y")], Grouped(None, None)),
        ("UNKNOWN", [alert(3, "x")], NotSeen(None)),
    ],
)
async def test_a_source_that_groups_is_said_to_have_done_so_only_where_it_has_an_open_alert(
    world, creation, open_alerts, outcome
):
    world.source = dataclasses.replace(world.source, alert_creation=AlertCreation(creation))
    world.transport.on(
        "GET /alerts", lambda sent: answer(body=open_alerts if ("states", "PENDING") in sent.query else [])
    )
    await world.send()
    await world.until(31.0)
    assert (await world.entry()).outcome == outcome


async def test_for_a_source_that_showed_nothing_a_manual_alert_stands_in_at_once(world):
    world.stand_in_allowed = True
    world.transport.on("GET /alerts", NOTHING)
    await world.send()
    await world.until(30.1)
    entry = await world.entry()
    assert (entry.state, entry.route, world.stood_in) == (State.WAITING, Route("alert"), 1)
    assert (await world.outbox.source(10)).takes_events is False
    assert world.concluded == []


async def test_where_the_source_has_grouped_it_nothing_stands_in(world):
    world.stand_in_allowed = True
    world.source = dataclasses.replace(world.source, alert_creation=AlertCreation.ONE_OPEN_ALERT_ALLOWED)
    world.transport.on(
        "GET /alerts", lambda sent: answer(body=[alert(3, "x")] if ("states", "PENDING") in sent.query else [])
    )
    await world.send()
    await world.until(31.0)
    assert (await world.entry()).state is State.GROUPED


async def test_the_events_own_alert_is_recognised_beside_the_manual_one(world):
    world.stand_in_allowed = True
    world.transport.on("GET /alerts", NOTHING)
    await world.send()
    await world.until(30.1)
    (entry,) = await world.outbox.claim(1)
    await world.outbox.settle(entry, Settled(Raised(Sighting(10))))
    by_hand = {"id": 10, "details": f"Reference: {EVENT.reference}"}
    world.transport._scripts["GET /alerts"] = [answer(body=[by_hand])]
    await world.until(200.0)
    assert (await world.entry()).outcome.also is None
    world.transport._scripts["GET /alerts"] = [answer(body=[by_hand, alert(9)])]
    await world.until(400.0)
    outcome = (await world.entry()).outcome
    assert (outcome.sighting.alert_id, outcome.also.alert_id) == (10, 9)
    assert (await world.outbox.source(10)).takes_events is True
