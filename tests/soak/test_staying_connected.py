"""Minutes of trouble: whatever Slack delivered is answered, what was accepted arrives, nothing grows.

For each trouble the report has the commands that found no connection, the longest time without an answer, and the
seconds after the trouble's end until everybody was answered again: as many as `troubles` promises, at most.

SOAK_MINUTES says how long; a round through all kinds of trouble, of about 8 minutes, is brought to its end. An envelope
counts as delivered when its bytes were passed on to the daemon's machine. For each, Slack must get an acknowledgement
in time, or the daemon's log must say that it was lost: there may be no way back to Slack for 3 seconds.
"""

import asyncio
import os
import signal
import time
from collections import Counter
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest
from yarl import URL

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.e2e.daemon import Daemon
from tests.e2e.probe import Probe, Seen
from tests.e2e.settings import POLICY
from tests.soak.people import People
from tests.soak.relay import Relay
from tests.soak.troubles import TROUBLES

MINUTES = float(os.environ.get("SOAK_MINUTES", "5"))

# What is remembered of alerts, people and texts has its limits, which so many alerts reach: 26 MB, measured. Only what
# grows from then on is a leak.
WARM_UP_ALERTS = 1_500
# Rest is when nothing is asked for so long: a replaced connection is kept for 15 seconds, and so is an idle one to the
# Web API, and how alerts stand is looked at every 30 seconds, as far as the calls of the minute suffice.
SETTLE_SECONDS = 60.0
RECOVERY_SECONDS = 45.0
# What was accepted in an outage waits for its turn within ilert's rate limits.
DELIVERY_SECONDS = 240.0
# A connection that ends within 3 seconds counts as one of a storm: each trouble is judged by itself.
STEADY_SECONDS = 4.0
# The second connection is opened 10 seconds after the first.
WHOLE_SECONDS = 30.0
CONNECTIONS = 2
MORE_TASKS, MORE_FILES, MORE_MEGABYTES = 2, 4, 12


class SoakDaemon(Daemon):
    module = "tests.soak.daemon"
    from_shell = True

    @property
    def pid(self):
        return self._process.pid


@dataclass(frozen=True)
class Sample:
    """What the daemon uses when it is calm."""

    seconds: float
    tasks: int
    names: dict
    files: int
    megabytes: float

    def __str__(self):
        return f"{self.seconds:6.0f} s: {self.tasks} tasks, {self.files} files, {self.megabytes:.1f} MB"


class Soak:
    """The daemon, the network that is between it and the sandbox, and the people who use it."""

    def __init__(self, sandbox, relay, daemon, names):
        self.sandbox = sandbox
        self.relay = relay
        self.daemon = daemon
        self.people = People(sandbox)
        self._forgotten = set()
        self._names = names
        self._begun = time.monotonic()

    def names(self, state):
        """Let names be resolved (`ok`) or not (`fail`, `hang`)."""
        self._names.write_text(state)

    async def calm(self):
        """Let everything come to rest and engineers end all alerts, and look at what the daemon uses."""
        await self.people.pause()
        await self.connected()
        await self.sandbox.until(lambda: self.people.accepted <= self.summaries().keys(), timeout=DELIVERY_SECONDS)
        for alert in self.sandbox.ilert.account.alerts.values():
            if alert.status != "RESOLVED":
                self.sandbox.ilert.alerts.resolve(alert, "Ursula Unger")
        asked = None
        while asked != (asked := len(self.sandbox.slack.calls)):  # noqa: ASYNC110 - that nobody is asked is no event
            await asyncio.sleep(SETTLE_SECONDS)
        seen = len(self.daemon.events("soak_tasks"))
        self.daemon.send(signal.SIGUSR1)
        line = await self.daemon.logged("soak_tasks", lambda _: len(self.daemon.events("soak_tasks")) > seen)
        process = Path(f"/proc/{self.daemon.pid}")
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        return Sample(
            seconds=time.monotonic() - self._begun,
            tasks=line["tasks"],
            names=line["names"],
            files=sum(1 for _ in (process / "fd").iterdir()),
            megabytes=int(status["VmRSS"].split()[0]) / 1024,
        )

    async def warm_up(self):
        """Let people raise so many alerts that all memories are full."""
        await self.people.raise_many(WARM_UP_ALERTS)

    async def connected(self):
        """Wait until commands are answered again."""
        sam = self.sandbox.person("sam")
        async with asyncio.timeout(RECOVERY_SECONDS):
            while not (await sam.command("#demo", "/il-alert", "help")).ok:  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    async def suffer(self, trouble):
        """Let one trouble come and go, and return what people saw of it."""
        seen, probe = Seen(trouble.name), Probe(self.sandbox)
        probe.start(seen)
        await trouble.cause(self)
        seen.ended_at = time.monotonic()
        await self.whole()
        seen.whole_at = time.monotonic()
        await asyncio.sleep(STEADY_SECONDS)
        await probe.stop()
        return seen

    async def whole(self):
        """Wait until commands are answered and all connections stand that shall."""
        await self.connected()
        async with asyncio.timeout(WHOLE_SECONDS):
            while len(self.standing()) < CONNECTIONS:  # noqa: ASYNC110 - what dies without a word tells nobody
                await asyncio.sleep(0.05)

    def standing(self):
        """The connections on which something still gets through."""
        return [one for one in self.sandbox.slack.socket.connections if not one.silent and one not in self._forgotten]

    def forget(self):
        """Let the connections of now be half-open: nothing gets through any more, and neither side is told."""
        self._forgotten.update(self.sandbox.slack.socket.connections)
        self.relay.freeze()

    def summaries(self):
        return Counter(alert.summary for alert in self.sandbox.ilert.account.alerts.values())

    def fates(self):
        """Tell what became of each envelope that was delivered."""
        known = {line["envelope"] for line in self.daemon.events("envelope_lost")}
        found = Counter()
        for envelope in self.sandbox.slack.socket.envelopes:
            if envelope.sent == 0:
                found["not sent: no connection"] += 1
            elif envelope.id not in self.relay.delivered:
                found["never delivered: the network took it"] += 1
            elif envelope.acks and min(ack.ms for ack in envelope.acks) <= 3000:
                found["answered"] += 1
            elif envelope.id in known or envelope.acks:
                found["lost, and the daemon knows"] += 1
            elif envelope.id in self.relay.in_doubt:
                found["in doubt: the connection broke at that moment"] += 1
            else:
                found["lost, and nobody knows"] += 1
        return found


