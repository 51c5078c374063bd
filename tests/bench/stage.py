"""Where a program is measured: simulators of its own, the program at work, and the crowd before it."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.directory import snapshot_file
from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import World
from tests.bench.crowd import Crowd
from tests.bench.figures import Figures
from tests.bench.process import HERE, Program, Running, running
from tests.bench.world import policy_for

START_SECONDS = 20.0
READ_SECONDS = 180.0

REGULARS = 40
"""People who come again and again, so that they are known."""
WAITING, ALL_AT_ONCE = 200, 100
LIVE_CARDS = 100
STRANGERS = range(REGULARS + WAITING + ALL_AT_ONCE, REGULARS + WAITING + ALL_AT_ONCE + 20)
"""People who come once, so that they are not known."""
PEOPLE = STRANGERS.stop


@dataclass(frozen=True)
class Plan:
    """How much to measure."""

    repetitions: int
    seconds: float
    """How long each load lasts."""
    large_repetitions: int = 0
    """In how many of the repetitions the large account is measured: the bot takes a minute to read it."""
    each_second: float = 20.0
    """How many people come in a second, except at saturation."""
    settle_seconds: float = 0.5
    quiet_seconds: float = 0.6
    """Longer than results are held back so as not to overtake an acknowledgement, 0.25 seconds."""
    share: float = 1.0
    """Of the people who come at once, of the alerts that wait, and of the cards that are followed."""


FULL, QUICK = Plan(3, 2.5, 2), Plan(1, 1.0, 1)
# The fewest repetitions that tell a change from chance.
GLANCE = Plan(4, 0.6, settle_seconds=0.3, quiet_seconds=0.4)


@dataclass
class Stage:
    """A program at work, and the crowd before it."""

    sandbox: Sandbox
    crowd: Crowd
    program: Running
    plan: Plan
    figures: Figures

    async def quiet(self) -> None:
        """Let everything come to its end, and forget it."""
        await self.calm()
        self.sandbox.slack.reset()
        self.sandbox.ilert.reset()
        gc.collect()

    async def calm(self) -> None:
        """Wait until nobody has been asked anything for a while: what is told of an alert comes after it."""
        calls, before = self._number_of_calls(), -1
        while calls != before:
            await asyncio.sleep(self.plan.quiet_seconds)
            calls, before = self._number_of_calls(), calls

    def _number_of_calls(self) -> int:
        return len(self.sandbox.ilert.calls) + len(self.sandbox.slack.calls)

    async def rate(self, latency_ms: int = 0, *, people: Sequence[int] = range(REGULARS), account: bool = False):
        """Let people come at the plan's rate. Returns what each waited for."""
        await self.quiet()
        self.sandbox.faults.set({"ilert_latency_ms": latency_ms})
        raised = await self.crowd.at_rate(people, self.plan.each_second, self.plan.seconds, account=account)
        await self.calm()
        return raised

    def calls(self, prefix: str, alerts: int) -> Figures:
        """Count the calls that each alert took."""
        ilert, slack = len(self.sandbox.ilert.calls), len(self.sandbox.slack.calls)
        return {f"{prefix}ilert_calls": ilert / alerts, f"{prefix}slack_calls": slack / alerts}


Before = Callable[[Sandbox, Path], Awaitable[None]]
"""Leaves something in the simulators and in the program's state directory before it starts."""


async def _nothing(_sandbox: Sandbox, _state_dir: Path) -> None: ...


@dataclass(frozen=True)
class Scene:
    """What a program finds when it starts."""

    world: World
    cards: bool = False
    """Whether the policy gives alerts a card in the channel."""
    before: Before = _nothing
    whole_account: bool = False
    """Whether it is given the time to read all of ilert's account."""


@asynccontextmanager
async def on_stage(program: Program, plan: Plan, figures: Figures, folder: Path, scene: Scene) -> AsyncIterator[Stage]:
    """Start simulators of its own and the program, and wait until it is connected."""
    state_dir = folder / "state"
    state_dir.mkdir()
    (folder / "config.toml").write_text(policy_for(program.root, cards=scene.cards))
    async with Sandbox.start(world=scene.world) as sandbox:
        # Limits are a matter of minutes and of one's patience; here it is about what the programs can do.
        sandbox.slack.limits.on = sandbox.ilert.limits.on = False
        await scene.before(sandbox, state_dir)
        gc.collect()
        gc.freeze()
        try:
            async with running(program, _settings(sandbox, folder), folder) as process:
                await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=START_SECONDS)
                figures["start_s"] = time.monotonic() - process.started
                if scene.whole_account:
                    # The bot serves before it has read a large account, which it does at a pace that ilert allows.
                    await asyncio.to_thread(_wait_until_read, state_dir / snapshot_file.NAME)
                await asyncio.sleep(plan.settle_seconds)
                figures |= _idle(process)
                yield Stage(sandbox, Crowd(sandbox), process, plan, figures)
        finally:
            gc.unfreeze()


def _idle(process: Running) -> Figures:
    return {
        "idle_mb": process.memory_mb(),
        "idle_pss_mb": process.shared_memory_mb(),
        "idle_private_mb": process.private_memory_mb(),
    }


def _wait_until_read(snapshot: Path) -> None:
    """Wait until the bot has kept what it read of the account; `TimeoutError` if it never does."""
    until = time.monotonic() + READ_SECONDS
    while not snapshot.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"the account was not read within {READ_SECONDS:.0f} s")
        time.sleep(0.1)


def _settings(sandbox: Sandbox, folder: Path) -> Mapping[str, str]:
    return {
        "SLACK_API_URL": sandbox.slack_api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "ILERT_ENDPOINT": sandbox.ilert_endpoint,
        "ILERT_API_TOKEN": sandbox.ilert_token,
        "IL_ALERT_CONFIG": str(folder / "config.toml"),
        "IL_ALERT_STATE_DIR": str(folder / "state"),
        "IL_ALERT_LISTEN": "127.0.0.1:0",
        "IL_ALERT_LOG_FORMAT": "json",
    }


def workshop() -> Path:
    """Return a folder on the disk, as `/tmp` may be memory, where nothing is ever waited for."""
    path = HERE / "build" / "bench"
    path.mkdir(parents=True, exist_ok=True)
    return path
