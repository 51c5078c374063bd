"""A tracker on an outbox of its own."""

import dataclasses

from bot.delivery.tracker import Account, Patience, Tracker
from bot.domain.account import AlertCreation
from bot.domain.alerts import Sent
from bot.ilert.client import IlertClient
from bot.outbox.model import Route, Settled
from bot.outbox.opening import open_outbox
from tests.alerts import DIRECTORY, EVENT
from tests.ilert.fake import ScriptedTransport

START = 1_000_000.0
WEB = "https://acme.ilert.example"


class World:
    """A tracker on an outbox of its own; time passes only where a test says so."""

    def __init__(self, path):
        self.path, self.now = path, START
        self.transport = ScriptedTransport()
        self.source = dataclasses.replace(DIRECTORY.alert_sources[10], alert_creation=AlertCreation.ONE_ALERT_PER_EMAIL)
        self.stand_in_allowed = False
        self.concluded, self.stood_in = [], 0
        self.start()

    def start(self, wrap=lambda outbox: outbox):
        """Start as after a crash: nothing is remembered but what is on disk."""
        self.outbox = open_outbox(f"sqlite://{self.path}", owner=f"at {self.now}", clock=lambda: self.now)
        client = IlertClient(self.transport, clock=lambda: self.now, sleep=self.sleep)
        self.tracker = Tracker(
            wrap(self.outbox),
            Account(client, self.directory, WEB),
            self.may_stand_in,
            Patience(window=30.0, deadline=3600.0),
            sleep=self.sleep,
            on_concluded=lambda entry, outcome, seconds: self.concluded.append((entry.key, outcome, seconds)),
            on_stand_in=self.stands_in,
        )

    def directory(self):
        return dataclasses.replace(DIRECTORY, alert_sources={10: self.source})

    async def sleep(self, seconds):
        self.now += seconds

    async def may_stand_in(self, source_id):
        return self.stand_in_allowed and source_id == 10

    def stands_in(self):
        self.stood_in += 1

    async def close(self):
        await self.outbox.close()

    async def send(self, request=EVENT):
        await self.outbox.accept(request)
        (entry,) = await self.outbox.claim(1)
        await self.outbox.sending(entry, Route("event"))
        await self.outbox.settle(entry, Settled(Sent()))

    async def until(self, seconds):
        """Look whenever that is due, until so many seconds after the start."""
        while True:
            pause = await self.tracker.look()
            if self.now + pause > START + seconds:
                self.now = START + seconds
                return
            self.now += max(pause, 0.001)

    async def entry(self, request=EVENT):
        return await self.outbox.find(request.key)

    def looks(self):
        return self.transport.count("GET /alerts")
