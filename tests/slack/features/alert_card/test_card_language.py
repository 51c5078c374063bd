"""In whose language a card is."""

import asyncio
import dataclasses
import time

import pytest

from bot.outbox.cards import CardRequest
from bot.outbox.opening import open_outbox
from bot.slack.features.alert_card.poster import CardPoster
from tests.english import WORDINGS
from tests.outbox.live import PENDING, raise_alert
from tests.slack.features.alert_card.workspace import CardSlack

DEMO = "C024BE91L"


@pytest.mark.parametrize(("hidden", "words"), [(False, "Pending: "), (True, "Ausstehend: ")])
async def test_a_channel_reads_the_policys_language_and_the_reporter_alone_their_own(tmp_path, hidden, words):
    slack, outbox = CardSlack(), open_outbox(f"sqlite://{tmp_path / 'outbox.sqlite3'}", owner="one")
    if hidden:
        slack.hidden.add(DEMO)
    alert = await raise_alert(outbox, 1, dataclasses.replace(PENDING, alert_id=1), language="de")
    await outbox.want_card(alert, CardRequest(DEMO))
    poster = CardPoster(outbox, slack, WORDINGS, clock=time.time, sleep=asyncio.sleep)
    while not slack.cards():
        await poster.show_next()
    ((_, text),) = slack.cards()
    assert text.startswith(words)
    await outbox.close()
