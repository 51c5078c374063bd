"""A poster of cards on an outbox of its own."""

import dataclasses

from bot.outbox.cards import CardRequest
from bot.outbox.opening import open_outbox
from bot.slack.features.alert_card.poster import CardPoster
from bot.wording.wording import Wordings
from tests.outbox.live import JANE, NOW, PENDING, raise_alert
from tests.outbox.requests import Clock
from tests.slack.features.alert_card.workspace import CardSlack

DEMO, SAM = "C024BE91L", "U1"
ACCEPTED = dataclasses.replace(
    PENDING, status="ACCEPTED", responders=(dataclasses.replace(JANE, accepted_at=NOW),), next_escalation=None
)

DEMO = "C024BE91L"


class Killed(BaseException):
    """The process ends here."""


class Deadly:
    """Hands calls on to what it wraps until the one with this number, counted over all that share the counter."""

    def __init__(self, inner, counter):
        self._inner, self._counter = inner, counter

    def __getattr__(self, name):
        call = getattr(self._inner, name)

        async def deadly(*args, **more):
            self._step()
            result = await call(*args, **more)
            self._step()
            return result

        return deadly

    def _step(self):
        self._counter[0] -= 1
        if self._counter[0] < 0:
            raise Killed


class World:
    def __init__(self, path):
        self.clock = Clock(1_000_000.0)
        self.slack = CardSlack(self.clock)
        self.outbox = open_outbox(f"sqlite://{path}", owner="one", clock=self.clock)
        self.start()

    def start(self, slack=None, outbox=None):
        """Start a poster as after a crash: it knows nothing but what is on disk."""
        self.poster = CardPoster(
            outbox or self.outbox, slack or self.slack, Wordings(lambda: "en"), clock=self.clock, sleep=self.sleep
        )

    async def sleep(self, seconds):
        self.clock.now += seconds

    async def wanted(self, number=1, channel=DEMO, **more):
        alert = await raise_alert(self.outbox, number, dataclasses.replace(PENDING, alert_id=number))
        await self.outbox.want_card(alert, CardRequest(channel, **more))
        return alert.entry.key

    async def becomes(self, key, seen, *, escalated=False):
        """Let an alert stand so, and let the subscriber note it."""
        alert = await self.outbox.live_alert(key)
        seen = dataclasses.replace(seen, alert_id=alert.alert_id)
        await self.outbox.saw(alert, seen)
        await self.outbox.change_card(alert, escalated=escalated)

    async def run(self, seconds=60.0):
        """Show cards for so long."""
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.now += max(await self.poster.show_next(), 0.001)

    async def state(self, key):
        return (await self.outbox.card(key)).state


class CountingReadings:
    """Hands calls on to an outbox, and counts how often it was asked for what is due."""

    def __init__(self, outbox):
        self._outbox = outbox
        self.readings = 0

    async def due_cards(self):
        self.readings += 1
        return await self._outbox.due_cards()

    def __getattr__(self, name):
        return getattr(self._outbox, name)
