"""The demo's hosts: the daemon's process on each, and the files that it keeps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.demo.daemon import Daemon, Program
from bot.cli.demo.database import Cluster
from bot.cli.demo.shared_outbox import SharedOutbox
from bot.cli.demo.state_directory import StateDirectory
from bot.sandbox.server import Sandbox
from bot.service.outboxes import HOST_FILE

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon")

DATABASE = "database"
"""By which name the database's process is known among the hosts'."""


@dataclass(frozen=True)
class DemoHost:
    """One of them. It has no name where it is alone."""

    name: str
    state_dir: Path
    daemon: Daemon
    files: StateDirectory


@dataclass(frozen=True)
class DemoDatabase:
    """The database's process, and what stands in it."""

    process: Daemon
    outbox: SharedOutbox


@dataclass(frozen=True)
class Bot:
    """The whole bot: its hosts, and their database where there are several."""

    hosts: Sequence[DemoHost]
    database: DemoDatabase | None = None


def alone(settings: Mapping[str, str], state_dir: Path, changed: Callable[[], None]) -> Bot:
    """Prepare the bot on one host."""
    settings = {**settings, "IL_ALERT_STATE_DIR": str(state_dir)}
    daemon = Daemon(Program(settings=settings), changed)
    return Bot((DemoHost("", state_dir, daemon, StateDirectory(state_dir, changed)),))


def several(number: int, sandbox: Sandbox, settings: Mapping[str, str], state_dir: Path, cluster: Cluster) -> Bot:
    """Prepare the bot on so many hosts over one database.

    Raises:
        DriverMissing: psycopg is not installed.
    """
    changed = sandbox.notify
    database = DemoDatabase(Daemon(cluster.program, changed), SharedOutbox(cluster.url, changed))
    hosts = []
    for name in NAMES[:number]:
        own = state_dir / name
        own.mkdir()
        (own / HOST_FILE).write_text(f"{name}\n")
        program = Program(
            f"Host {name}",
            settings={
                **settings,
                "SLACK_API_URL": sandbox.slack_api_url_of(name),
                "IL_ALERT_STATE_DIR": str(own),
                "IL_ALERT_DATABASE_URL": cluster.url,
            },
        )
        hosts.append(DemoHost(name, own, Daemon(program, changed), StateDirectory(own, changed, name)))
    return Bot(hosts, database)
