"""Accepted alerts: delivered once, told, drained."""

import asyncio
import dataclasses

import pytest

from bot.alerts import Delivered, NotDelivered
from bot.delivery import accepted as module
from bot.delivery.accepted import AcceptedAlerts
from tests.delivery.test_deliver import EVENT

DONE = Delivered(9, "https://acme.ilert.example/alert/view.jsf?id=9")


class Courier:
    """Delivers when told to."""

    def __init__(self, outcome=DONE):
        self.outcome = outcome
        self.delivered = []
        self.held = asyncio.Event()
        self.held.set()

    async def deliver(self, request):
        await self.held.wait()
        self.delivered.append(request.key)
        return self.outcome


class Teller:
    """Remembers what people were told."""

    def __init__(self):
        self.told = []
        self.news = asyncio.Condition()

    async def __call__(self, request, outcome):
        async with self.news:
            self.told.append(outcome)
            self.news.notify_all()

    async def heard(self, number):
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(lambda: len(self.told) >= number)


@pytest.fixture
def courier():
    return Courier()


@pytest.fixture
def teller():
    return Teller()


@pytest.fixture
def alerts(courier, teller):
    return AcceptedAlerts(courier, teller)


@pytest.mark.parametrize("outcome", [DONE, NotDelivered("ilert_refused", "400")])
async def test_the_outcome_is_told(alerts, courier, teller, outcome):
    courier.outcome = outcome
    assert alerts.accept(EVENT)
    await teller.heard(1)
    assert teller.told == [outcome]


async def test_a_dialog_is_accepted_once(alerts, courier, teller):
    assert alerts.accept(EVENT)
    assert not alerts.accept(EVENT)
    await teller.heard(1)
    assert not alerts.accept(dataclasses.replace(EVENT, summary="changed"))
    assert alerts.accept(dataclasses.replace(EVENT, dialog_id="V0VIEW00002"))
    await teller.heard(2)
    assert courier.delivered == ["il-alert-V0VIEW00001", "il-alert-V0VIEW00002"]


async def test_what_takes_long_is_told_meanwhile(alerts, courier, teller, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.0)
    courier.held.clear()
    alerts.accept(EVENT)
    await teller.heard(1)
    courier.held.set()
    await teller.heard(2)
    assert teller.told == [None, DONE]


async def test_draining_waits_for_what_is_on_its_way(alerts, courier, teller):
    courier.held.clear()
    alerts.accept(EVENT)
    draining = asyncio.create_task(alerts.drain(5.0))
    await asyncio.sleep(0)
    courier.held.set()
    await draining
    assert teller.told == [DONE]


async def test_draining_breaks_off_what_takes_too_long(alerts, courier, teller):
    courier.held.clear()
    alerts.accept(EVENT)
    await alerts.drain(0.01)
    assert courier.delivered == []
    assert teller.told == []


async def test_draining_nothing_takes_no_time(alerts):
    await alerts.drain(60.0)


async def test_only_so_many_dialogs_are_remembered(alerts, teller, monkeypatch):
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    for number in range(3):
        assert alerts.accept(dataclasses.replace(EVENT, dialog_id=f"V{number}"))
    assert alerts.accept(dataclasses.replace(EVENT, dialog_id="V0"))
    await teller.heard(4)
