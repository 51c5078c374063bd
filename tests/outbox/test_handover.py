"""What a host kept while the database was away goes over to it once, whatever crashes in between."""

import asyncio

import pytest

from bot.domain.alerts import NotSeen, Sent
from bot.outbox import transfer
from bot.outbox.handover import Handover
from bot.outbox.model import Event, Settled, SourceKnowledge, State
from bot.outbox.opening import open_outbox
from bot.storage.errors import StorageUnavailable, WriteUnknown
from tests.outbox.requests import DONE, LATER, ROUTE, request

BOTH = {"reporter": Event, "admins": Event}


class Flaky:
    """An outbox that fails when it is written to, before or after it has done so."""

    def __init__(self, outbox):
        self.outbox = outbox
        self.calls = 0
        self.fail_at = self.error = None
        self.done = False

    async def work(self, work):
        self.calls += 1
        if self.calls != self.fail_at:
            return await self.outbox.work(work)
        if self.done:
            await self.outbox.work(work)
        raise self.error


@pytest.fixture
async def local(tmp_path, clock):
    outbox = open_outbox(f"sqlite://{tmp_path}/local.sqlite3", owner="alpha", clock=clock)
    yield outbox
    await outbox.close()


@pytest.fixture
async def shared(postgres, clock):
    outbox = open_outbox(postgres.new_url(), owner="alpha#1", clock=clock)
    yield outbox
    await outbox.close()


@pytest.fixture
def flaky(shared):
    return Flaky(shared)


@pytest.fixture
def handover(local, flaky):
    return Handover(local, flaky, sleep=asyncio.sleep)


async def fill(outbox):
    """One that waits in doubt, one whose alert is looked for, one that was not seen, one that is raised and told."""
    for number in range(1, 5):
        await outbox.accept(request(number, f"U{number}"), within=9.0)
    for entry in await outbox.claim(4):
        await outbox.sending(entry, ROUTE)
        match entry.request.summary:
            case "alert 1":
                await outbox.postpone(entry, LATER)
            case "alert 4":
                await outbox.settle(entry, DONE)
            case _:
                await outbox.settle(entry, Settled(Sent()))
    await outbox.conclude((await outbox.find(request(3).key)), NotSeen())
    for notice in await outbox.claim_notices(BOTH, 10):
        if notice.event is Event.RAISED and notice.subscriber == "admins":
            await outbox.finish_notice(notice, "notified")
        else:
            await outbox.postpone_notice(notice, 0.0)


def facts(entries):
    return [
        (entry.request, entry.state, entry.tries, entry.route, entry.outcome, entry.sent_at, entry.in_doubt_since)
        for entry in entries
    ]


async def test_all_that_is_known_of_an_alert_goes_with_it(local, shared, handover, clock):
    await fill(local)
    await local.stand_in(await local.find(request(2).key))
    before, live = facts(await local.list()), await local.seen()
    assert await handover.once() == 4
    assert await handover.once() == 0
    assert await local.list() == []
    assert facts(await shared.list()) == before
    assert [alert.seen for alert in await shared.seen()] == [alert.seen for alert in live]
    assert await shared.sources() == [SourceKnowledge(10, takes_events=False, since=5.0)]
    clock.now += 60.0
    told = {(one.entry.request.summary, one.subscriber, one.event) for one in await shared.claim_notices(BOTH, 20)}
    assert ("alert 4", "reporter", Event.RAISED) in told
    assert ("alert 4", "admins", Event.RAISED) not in told


async def test_what_somebody_has_in_hand_stays_until_they_are_done(local, shared, handover):
    await local.accept(request(1))
    (entry,) = await local.claim(1)
    assert await handover.once() == 0
    await local.settle(entry, DONE)
    (notice,) = await local.claim_notices({"reporter": Event}, 1)
    assert await handover.once() == 0
    await local.finish_notice(notice, "notified")
    assert await handover.once() == 1
    assert [one.state for one in await shared.list()] == [State.RAISED]


async def test_a_database_that_is_away_holds_nothing_up(local, flaky, handover):
    await local.accept(request(1))
    flaky.fail_at, flaky.error = 1, StorageUnavailable("away")
    with pytest.raises(StorageUnavailable):
        await handover.once()
    assert len(await local.claim(1)) == 1


@pytest.mark.parametrize("error", [StorageUnavailable("away"), WriteUnknown("perhaps")])
async def test_a_database_that_goes_away_meanwhile_leaves_events_to_the_host(local, flaky, handover, error):
    await fill(local)
    flaky.fail_at, flaky.error = 2, error
    with pytest.raises(StorageUnavailable):
        await handover.once()
    assert len(await local.followed(float("-inf"))) == 2
    assert await handover.once() == 4


@pytest.mark.parametrize("done", [False, True])
async def test_what_must_not_go_out_twice_waits_until_it_is_known_where_it_is(local, shared, flaky, handover, done):
    await local.accept(request(1))
    flaky.fail_at, flaky.error, flaky.done = 2, WriteUnknown("perhaps"), done
    with pytest.raises(StorageUnavailable):
        await handover.once()
    assert await local.claim(1) == []
    await local.recover()
    assert await local.claim(1) == []
    assert await handover.once() == 1
    assert [entry.key for entry in await shared.claim(10)] == [request(1).key]


async def test_one_that_went_on_there_is_not_overwritten_after_a_crash(local, shared, handover):
    await local.accept(request(1))
    (parcel,) = await local.work(lambda database, _: transfer.take(database, 10))
    await shared.work(lambda database, _: transfer.put(database, parcel))
    (entry,) = await shared.claim(1)
    await shared.settle(entry, DONE)
    await local.recover()
    assert await handover.once() == 1
    assert [one.state for one in await shared.list()] == [State.RAISED]


async def test_who_gives_the_database_up_gets_back_what_was_held(local):
    await local.accept(request(1))
    await local.work(lambda database, _: transfer.take(database, 10))
    await local.recover()
    assert await local.claim(1) == []
    await local.work(lambda database, _: transfer.release_all(database))
    assert len(await local.claim(1)) == 1
