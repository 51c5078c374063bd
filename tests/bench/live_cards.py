"""Alerts with cards that are followed: left in outbox, ilert and Slack before the bot starts, as by a busy hour."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bot.delivery.grouping import OPEN
from bot.delivery.sighting import Found, sighting
from bot.domain.alerts import AlertRequest, Origin, Person, Raised, Sighting, Target
from bot.ilert.client import IlertClient
from bot.ilert.transport import AiohttpTransport
from bot.outbox.cards import CardRequest, CardState
from bot.outbox.model import Event, Route, Settled
from bot.outbox.opening import AnyOutbox, open_outbox, sqlite_url
from bot.sandbox.server import Sandbox
from tests.alerts import EVENT
from tests.bench.process import HERE
from tests.bench.world import CHANNEL, POLICY_ID, SOURCE

EVERYBODY = dict.fromkeys(("reporter", "admins", "reporter_progress", "card"), frozenset(Event))
"""Who is told of alerts, by the names that the outbox knows."""

CHANGE_SECONDS = 0.5
_BY = "Robert Müller"


def fit(root: Path) -> bool:
    """Tell whether a source tree's outbox has the tables that this one's has, as they are filled here."""
    tables = "bot/outbox/schema.py"
    return (root / tables).is_file() and (root / tables).read_bytes() == (HERE / tables).read_bytes()


async def leave(number: int, sandbox: Sandbox, state_dir: Path) -> None:
    """Raise so many alerts, each of a person of its own, and post their cards, with nobody left to be told."""
    sandbox.faults.set({"ilert_visible_after_s": 0.0})
    requests = [_request(n) for n in range(number)]
    source = sandbox.ilert.account.sources[SOURCE]
    for one in requests:
        event = {"eventType": "ALERT", "summary": one.summary, "alertKey": one.key}
        sandbox.ilert.events.take(source, event)
    outbox = open_outbox(sqlite_url(state_dir))
    try:
        async with aiohttp.ClientSession() as session:
            for one, seen in zip(requests, await _seen(session, sandbox, requests), strict=True):
                await _deliver(outbox, one, seen)
                await show(outbox, one, await _post(session, sandbox, one))
        for notice in await outbox.claim_notices(EVERYBODY, len(EVERYBODY) * len(Event) * number):
            await outbox.finish_notice(notice, "notified")
    finally:
        await outbox.close()
    sandbox.faults.reset()


def _request(number: int) -> AlertRequest:
    return dataclasses.replace(
        EVENT,
        dialog_id=f"V0CARD{number:05}",
        reference=f"CARD-{number:04}",
        target=Target(SOURCE, POLICY_ID),
        summary=f"followed {number}",
        person=Person(f"U0CARD{number:05}", f"Card {number}"),
        origin=Origin(CHANNEL, "demo"),
    )


async def _seen(
    session: aiohttp.ClientSession, sandbox: Sandbox, requests: Sequence[AlertRequest]
) -> Sequence[Sighting]:
    """Look as the bot does, so that it finds nothing changed when it looks itself."""
    ilert = IlertClient(AiohttpTransport(session, sandbox.ilert_endpoint, SecretStr(sandbox.ilert_token)))
    found = Found(await ilert.alerts(sources=[SOURCE], states=OPEN, next_user=True))
    return [sighting(alert, None) for one in requests if (alert := found.of(one)) is not None]


async def _deliver(outbox: AnyOutbox, request: AlertRequest, seen: Sighting) -> None:
    await outbox.accept(request)
    (entry,) = await outbox.claim(1)
    await outbox.sending(entry, Route("event", "network"))
    await outbox.settle(entry, Settled(Raised(seen, by_event=True)))


async def _post(session: aiohttp.ClientSession, sandbox: Sandbox, request: AlertRequest) -> str:
    """Post a card's message. Returns its time stamp."""
    message = {"channel": CHANNEL, "text": request.summary}
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with session.post(f"{sandbox.slack_api_url}chat.postMessage", json=message, headers=headers) as answer:
        return str((await answer.json())["ts"])


async def show(outbox: AnyOutbox, request: AlertRequest, ts: str) -> None:
    """Record that an alert's card stands in the channel."""
    alert = await outbox.live_alert(request.key)
    if alert is None:
        raise LookupError(f"{request.key}: the alert was settled and is not followed")
    await outbox.want_card(alert, CardRequest(CHANNEL))
    wanted = await outbox.card(request.key)
    claimed = None if wanted is None else await outbox.claim_card(wanted)
    if claimed is None:
        raise LookupError(f"{request.key}: the card cannot be claimed")
    await outbox.release_card(dataclasses.replace(claimed, state=CardState.POSTED, ts=ts, shown=claimed.wanted))


@asynccontextmanager
async def changing(sandbox: Sandbox) -> AsyncIterator[None]:
    """Let somebody accept one of the open alerts twice a second, so that cards are to be changed."""

    async def accept() -> None:
        for alert in list(sandbox.ilert.account.alerts.values()):
            if alert.status == "PENDING":
                sandbox.ilert.alerts.accept(alert, _BY)
                await asyncio.sleep(CHANGE_SECONDS)

    accepting = asyncio.create_task(accept())
    try:
        yield
    finally:
        accepting.cancel()
