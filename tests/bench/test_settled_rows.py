"""Outboxes that are filled for measurements are what a daemon would have left."""

import asyncio

from bot.outbox.opening import open_outbox, sqlite_url
from tests.bench.live_cards import EVERYBODY
from tests.bench.settled_rows import settle


async def test_all_are_settled_and_nobody_is_left_to_be_told(tmp_path):
    await asyncio.to_thread(settle, tmp_path, 20)
    outbox = open_outbox(sqlite_url(tmp_path))
    try:
        entries = await outbox.list()
        assert [entry.state for entry in entries] == ["raised"] * 20
        assert len({entry.request.person.id for entry in entries}) == 1
        assert await outbox.claim(1) == []
        assert await outbox.claim_notices(EVERYBODY, 1) == []
        assert await outbox.live() == []
        assert await outbox.due_cards() == []
        assert len(await outbox.cards()) == 20
        assert len(await outbox.notices(entries[-1].key)) > 1
    finally:
        await outbox.close()


def test_none_is_an_outbox_that_is_not_there_yet(tmp_path):
    settle(tmp_path, 0)
    assert list(tmp_path.iterdir()) == []
