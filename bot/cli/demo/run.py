"""`il-alert-bot demo`: the simulated Slack and ilert together with the real daemon."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import textwrap
from contextlib import nullcontext
from pathlib import Path

from bot.cli import exits
from bot.cli.arguments import describe
from bot.cli.demo.bot_control import BotControl
from bot.cli.demo.database import Cluster, cluster
from bot.cli.demo.hosts import NAMES, alone, several
from bot.cli.demo.sandbox import add_scenario, serve, settings_for, stop_on_signals
from bot.cli.demo.scenarios import SCENARIOS, ScenarioSetup
from bot.cli.exits import CommandFailed
from bot.outbox.opening import DriverMissing
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.actions import ImpossibleAction

_FOLDER = Path(".demo")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the port and what to begin with."""
    describe(
        parser,
        "Start the sandbox and the real daemon, connected to it as to the real Slack and ilert.",
        ("il-alert-bot demo", "then open the address that it prints"),
        ("il-alert-bot demo --scenario outage", "to begin in the middle of an outage of ilert"),
        ("il-alert-bot demo --hosts 3", "three hosts that share a PostgreSQL, to kill any of them"),
    )
    add_scenario(parser, SCENARIOS)
    parser.add_argument(
        "--hosts",
        type=int,
        choices=range(1, len(NAMES) + 1),
        default=1,
        help="how many hosts the bot runs on; more than one need PostgreSQL's programs; default: 1",
    )


def run(options: argparse.Namespace) -> int:
    """Run sandbox and daemon until interrupted. Returns the exit code."""
    # A new directory each time: the simulated world starts afresh, and so must the bot in it.
    with (
        tempfile.TemporaryDirectory(prefix="il-alert-bot-demo-") as state_dir,
        cluster() if options.hosts > 1 else nullcontext() as database,
    ):
        try:
            asyncio.run(_demo(options, Path(state_dir), database))
        except DriverMissing as error:
            raise CommandFailed(str(error), exits.MISTAKES) from error
    return exits.OK


async def _demo(options: argparse.Namespace, state_dir: Path, database: Cluster | None) -> None:
    setup = SCENARIOS[options.scenario]
    stop = stop_on_signals()
    policy_file = _policy_file(setup.policy)
    async with serve(setup.world(), options.port) as sandbox:
        settings = {
            **settings_for(sandbox),
            "IL_ALERT_CONFIG": str(policy_file.absolute()),
            "IL_ALERT_LISTEN": "127.0.0.1:0",
        }
        if database is None:
            bot = alone(settings, state_dir, sandbox.notify)
        else:
            bot = several(options.hosts, sandbox, settings, state_dir, database)
        control = BotControl(sandbox, setup.scenario, policy_file, bot)
        sandbox.show(control)
        print(
            f"\n  Open      {sandbox.page_url}\n"
            f"{textwrap.indent(textwrap.fill(setup.scenario.text, 80), ' ' * 12)}\n"
            f"  Edit      {policy_file.absolute()}\n"
            "            Save it, and the page shows the bot's verdict.\n"
            "  Ctrl-C    stops everything.\n",
            flush=True,
        )
        await _run_until(stop, control, sandbox, setup)


async def _run_until(stop: asyncio.Event, control: BotControl, sandbox: Sandbox, setup: ScenarioSetup) -> None:
    """Run the bot and what the scenario begins with, until it is time to stop."""
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(control.run()), tasks.create_task(_open(control, sandbox, setup))]
        await stop.wait()
        for task in running:
            task.cancel()


async def _open(control: BotControl, sandbox: Sandbox, setup: ScenarioSetup) -> None:
    """Begin as the scenario says, as soon as the bot is ready for it."""
    await sandbox.until(lambda: bool(sandbox.slack.socket.connections) and control.directory is not None, timeout=None)
    try:
        await setup.opening(sandbox)
    except (ImpossibleAction, TimeoutError) as error:
        # What happened instead stands below the first line, for tests.
        print(f"The scenario could not be set up: {str(error).splitlines()[0]}", file=sys.stderr)


def _policy_file(template: Path) -> Path:
    """Return the demo's policy file, made from the template the first time."""
    path = _FOLDER / ("config.toml" if template.stem == "demo" else template.name)
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(template, path)
    except OSError as error:
        reason = f"{path.absolute()} cannot be written: {error.strerror}; start the demo in a directory of your own"
        raise CommandFailed(reason, exits.MISTAKES) from error
    return path
