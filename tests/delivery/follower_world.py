"""A follower on an outbox of its own, and an ilert that answers from what a test lets be open."""

from collections import defaultdict
from datetime import UTC, datetime

from bot.delivery.follower import Follower
from bot.delivery.tracker import Account
from bot.domain.alerts import Raised, Sighting
from bot.ilert.client import IlertClient
from bot.outbox.model import Event, Settled
from bot.outbox.opening import open_outbox
from tests.alerts import DIRECTORY
from tests.ilert.fake import ScriptedTransport, answer
from tests.outbox.requests import ROUTE, request

START = 1_000_000.0
MINUTE = 60.0


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat()


class Ilert:
    """Answers as ilert does, from `alerts` by number; what is in `hidden` stands in no list."""

    def __init__(self, now):
        self.now, self.alerts, self.hidden, self.calls = now, {}, set(), []
        self.away = False
        self.transport = ScriptedTransport()
        self.transport.on("GET /alerts", self.list).on("GET /alerts/{id}", self.one)

    def open(self, number, **more):
        self.alerts[number] = {
            "id": number,
            "status": "PENDING",
            "reportTime": moment(self.now()),
            "alertSource": {"id": 10},
            **more,
        }

    def list(self, request):
        self.calls.append((self.now(), "list"))
        if self.away:
            return answer(503)
        query = defaultdict(list)
        for name, value in request.query:
            query[name].append(value)
        listed = [
            one
            for number, one in self.alerts.items()
            if number not in self.hidden
            and one["status"] in query["states"]
            and str(one["alertSource"]["id"]) in query["sources"]
            and datetime.fromisoformat(one["reportTime"]) >= datetime.fromisoformat(query["from"][0])
        ]
        start, most = int(query["start-index"][0]), int(query["max-results"][0])
        return answer(body=listed[start : start + most])

    def one(self, request):
        self.calls.append((self.now(), "one"))
        if self.away:
            return answer(503)
        number = int(request.path.rsplit("/", 1)[1])
        return answer(body=self.alerts[number]) if number in self.alerts else answer(404)

    def most_a_minute(self):
        times = [at for at, _ in self.calls]
        return max(sum(at <= other < at + MINUTE for other in times) for at in times)


class CountedOutbox:
    """An outbox that counts how often all its live alerts are listed."""

    def __init__(self, outbox):
        self._outbox, self.listed = outbox, 0

    def __getattr__(self, name):
        return getattr(self._outbox, name)

    async def live(self):
        self.listed += 1
        return await self._outbox.live()


class World:
    """A follower on an outbox of its own; time passes only where a test says so."""

    def __init__(self, path):
        self.path, self.now, self.leading, self.remind, self.news = path, START, True, 0.0, 0
        self.ilert = Ilert(lambda: self.now)
        self.start()

    def start(self):
        self.outbox = CountedOutbox(
            open_outbox(f"sqlite://{self.path}", owner=f"at {self.now}", clock=lambda: self.now)
        )
        client = IlertClient(self.ilert.transport, clock=lambda: self.now, sleep=self.sleep)
        self.follower = Follower(
            self.outbox,
            Account(client, lambda: DIRECTORY),
            self.leads,
            lambda: self.remind,
            now=lambda: self.now,
            sleep=self.sleep,
            on_news=self.has_news,
        )

    async def close(self):
        await self.outbox.close()

    async def leads(self):
        return self.leading

    async def sleep(self, seconds):
        self.now += seconds

    def has_news(self):
        self.news += 1

    async def raise_alert(self, number=1):
        self.ilert.open(number)
        await self.outbox.accept(request(number, f"U{number}"))
        (entry,) = await self.outbox.claim(1)
        await self.outbox.sending(entry, ROUTE)
        seen = Sighting(number, None, "PENDING", alert_source_id=10, reported_at=datetime.fromtimestamp(self.now, UTC))
        await self.outbox.settle(entry, Settled(Raised(seen)))

    async def run(self, seconds, step=lambda: None):
        """Look whenever that is due, for so many seconds."""
        until = self.now + seconds
        while True:
            pause = await self.follower.follow()
            if self.now + pause > until:
                self.now = until
                return
            self.now += max(pause, 0.001)
            step()

    async def live(self, number=1):
        return await self.outbox.live_alert(request(number).key)

    async def events(self):
        notices = await self.outbox.claim_notices({"card": Event}, 1000)
        for notice in notices:
            await self.outbox.finish_notice(notice, "notified")
        return [notice.event for notice in notices]
