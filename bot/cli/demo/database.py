"""A PostgreSQL of the demo's own: in a temporary folder, reached by a socket in it alone, and gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.cli import exits
from bot.cli.demo.daemon import Program, as_user
from bot.cli.exits import CommandFailed

DEBIANS = Path("/usr/lib/postgresql")
"""Where Debian's packages have each version's programs, off the PATH."""

_MISSING = (
    "several hosts need PostgreSQL's programs, initdb and postgres, and there are none here; "
    "Debian has them in the package postgresql"
)
_OTHER_USERS = ("postgres", "nobody")
"""As whom it runs where the demo runs as root, which PostgreSQL refuses."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A database in a folder. `user` is None where it runs as whoever runs the demo."""

    folder: Path
    programs: Path
    user: str | None

    @property
    def url(self) -> str:
        """Where the bot finds it."""
        return f"postgresql://bot@/postgres?host={self.folder}"

    @property
    def data(self) -> Path:
        """Where it keeps what it is told."""
        return self.folder / "data"

    @property
    def program(self) -> Program:
        """What runs it. SIGINT has it end without waiting for those who are connected."""
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "log_min_messages": "fatal"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = (str(self.programs / "postgres"), "-D", str(self.data), *options)
        return Program("The database", command, user=self.user, stop=signal.SIGINT)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Make one, and remove it in the end. It does not run yet.

    Raises:
        CommandFailed: PostgreSQL's programs are missing or fail.
    """
    found, user = programs(), _somebody_else()
    # Not below another temporary folder: those are closed to the other user.
    folder = Path(tempfile.mkdtemp(prefix="il-alert-bot-database-"))
    try:
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        made = Cluster(folder, found, user)
        _initialise(made)
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs(debians: Path = DEBIANS) -> Path:
    """Return the folder of PostgreSQL's programs, of the newest version that is here.

    Raises:
        CommandFailed: There are none. The text says where they come from.
    """
    found = [path for path in debians.glob("*/bin/initdb") if (path.parent / "postgres").is_file()]
    here = max(found, key=lambda path: int(path.parts[-3]), default=None) or shutil.which("initdb")
    if here is None:
        raise CommandFailed(_MISSING, exits.MISTAKES)
    return Path(here).resolve().parent


def _somebody_else() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    found = next((name for name in _OTHER_USERS if name in known), None)
    if found is None:
        raise CommandFailed("PostgreSQL does not run as root; run the demo as another user", exits.MISTAKES)
    return found


def _initialise(made: Cluster) -> None:
    """Only who can reach the folder can connect: that is its owner, and root."""
    options = ("-A", "trust", "-U", "bot", "-N", "-E", "UTF8", "--locale=C")
    command = (str(made.programs / "initdb"), "-D", str(made.data), *options)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, with arguments of ours
        command, cwd=made.folder, capture_output=True, text=True, check=False, **as_user(made.user)
    )
    if done.returncode:
        raise CommandFailed(f"PostgreSQL's initdb failed: {done.stderr.strip()}", exits.MISTAKES)