@pytest.fixture
async def soak(tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "config.toml").write_text(POLICY)
    names = tmp_path / "names"
    names.write_text("ok")
    async with Sandbox.start(world=small_world(), port=0) as sandbox:
        sandbox.slack.limits.on = sandbox.ilert.limits.on = False
        async with Relay(URL(sandbox.base_url).port).running() as relay:
            sandbox.guard._hosts |= {f"{name}.test:{relay.port}" for name in ("slack", "wss", "hooks", "ilert")}
            sandbox.slack.websocket_url = f"ws://wss.test:{relay.port}/slack/link/"
            sandbox.slack.response_urls.base = f"http://hooks.test:{relay.port}/slack/hooks"
            daemon = SoakDaemon(
                {
                    "SLACK_API_URL": f"http://slack.test:{relay.port}/slack/api",
                    "SLACK_BOT_TOKEN": sandbox.bot_token,
                    "SLACK_APP_TOKEN": sandbox.app_token,
                    "ILERT_ENDPOINT": f"http://ilert.test:{relay.port}/ilert",
                    "ILERT_API_TOKEN": sandbox.ilert_token,
                    "IL_ALERT_CONFIG": str(tmp_path / "config.toml"),
                    "IL_ALERT_STATE_DIR": str(tmp_path / "state"),
                    "IL_ALERT_LISTEN": "127.0.0.1:0",
                    "IL_ALERT_LOG_LEVEL": "info",
                    "SOAK_NAMES": str(names),
                }
            )
            soak = Soak(sandbox, relay, daemon, names)
            await daemon.start()
            await daemon.logged("slack_connected")
            yield soak
            await daemon.stop()


@pytest.mark.timeout(0)
async def test_whatever_happens_to_the_network_nothing_is_lost_unknown_and_nothing_grows(soak):
    await soak.warm_up()
    samples = [await soak.calm()]
    print(f"\n{samples[0]}  (calm, before any trouble)")
    end = time.monotonic() + MINUTES * 60
    soak.people.start()
    seen = []
    for number, trouble in enumerate(cycle(TROUBLES), start=1):
        seen.append((trouble, await soak.suffer(trouble)))
        print(f"           {seen[-1][1]}")
        if number % len(TROUBLES) == 0:
            samples.append(await soak.calm())
            print(samples[-1])
            if time.monotonic() > end:
                break
            soak.people.start()

    fates = soak.fates()
    events = Counter(line["event"] for line in soak.daemon.lines)
    print(f"{soak.people.tried} dialogs tried, {len(soak.people.accepted)} alerts accepted; envelopes: {dict(fates)}")
    print(f"log: {dict(events.most_common())}")
    print("\n".join(["", *(str(one) for _, one in seen)]))
    assert [str(one) for trouble, one in seen if one.healed_after > trouble.heals_within] == []
    assert [
        str(one) for trouble, one in seen if trouble.longest_gap is not None and one.longest_gap > trouble.longest_gap
    ] == []
    assert fates["lost, and nobody knows"] == 0
    assert fates["answered"] > 100 * MINUTES
    assert soak.people.accepted <= soak.summaries().keys()
    assert {summary: n for summary, n in soak.summaries().items() if n != 1} == {}
    first, last = samples[0], samples[-1]
    assert last.tasks <= first.tasks + MORE_TASKS, (first.names, last.names)
    assert last.files <= first.files + MORE_FILES
    assert last.megabytes <= first.megabytes + MORE_MEGABYTES
    assert [line for line in soak.daemon.lines if line.get("level") == "critical" or "exception" in line] == []
