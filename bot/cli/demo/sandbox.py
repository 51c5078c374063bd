"""`il-alert-bot sandbox`: a simulated Slack workspace and ilert account, with a page to use them."""

import argparse
import asyncio
import errno
import signal
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.demo.scenarios import DEFAULT, SCENARIOS
from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import World

_LAST_PORT = 65_535
# An outage is acted by the bot, which a sandbox alone does not have.
_WORLDS = tuple(name for name in SCENARIOS if name != "outage")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the port and what to begin with."""
    describe(
        parser,
        "Serve a simulated Slack workspace and ilert account with a page to use them, and print the settings with "
        "which to run the bot against them.",
        ("il-alert-bot sandbox --port 0", "on any free port"),
    )
    add_scenario(parser, _WORLDS)


def add_scenario(parser: argparse.ArgumentParser, scenarios: Iterable[str]) -> None:
    """Add --port, --scenario and --large."""
    parser.add_argument("--port", type=_port, default=8180, help="on 127.0.0.1; 0 picks a free one; default: 8180")
    parser.add_argument(
        "--scenario",
        choices=tuple(scenarios),
        default=DEFAULT,
        help="what to begin with; default: acme, a small company",
    )
    parser.add_argument(
        "--large", dest="scenario", action="store_const", const="large", help="the same as --scenario large"
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a number from 0 to {_LAST_PORT}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Serve the sandbox until interrupted. Returns the exit code."""
    asyncio.run(_sandbox(options.port, SCENARIOS[options.scenario].world()))
    return exits.OK


async def _sandbox(port: int, world: World) -> None:
    stop = stop_on_signals()
    async with serve(world, port) as sandbox:
        print(f"The sandbox is at {sandbox.page_url}\n\nRun the bot against it with these settings:\n")
        for name, value in settings_for(sandbox).items():
            print(f"  export {name}={value}")
        print("\nCtrl-C stops it.", flush=True)
        await stop.wait()


@asynccontextmanager
async def serve(world: World, port: int) -> AsyncIterator[Sandbox]:
    """Serve a world, on another port where this one is taken."""
    async with AsyncExitStack() as stack:
        try:
            sandbox = await stack.enter_async_context(Sandbox.start(world=world, port=port))
        except OSError as error:
            why = "is taken, perhaps by another demo" if error.errno == errno.EADDRINUSE else f"cannot be used: {error}"
            print(f"\nPort {port} {why}; this one takes a free one.", flush=True)
            sandbox = await stack.enter_async_context(Sandbox.start(world=world, port=0))
        yield sandbox


def settings_for(sandbox: Sandbox) -> Mapping[str, str]:
    """Return what makes the daemon talk to the sandbox as to the real services."""
    return {
        "SLACK_API_URL": sandbox.slack_api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "ILERT_ENDPOINT": sandbox.ilert_endpoint,
        "ILERT_WEB_URL": sandbox.ilert_endpoint,
        "ILERT_API_TOKEN": sandbox.ilert_token,
    }


def stop_on_signals() -> asyncio.Event:
    """Return what is set by Ctrl-C and by SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    return stop
