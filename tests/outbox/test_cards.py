"""What every kind of outbox promises about the alerts' cards."""

import dataclasses

import pytest

from bot.outbox.cards import CardRequest, CardState
from bot.outbox.live_store import CARD_LEASE_SECONDS
from bot.outbox.model import Event
from tests.outbox.live import PENDING, raise_alert
from tests.outbox.requests import request

DEMO = CardRequest("C024BE91L", "1.5")


async def posted(outbox, number=1):
    """An alert with a card that stands in its channel and shows how the alert stands."""
    alert = await raise_alert(outbox, number)
    await outbox.want_card(alert, DEMO)
    (card,) = await outbox.due_cards()
    card = await outbox.claim_card(card)
    await outbox.release_card(dataclasses.replace(card, state=CardState.POSTED, ts="2.5", shown=card.wanted))
    return alert


async def test_an_alert_has_one_card(outbox):
    alert = await raise_alert(outbox)
    for where in (DEMO, CardRequest("C0ANOTHER1")):
        await outbox.want_card(alert, where)
    (card,) = await outbox.due_cards()
    assert (card.channel, card.thread_ts, card.state, card.live.seen) == ("C024BE91L", "1.5", CardState.WANTED, PENDING)
    assert await outbox.card(alert.entry.key) == card


async def test_a_card_is_due_while_it_shows_less_than_is_known(outbox):
    alert = await posted(outbox)
    assert await outbox.due_cards() == []
    for escalated in (False, True):
        await outbox.change_card(alert, escalated=escalated)
    (card,) = await outbox.due_cards()
    assert (card.wanted - card.shown, card.escalations, card.ts) == (2, 1, "2.5")
    card = await outbox.claim_card(card)
    await outbox.change_card(alert)
    await outbox.release_card(dataclasses.replace(card, shown=card.wanted, told=frozenset(("a", "b"))))
    (card,) = await outbox.due_cards()
    assert (card.wanted - card.shown, card.told) == (1, {"a", "b"})


@pytest.mark.parametrize("state", [CardState.POSTING, CardState.GONE, CardState.REFUSED])
async def test_a_card_that_is_not_there_or_perhaps_not_is_left_alone(outbox, state):
    alert = await posted(outbox)
    await outbox.change_card(alert)
    (card,) = await outbox.due_cards()
    card = await outbox.claim_card(card)
    await outbox.release_card(dataclasses.replace(card, state=state))
    assert await outbox.due_cards() == []


async def test_of_two_workers_one_has_the_card(opened, clock):
    one, two = opened("one"), opened("two")
    await one.want_card(await raise_alert(one), DEMO)
    (card,) = await two.due_cards()
    first = await one.claim_card(card)
    assert await two.claim_card(card) is None
    assert await two.due_cards() == []
    clock.now += CARD_LEASE_SECONDS
    (card,) = await two.due_cards()
    second = await two.claim_card(card)
    assert not await one.write_card(dataclasses.replace(first, ts="1.1"))
    assert not await one.release_card(dataclasses.replace(first, ts="1.1"))
    assert await two.write_card(dataclasses.replace(second, state=CardState.POSTING))


async def test_a_card_is_let_go_for_a_while(outbox, clock):
    await outbox.want_card(await raise_alert(outbox), DEMO)
    (card,) = await outbox.due_cards()
    await outbox.release_card(await outbox.claim_card(card), 30.0)
    clock.now += 29.0
    assert await outbox.due_cards() == []
    clock.now += 1.0
    assert len(await outbox.due_cards()) == 1


async def test_after_a_crash_a_claim_is_free_and_an_intent_stays_one(outbox):
    alert = await raise_alert(outbox)
    await outbox.want_card(alert, DEMO)
    (card,) = await outbox.due_cards()
    card = await outbox.claim_card(card)
    await outbox.recover()
    (card,) = await outbox.due_cards()
    card = await outbox.claim_card(card)
    await outbox.write_card(dataclasses.replace(card, state=CardState.POSTING))
    await outbox.recover()
    assert await outbox.due_cards() == []
    assert (await outbox.card(alert.entry.key)).state is CardState.POSTING


async def test_where_a_card_stands_is_learnt_only_while_nobody_knows(outbox):
    alert = await raise_alert(outbox)
    await outbox.want_card(alert, DEMO)
    await outbox.adopt_card(alert, "C0FORGED01", "6.6")
    (card,) = await outbox.due_cards()
    assert card.ts is None
    card = await outbox.claim_card(card)
    await outbox.release_card(dataclasses.replace(card, state=CardState.POSTING, shown=card.wanted))
    await outbox.adopt_card(alert, "C024BE91L", "2.5")
    (card,) = await outbox.due_cards()
    assert (card.state, card.ts) == (CardState.POSTED, "2.5")
    await outbox.adopt_card(alert, "C0FORGED01", "6.6")
    assert (await outbox.card(alert.entry.key)).ts == "2.5"


async def test_cards_go_with_their_alerts(outbox, clock):
    alert = await posted(outbox)
    assert [card.live.entry.key for card in await outbox.cards()] == [request(1).key]
    for notice in await outbox.claim_notices({"reporter": Event}, 10):
        await outbox.finish_notice(notice, "notified")
    clock.now += 10 * 86_400.0
    await outbox.prune(1.0)
    assert await outbox.cards() == []
    assert await outbox.card(alert.entry.key) is None
