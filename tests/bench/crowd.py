"""What people do while it is measured: the same for every program, whatever its dialog looks like."""

import asyncio
import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.sandbox.server import Sandbox
from bot.sandbox.slack.client import Client
from bot.sandbox.slack.dialog_client import DialogClient
from bot.sandbox.slack.views import View
from tests.bench.world import ACCOUNT_CHANNEL, ACCOUNT_SOURCE, CHANNEL, crowd_member

PATIENCE_SECONDS = 10.0

_RAISED = "is being alerted"


@dataclass(frozen=True)
class Raised:
    """What one person waited for, in seconds; None where it never came, or was not asked for."""

    acknowledged: float | None
    opened: float | None
    submitted: float | None = None
    """Until Submit was acknowledged."""
    alerted: float | None = None
    """From Submit until the alert was in ilert."""
    shown: float | None = None
    """From Submit until the dialog said that it is."""


class Crowd:
    """People at the sandbox's Slack. Their times are read off at the sandbox, where requests arrive."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._slack = sandbox.slack
        self._client = Client(sandbox.slack)
        self._dialogs = DialogClient(sandbox.slack)
        self.typing_seconds = 0.0
        """How long people type before they press Submit."""
        self._numbers = itertools.count(1)
        self._looking: dict[str, tuple[str, asyncio.Future[View]]] = {}
        self._opened_at: dict[str, float] = {}
        self._alerted_at: dict[str, float] = {}
        self._alerts: dict[str, asyncio.Future[None]] = {}
        self._submitted_at: dict[str, float] = {}
        self._shown: dict[str, asyncio.Future[float]] = {}
        self._count_calls()

    def _count_calls(self) -> None:
        """Hear of each dialog and alert where the sandbox makes it, which costs it next to nothing."""
        views, alerts, events = self._slack.views, self._sandbox.ilert.alerts, self._sandbox.ilert.events
        open_view, update_view, create, take = views.open, views.update, alerts.create, events.take
        clock = self._slack.clock

        def opened(trigger, shape):
            self._opened_at[trigger.user_id] = clock.now()
            return self._saw(open_view(trigger, shape))

        def updated(view, *arguments):
            shown = self._shown.get(view.user_id)
            seen = self._saw(update_view(view, *arguments))
            if shown is not None and not shown.done() and _RAISED in str(seen.blocks):
                shown.set_result(clock.now())
            return seen

        def created(source, body):
            alert = create(source, body)
            self._alerted(body["summary"])
            return alert

        def took(source, event):
            result = take(source, event)
            self._alerted(event["summary"])
            return result

        views.open, views.update, alerts.create, events.take = opened, updated, created, took

    def _saw(self, view: View) -> View:
        wanted, future = self._looking.get(view.user_id, ("", None))
        if future is not None and not future.done() and any(block["block_id"] == wanted for block in view.blocks):
            future.set_result(view)
        return view

    def _alerted(self, summary: str) -> None:
        self._alerted_at[summary] = self._slack.clock.now()
        future = self._alerts.get(summary)
        if future is not None and not future.done():
            future.set_result(None)

    async def raise_alert(self, number: int, *, account: bool = False) -> Raised:
        """Let one person go from the command to the alert. With `account` it is the account dialog."""
        user, summary = crowd_member(number), f"Checkout is down {next(self._numbers)}"
        channel = ACCOUNT_CHANNEL if account else CHANNEL
        acknowledged, opened, view = await self._command(user, channel, "source" if account else "choice")
        if view is None:
            return Raised(acknowledged, None)
        if account:
            view = await self._choose_source(user, view)
        values = {"summary": {"summary": summary}}
        if not account:
            element = next(block for block in view.blocks if block["block_id"] == "choice")["element"]
            values["choice"] = {"choice": element["options"][1]["value"]}
        await asyncio.sleep(self.typing_seconds)
        return await self._submit(user, view, values, summary, (acknowledged, opened))

    async def _command(self, user: str, channel: str, wanted: str) -> tuple[float | None, float | None, View | None]:
        looking = asyncio.get_running_loop().create_future()
        self._looking[user] = (wanted, looking)
        self._opened_at.pop(user, None)
        payload_of = len(self._slack.socket.envelopes)
        result = await self._client.write(user, channel, "/il-alert")
        sent_at = self._slack.socket.envelopes[payload_of].sent_at
        try:
            view = await asyncio.wait_for(looking, PATIENCE_SECONDS)
        except TimeoutError:
            view = None
        opened_at = self._opened_at.get(user)
        acknowledged = result.ack.ms / 1000 if result.ack is not None else None
        return acknowledged, None if opened_at is None else opened_at - sent_at, view

    async def _choose_source(self, user: str, view: View) -> View:
        """Choose an alert source in the account dialog, and wait until it shows that source's policy."""
        place = ("source", "source")
        looking = asyncio.get_running_loop().create_future()
        self._looking[user] = (f"policy.{ACCOUNT_SOURCE}", looking)
        if (
            next(block for block in view.blocks if block["block_id"] == "source")["element"]["type"]
            == "external_select"
        ):
            await self._dialogs.search(user, view.id, place, "core database", {})
        await self._dialogs.act(user, view.id, place, ACCOUNT_SOURCE, {})
        return await asyncio.wait_for(looking, PATIENCE_SECONDS)

    async def _submit(self, user, view, values, summary, waited) -> Raised:
        alerted = asyncio.get_running_loop().create_future()
        self._alerts[summary] = alerted
        envelope_of = len(self._slack.socket.envelopes)
        await self._dialogs.submit(user, view.id, values)
        envelope = self._slack.socket.envelopes[envelope_of]
        try:
            await asyncio.wait_for(alerted, PATIENCE_SECONDS)
        except TimeoutError:
            return Raised(*waited)
        self._submitted_at[user] = envelope.sent_at
        submitted = envelope.acks[0].ms / 1000 if envelope.acks else None
        return Raised(*waited, submitted, self._alerted_at[summary] - envelope.sent_at)

    async def raise_alone(self, number: int) -> Raised:
        """Let one person raise an alert, and wait until the dialog says that it is."""
        shown = self._shown[crowd_member(number)] = asyncio.get_running_loop().create_future()
        raised = await self.raise_alert(number)
        submitted_at = self._submitted_at[crowd_member(number)]
        try:
            return dataclasses.replace(raised, shown=await asyncio.wait_for(shown, PATIENCE_SECONDS) - submitted_at)
        except TimeoutError:
            return raised

    async def search(self, number: int, queries: Iterable[str]) -> list[float]:
        """Let a person open the account dialog and search the menu of sources. Returns the seconds of each answer."""
        user = crowd_member(number)
        _, _, view = await self._command(user, ACCOUNT_CHANNEL, "source")
        seconds = []
        for query in queries:
            envelope_of = len(self._slack.socket.envelopes)
            await self._dialogs.search(user, view.id, ("source", "source"), query, {})
            seconds.append(self._slack.socket.envelopes[envelope_of].acks[0].ms / 1000)
        return seconds

    async def at_rate(
        self, people: Sequence[int], each_second: float, seconds: float, *, account: bool = False
    ) -> list[Raised]:
        """Let people come one after the other at a steady rate, however long each of them is kept waiting."""
        tasks = []
        loop = asyncio.get_running_loop()
        began = loop.time()
        for n in range(int(each_second * seconds)):
            await asyncio.sleep(max(began + n / each_second - loop.time(), 0))
            tasks.append(asyncio.create_task(self.raise_alert(people[n % len(people)], account=account)))
        return list(await asyncio.gather(*tasks))

    async def as_fast_as_it_goes(self, people: int, seconds: float) -> float:
        """Let people raise alert after alert without a pause. Returns the alerts a second."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        until, raised = began + seconds, 0

        async def person(number: int) -> None:
            nonlocal raised
            while loop.time() < until:
                waited = await self.raise_alert(number)
                raised += waited.alerted is not None

        await asyncio.gather(*(person(number) for number in range(people)))
        return raised / (loop.time() - began)

    async def submit_all(self, people: Iterable[int]) -> None:
        """Let each of these people submit an alert, a few at a time, and wait for no alert."""
        room = asyncio.Semaphore(8)

        async def one(number: int) -> None:
            async with room:
                user = crowd_member(number)
                _, _, view = await self._command(user, CHANNEL, "choice")
                element = next(block for block in view.blocks if block["block_id"] == "choice")["element"]
                values = {
                    "choice": {"choice": element["options"][1]["value"]},
                    "summary": {"summary": f"backlog {user}"},
                }
                await self._dialogs.submit(user, view.id, values)

        await asyncio.gather(*(one(number) for number in people))

    async def open_at_once(self, people: Iterable[int]) -> list[float | None]:
        """Let these people type the command at the same moment. Returns the seconds until each views.open."""
        commands = (self._command(crowd_member(number), CHANNEL, "choice") for number in people)
        return [opened for _, opened, _ in await asyncio.gather(*commands)]
