"""Acting on an alert in ilert: once, at once or not at all, in whose name ilert allows, and by what is so now."""

import asyncio
import dataclasses
from contextlib import AsyncExitStack

import pytest

from bot.delivery.acting import Acting, AlreadySo, Done, NotDone, Unconfirmed
from bot.delivery.tracker import Account
from bot.domain.acting import Actor, Assignee
from bot.domain.alerts import Raised
from bot.ilert.client import IlertClient
from bot.ilert.errors import Unreachable
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.model import Settled
from bot.outbox.opening import open_outbox
from bot.wording.wording import Wordings
from tests.alerts import DIRECTORY
from tests.ilert.fake import ScriptedTransport, answer
from tests.outbox.live import PENDING
from tests.outbox.requests import ROUTE, request

JANE = Actor(7, "Jane Doe")
ROB = Assignee("user", 8, "Rob")
GET, EVENTS = "GET /alerts/{id}", "POST /events"


def shown(status="PENDING", **more):
    return answer(body={"id": 9, "status": status, **more})


class World:
    def __init__(self, path):
        self.transport = ScriptedTransport()
        self.outbox = open_outbox(f"sqlite://{path}", owner="one", clock=lambda: 5.0)
        self.slept, self.news = 0.0, 0
        self.start()

    def start(self, within=10.0):
        account = Account(IlertClient(self.transport, sleep=self.sleep), lambda: DIRECTORY)
        self.acting = Acting(
            self.outbox,
            account,
            Wordings(lambda: "en"),
            within=within,
            sleep=self.sleep,
            on_news=self.has_news,
        )

    async def close(self):
        await self.outbox.close()

    async def sleep(self, seconds):
        self.slept += seconds

    def has_news(self):
        self.news += 1

    async def raised(self, *, by_event=True):
        await self.outbox.accept(request(1))
        (entry,) = await self.outbox.claim(1)
        await self.outbox.sending(entry, ROUTE)
        await self.outbox.settle(entry, Settled(Raised(PENDING, by_event=by_event)))
        return await self.outbox.live_alert(entry.key)

    async def act(self, alert, kind, assignee=None, comment="", press="1"):
        return await self.acting.act(alert, AlertAction(press, kind, "U0JANE"), JANE, assignee, comment)

    async def state(self):
        return await self.outbox.live_alert(request(1).key)


@pytest.fixture
async def world(tmp_path):
    async with AsyncExitStack() as stack:
        world = World(tmp_path / "outbox.sqlite3")
        stack.push_async_callback(world.close)
        yield world


@pytest.mark.parametrize(("kind", "state"), [(ActionKind.ACCEPT, "ACCEPTED"), (ActionKind.RESOLVE, "RESOLVED")])
async def test_what_was_raised_by_an_event_is_changed_by_one_that_names_who_asked(world, kind, state):
    world.transport.on(GET, shown(), shown(), shown(state)).on(EVENTS, answer(202))
    alert = await world.raised()
    assert await world.act(alert, kind) == Done()
    (event,) = world.transport.bodies(EVENTS)
    assert (event["eventType"], event["alertKey"]) == (kind.value.upper(), alert.entry.key)
    (comment,) = event["comments"]
    assert comment["creator"] == "Jane Doe (Slack)"
    assert comment["content"] == f"Jane Doe {state.lower()} this alert from Slack."
    alert = await world.state()
    assert alert.seen.status == state
    assert [(one.kind, one.person_id, one.done) for one in alert.actions] == [(kind, "U0JANE", True)]
    assert world.news


async def test_a_manual_alert_is_assigned_to_who_accepts_it_first(world):
    world.transport.on(GET, shown()).on("PUT /alerts/{id}/assign", shown())
    world.transport.on("PUT /alerts/{id}/accept", shown("ACCEPTED"))
    assert await world.act(await world.raised(by_event=False), ActionKind.ACCEPT) == Done()
    (assigned,) = (one for one in world.transport.sent if one.endpoint == "PUT /alerts/{id}/assign")
    assert assigned.query == (("user", "7"),)
    assert (await world.state()).seen.status == "ACCEPTED"


async def test_who_has_a_manual_alert_already_is_not_called_again(world):
    world.transport.on(GET, shown(responders=[{"user": {"id": 7}, "status": "PENDING"}]))
    world.transport.on("PUT /alerts/{id}/accept", shown("ACCEPTED"))
    assert await world.act(await world.raised(by_event=False), ActionKind.ACCEPT) == Done()


async def test_an_alert_that_was_merged_is_changed_by_its_number(world):
    alert = dataclasses.replace(await world.raised(), alert_id=4)
    world.transport.on(GET, shown()).on("PUT /alerts/{id}/resolve", shown("RESOLVED"))
    assert await world.act(alert, ActionKind.RESOLVE) == Done()


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (ActionKind.ACCEPT, "ACCEPTED"),
        (ActionKind.ACCEPT, "RESOLVED"),
        (ActionKind.RESOLVE, "RESOLVED"),
        (ActionKind.ASSIGN, "RESOLVED"),
        (ActionKind.COMMENT, "RESOLVED"),
    ],
)
async def test_what_is_so_already_is_left_so(world, kind, status):
    world.transport.on(GET, shown(status))
    result = await world.act(await world.raised(), kind, ROB, "hello")
    assert isinstance(result, AlreadySo)
    assert result.seen.status == status
    assert {one.method for one in world.transport.sent} == {"GET"}
    assert (await world.state()).seen.status == status


