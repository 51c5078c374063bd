"""Daemons that are killed, one after the other, and that may be armed to end at a point of an alert."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from bot.outbox.model import State
from bot.outbox.opening import open_outbox, sqlite_url
from bot.outbox.store import Outbox
from tests.e2e.fork_server import Order
from tests.e2e.forked import Forked


class Forge:
    """Starts one daemon at a time; `log` is what all of them have written."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.settings = {**kept, "IL_ALERT_LOG_FORMAT": "json", **settings}
        self.log = log
        self._process: Forked | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    @property
    def pid(self) -> int:
        """The process id of the daemon that was started last; 0 before the first."""
        return 0 if self._process is None else self._process.pid

    def beside(self, log: Path, **settings: str) -> Self:
        """Return another one, with settings that differ."""
        return type(self)({**self.settings, **settings}, log)

    async def start(self, point: str = "", word: str = "", *, keys: Sequence[str] = (), **quicker: float) -> None:
        """Start a daemon that will end at a point of an alert with the word in its summary, or with one of the keys."""
        await self._order({point: (word, keys)} if point else {}, quicker)

    async def start_armed(
        self, points: Mapping[str, str], once: Path, number: signal.Signals = signal.SIGKILL, **quicker: float
    ) -> None:
        """Start a daemon that is sent a signal at each point of an alert with its word, unless another one was first.

        Who was first leaves its process id in the folder `once`, in a file by the point's name.
        """
        armed = {point: (word, ()) for point, word in points.items()}
        await self._order(armed, {**quicker, "once": str(once), "signal": int(number)})

    async def _order(self, points: Mapping[str, tuple[str, Sequence[str]]], more: Mapping[str, Any]) -> None:
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._process = await Forked.start(Order(self.settings, armed={"points": points, **more}), log)

    async def ended(self, seconds: float = 15.0) -> None:
        """Wait until the daemon has ended."""
        if self._process is not None:
            await asyncio.wait_for(self._process.wait(), seconds)

    async def kill(self) -> None:
        """End the daemon at once."""
        self.send(signal.SIGKILL)
        await self.ended()

    def send(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Return the log lines of an event."""
        if not self.log.exists():
            return []
        written = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in written if line["event"] == event]

    async def entries(self) -> list[Any]:
        """Return the outbox's entries."""
        async with self._outbox() as outbox:
            return list(await outbox.list())

    async def all_told(self, seconds: float = 30.0) -> None:
        """Wait until all is told and nothing waits or is looked for. Another process's file tells no news."""
        async with asyncio.timeout(seconds), self._outbox() as outbox:
            while await self._open(outbox) or await outbox.unnotified():  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def all_shown(self, seconds: float = 10.0) -> None:
        """Wait until every card shows the newest state."""
        async with asyncio.timeout(seconds), self._outbox() as outbox:
            while any(card.ts is None or card.shown < card.wanted for card in await outbox.cards()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    @staticmethod
    async def _open(outbox: Outbox) -> bool:
        return bool(await outbox.list(State.WAITING) or await outbox.list(State.SENT))

    @contextlib.asynccontextmanager
    async def _outbox(self) -> AsyncIterator[Outbox]:
        file = sqlite_url(Path(self.settings["IL_ALERT_STATE_DIR"]))
        outbox = open_outbox(self.settings.get("IL_ALERT_DATABASE_URL") or file)
        try:
            yield outbox
        finally:
            await outbox.close()
