"""`il-alert-bot sandbox` and `demo`: a simulated Slack and ilert, alone or together with the real daemon."""

import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.cli.demo.backstage import DemoBackstage
from bot.cli.demo.scenarios import SCENARIOS, Staging
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.acting import Misuse
from bot.sandbox.worlds import World

_FOLDER = Path(".demo")


def run_sandbox(port: int, scenario: str) -> int:
    """Serve the sandbox until interrupted. Returns the exit code."""
    return asyncio.run(_sandbox(port, SCENARIOS[scenario].world()))


def run_demo(port: int, scenario: str) -> int:
    """Run sandbox and daemon until interrupted. Returns the exit code."""
    # A directory of its own each time: the simulated world forgets everything, and so must the bot in it.
    with tempfile.TemporaryDirectory(prefix="il-alert-bot-demo-") as state_dir:
        return asyncio.run(_demo(port, SCENARIOS[scenario], Path(state_dir)))


async def _sandbox(port: int, world: World) -> int:
    stop = _stop_on_signals()
    async with _serve(world, port) as sandbox:
        print(f"The sandbox is at {sandbox.page_url}\n\nRun the bot against it with these settings:\n")
        for name, value in _settings(sandbox).items():
            print(f"  export {name}={value}")
        print("\nCtrl-C stops it.", flush=True)
        await stop.wait()
    return 0


async def _demo(port: int, staging: Staging, state_dir: Path) -> int:
    stop = _stop_on_signals()
    policy_file = _policy_file(staging.policy)
    async with _serve(staging.world(), port) as sandbox:
        settings = {
            **_settings(sandbox),
            "IL_ALERT_CONFIG": str(policy_file.absolute()),
            "IL_ALERT_STATE_DIR": str(state_dir),
            "IL_ALERT_LISTEN": "127.0.0.1:0",
        }
        backstage = DemoBackstage(sandbox, staging.words, policy_file, state_dir, settings)
        sandbox.show(backstage)
        print(
            f"\n  Open      {sandbox.page_url}\n"
            f"  Edit      {policy_file.absolute()}\n"
            "            Save it, and the page says what the bot thinks of it.\n"
            "  Ctrl-C    stops everything.\n",
            flush=True,
        )
        await _until(stop, backstage, sandbox, staging)
    return 0


async def _until(stop: asyncio.Event, backstage: DemoBackstage, sandbox: Sandbox, staging: Staging) -> None:
    """Run the bot and what the scenario begins with, until it is time to stop."""
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(backstage.run()), tasks.create_task(_open(backstage, sandbox, staging))]
        await stop.wait()
        for task in running:
            task.cancel()


async def _open(backstage: DemoBackstage, sandbox: Sandbox, staging: Staging) -> None:
    """Begin as the scenario says, as soon as the bot is ready for it."""
    await sandbox.until(
        lambda: bool(sandbox.slack.socket.connections) and backstage.files.directory is not None, timeout=None
    )
    try:
        await staging.opening(sandbox)
    except (Misuse, TimeoutError) as error:
        # What happened instead stands below the first line, for tests.
        print(f"The scenario did not begin as it should: {str(error).splitlines()[0]}", file=sys.stderr)


@asynccontextmanager
async def _serve(world: World, port: int) -> AsyncIterator[Sandbox]:
    """Serve a world, on another port where this one is taken."""
    async with AsyncExitStack() as stack:
        try:
            sandbox = await stack.enter_async_context(Sandbox.start(world=world, port=port))
        except OSError:
            print(f"\nPort {port} is taken, perhaps by another demo; this one takes a free one.", flush=True)
            sandbox = await stack.enter_async_context(Sandbox.start(world=world, port=0))
        yield sandbox


def _policy_file(template: Path) -> Path:
    """Return the demo's policy file, made from the template the first time."""
    path = _FOLDER / ("config.toml" if template.stem == "demo" else template.name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(template, path)
    return path


def _settings(sandbox: Sandbox) -> Mapping[str, str]:
    """Return what makes the daemon talk to the sandbox as to the real services."""
    return {
        "SLACK_API_URL": sandbox.slack_api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "ILERT_ENDPOINT": sandbox.ilert_endpoint,
        "ILERT_WEB_URL": sandbox.ilert_endpoint,
        "ILERT_API_TOKEN": sandbox.ilert_token,
    }


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    return stop
