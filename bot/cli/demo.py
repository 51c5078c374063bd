"""`il-alert-bot sandbox` and `demo`: a simulated Slack and ilert, alone or together with the real daemon."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.cli.exits import CONFIGURATION as EXIT_CONFIGURATION
from bot.sandbox.large_world import large_world
from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import World, small_world

_TEMPLATE = Path(__file__).with_name("demo.toml")
_FOLDER = Path(".demo")

_RESTART_SECONDS = 1.0
_STOP_SECONDS = 15.0


def run_sandbox(port: int, *, large: bool) -> int:
    """Serve the sandbox until interrupted. Returns the exit code."""
    return asyncio.run(_sandbox(port, large_world() if large else small_world()))


def run_demo(port: int, *, large: bool) -> int:
    """Run sandbox and daemon until interrupted. Returns the exit code."""
    return asyncio.run(_demo(port, large_world() if large else small_world()))


async def _sandbox(port: int, world: World) -> int:
    stop = _stop_on_signals()
    async with _serve(world, port) as sandbox:
        print(f"The sandbox is at {sandbox.page_url}\n\nRun the bot against it with these settings:\n")
        for name, value in _settings(sandbox).items():
            print(f"  export {name}={value}")
        print("\nCtrl-C stops it.", flush=True)
        await stop.wait()
    return 0


async def _demo(port: int, world: World) -> int:
    policy_file = _policy_file()
    stop = _stop_on_signals()
    async with _serve(world, port, policy_file) as sandbox:
        print(
            f"\n  Open      {sandbox.page_url}\n"
            f"  Edit      {policy_file}\n"
            "            Save it, and the next dialog shows the change.\n"
            "  Ctrl-C    stops everything.\n",
            flush=True,
        )
        settings = {
            **_settings(sandbox),
            "IL_ALERT_CONFIG": str(policy_file),
            "IL_ALERT_STATE_DIR": str(policy_file.parent),
            "IL_ALERT_LISTEN": "127.0.0.1:0",
        }
        return await _keep_running(settings, stop)


@asynccontextmanager
async def _serve(world: World, port: int, policy_file: Path | None = None) -> AsyncIterator[Sandbox]:
    """Serve a world, on another port where this one is taken."""
    async with AsyncExitStack() as stack:
        try:
            sandbox = await stack.enter_async_context(Sandbox.start(world=world, port=port, config_path=policy_file))
        except OSError:
            sandbox = await stack.enter_async_context(Sandbox.start(world=world, port=0, config_path=policy_file))
        yield sandbox


def _policy_file() -> Path:
    """Return the demo's policy file, made from the template the first time."""
    path = (_FOLDER / "config.toml").absolute()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_TEMPLATE, path)
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


async def _keep_running(settings: Mapping[str, str], stop: asyncio.Event) -> int:
    """Run the daemon, starting it again when it dies, as a service manager would."""
    environment = {**os.environ, **settings}
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            daemon = await _start(environment)
            ended = asyncio.create_task(daemon.wait())
            await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                await _stop(daemon)
                await ended
            elif ended.result() == EXIT_CONFIGURATION:
                return EXIT_CONFIGURATION
            else:
                print(f"The daemon ended with code {ended.result()}; starting it again.", file=sys.stderr)
                await asyncio.wait({stopping}, timeout=_RESTART_SECONDS)
    finally:
        stopping.cancel()
    return 0


async def _start(environment: Mapping[str, str]) -> asyncio.subprocess.Process:
    """Start the daemon in a session of its own, so that Ctrl-C reaches it only through us."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli.main", "run", env=environment, start_new_session=True
    )


async def _stop(daemon: asyncio.subprocess.Process) -> None:
    if daemon.returncode is not None:
        return
    daemon.terminate()
    try:
        await asyncio.wait_for(daemon.wait(), _STOP_SECONDS)
    except TimeoutError:
        daemon.kill()


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    return stop
