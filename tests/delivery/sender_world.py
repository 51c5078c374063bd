"""A sender on scripted answers of ilert."""

import dataclasses

from bot.delivery.sender import Sender
from bot.delivery.shared_looks import SharedLooks
from bot.directory.changes import with_source
from bot.domain.alerts import Sighting
from bot.ilert.client import IlertClient
from bot.ilert.errors import Unreachable
from bot.outbox.model import Entry, Settled
from tests.alerts import DIRECTORY
from tests.english import WORDINGS
from tests.ilert.fake import ScriptedTransport, answer

WEB = "https://acme.ilert.example"

LOST = Unreachable("POST", "connection reset", sent=True)
REFUSED_CONNECTION = Unreachable("POST", "connection refused", sent=False)
FOUND = {"id": 9, "details": "Since 9 o'clock\n\nRaised by ... Reference: 7K3M-Q9XD"}
NOT_LISTED_YET = answer(body=[])
FOUND_BY_KEY = {"id": 9, "alertKey": "IL-ALERT-V0VIEW00001"}
SEEN = Sighting(9, f"{WEB}/alert/view.jsf?id=9")


class World:
    """A sender whose time passes only by sleeping, and a row that remembers."""

    def __init__(self, directory=DIRECTORY):
        self.now = 1_000_000.0
        self.marked = []
        self.transport = ScriptedTransport()
        client = IlertClient(self.transport, clock=lambda: self.now, sleep=self.sleep)
        self.directory = directory
        self.sender = Sender(
            client,
            SharedLooks(client, sleep=self.sleep),
            lambda: self.directory,
            WORDINGS,
            web_url=WEB,
            clock=lambda: self.now,
            learn=self.learn,
        )

    def learn(self, source):
        if self.directory is not None:
            self.directory = with_source(self.directory, source)

    async def sleep(self, seconds):
        self.now += seconds

    async def deliver(self, request, seconds=3600.0):
        """Try until the end, at most so long, as the worker does."""
        row = Entry(1, request, "waiting", self.now, self.now)
        give_up_at = self.now + seconds
        while True:
            came_to = await self.attempt(row)
            if isinstance(came_to, Settled):
                return came_to.outcome
            if self.now >= give_up_at:
                return came_to.given_up().outcome
            self.now += came_to.wait
            row = dataclasses.replace(
                row,
                tries=row.tries + 1,
                in_doubt_since=came_to.in_doubt_since,
                route=self.marked[-1] if self.marked else None,
            )

    async def attempt(self, row):
        async def mark(route):
            self.marked.append(route)

        return await self.sender.attempt(row, mark)