async def test_one_press_counts_once(world):
    world.transport.on(GET, shown()).on(EVENTS, answer(202))
    alert = await world.raised()
    assert await world.act(alert, ActionKind.COMMENT, comment="hello") == Done()
    assert isinstance(await world.act(alert, ActionKind.COMMENT, comment="hello"), AlreadySo)
    assert world.transport.count(EVENTS) == 1


async def test_of_two_at_once_the_second_reads_what_the_first_has_done(world):
    state = ["PENDING"]

    def accept(_request):
        state[0] = "ACCEPTED"
        return shown("ACCEPTED")

    world.transport.on(GET, lambda _: shown(state[0])).on("PUT /alerts/{id}/assign", shown())
    world.transport.on("PUT /alerts/{id}/accept", accept)
    alert = await world.raised(by_event=False)
    results = await asyncio.gather(
        world.act(alert, ActionKind.ACCEPT, press="1"), world.act(alert, ActionKind.ACCEPT, press="2")
    )
    assert [type(one) for one in results] == [Done, AlreadySo]
    assert world.transport.count("PUT /alerts/{id}/accept") == 1


@pytest.mark.parametrize(
    "after",
    [
        {
            "status": "ACCEPTED",
            "responders": [{"user": {"id": 8, "firstName": "Rob"}, "acceptedAt": "2026-01-01T00:00:00Z"}],
        },
        {"status": "RESOLVED"},
    ],
    ids=["accepted", "resolved"],
)
async def test_who_is_overtaken_in_ilert_has_not_accepted_it(world, after):
    world.transport.on(GET, shown(), shown(**after)).on(EVENTS, answer(202))
    result = await world.act(await world.raised(), ActionKind.ACCEPT)
    assert isinstance(result, AlreadySo)
    assert result.seen.status == after["status"]
    assert [one.done for one in (await world.state()).actions] == [False]


async def test_who_accepted_before_an_alert_was_given_on_overtakes_nobody(world):
    rob = [{"user": {"id": 8, "firstName": "Rob"}, "acceptedAt": "2026-01-01T00:00:00Z"}]
    world.transport.on(GET, shown(responders=rob), shown("ACCEPTED", responders=rob)).on(EVENTS, answer(202))
    assert await world.act(await world.raised(), ActionKind.ACCEPT) == Done()


async def test_what_ilert_took_and_does_not_show_is_not_called_done(world):
    world.transport.on(GET, shown()).on(EVENTS, answer(202))
    assert await world.act(await world.raised(), ActionKind.ACCEPT) == Unconfirmed()
    assert [one.done for one in (await world.state()).actions] == [False]


@pytest.mark.parametrize("error", [Unreachable("PUT", "refused", sent=False), answer(400)])
async def test_what_ilert_did_not_do_is_not_queued(world, error):
    world.transport.on(GET, shown()).on("PUT /alerts/{id}/assign", error)
    assert isinstance(await world.act(await world.raised(), ActionKind.ASSIGN, ROB), NotDone)
    assert world.transport.count("PUT /alerts/{id}/assign") == 1


async def test_a_lost_answer_leaves_it_open(world):
    world.transport.on(GET, shown()).on("PUT /alerts/{id}/assign", Unreachable("PUT", "timeout", sent=True))
    assert await world.act(await world.raised(), ActionKind.ASSIGN, ROB) == Unconfirmed()


async def test_while_ilert_is_away_nothing_is_done(world):
    world.transport.on(GET, Unreachable("GET", "refused", sent=False))
    assert isinstance(await world.act(await world.raised(), ActionKind.ACCEPT), NotDone)
    assert world.transport.count(EVENTS) == 0


async def test_an_ilert_that_hangs_is_not_waited_for(world):
    async def hang(_request):
        await asyncio.Event().wait()

    world.transport.send = hang
    world.start(within=0.01)
    assert await world.act(await world.raised(), ActionKind.ACCEPT) == NotDone("no answer in time")


async def test_an_alert_is_given_to_another_and_somebody_is_added(world):
    rob = [{"user": {"id": 8, "firstName": "Rob"}, "status": "PENDING"}]
    world.transport.on(GET, shown(responders=rob)).on("PUT /alerts/{id}/assign", shown(responders=rob))
    world.transport.on("POST /alerts/{id}/responders", answer(201, {}), answer(405))
    alert = await world.raised()
    assert await world.act(alert, ActionKind.ASSIGN, Assignee("policy", 5, "Ops"), press="1") == Done()
    for press in ("2", "3"):
        assert await world.act(alert, ActionKind.ADD_RESPONDER, ROB, press=press) == Done()
    assert [one.name for one in (await world.state()).seen.responders] == ["Rob"]


async def test_a_manual_alert_takes_no_comment(world):
    world.transport.on(GET, shown())
    assert isinstance(await world.act(await world.raised(by_event=False), ActionKind.COMMENT, comment="x"), NotDone)


async def test_suggestions_are_asked_for_once_in_a_while(world):
    suggested = [{"group": "USER", "id": 8, "name": "Rob"}]
    world.transport.on("GET /alerts/{id}/suggested-responders", answer(body=suggested))
    alert = await world.raised()
    for _ in range(2):
        (one,) = await world.acting.suggested(alert, "en")
        assert one.name == "Rob"
    assert len(world.transport.sent) == 1
