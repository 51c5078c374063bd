"""A process of the demo, such as the real daemon: started, killed, and started again as a service manager would."""

import asyncio
import os
import pwd
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.cli.exits import CONFIGURATION as EXIT_CONFIGURATION
from bot.sandbox.backstage import Conflict, DaemonState, DaemonStatus

# Long enough to be seen on the page; systemd's RestartSec is of this kind too.
_RESTART_SECONDS = 2.0
_STOP_SECONDS = 15.0
# The sandbox is on this machine, where no company's proxy finds it.
_NO_PROXY = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


RUN = (sys.executable, "-m", "bot.cli.main", "run")


@dataclass(frozen=True, slots=True)
class Program:
    """What to run, as whom, and the signal that stops it in order. `name` is for people."""

    name: str = "The daemon"
    command: Sequence[str] = RUN
    settings: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop: signal.Signals = signal.SIGTERM


def as_user(user: str | None) -> Mapping[str, Any]:
    """Return what makes `subprocess` run something as a user, and with nobody else's rights."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": ()}


class Daemon:
    """Keeps one process of a program alive. `changed` is called whenever `status` is another one."""

    def __init__(self, program: Program, changed: Callable[[], None]) -> None:
        self._program = program
        self._environment = {**os.environ, **_NO_PROXY, **program.settings}
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._wanted = asyncio.Event()
        self._restart = True
        self.status = DaemonStatus("restarting", None, time.time(), 0)

    async def keep_running(self) -> None:
        """Run it until this is cancelled, then stop it in order."""
        try:
            while True:
                await self._run()
                if self.status.state == "restarting":
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._wanted.wait(), _RESTART_SECONDS)
                else:
                    await self._wanted.wait()
        finally:
            await self._stop()

    def kill(self, *, restart: bool) -> None:
        """End the process on the spot. See `Backstage.kill`."""
        if self._process is None or self._process.returncode is not None:
            raise Conflict(f"{self._program.name[0].lower()}{self._program.name[1:]} does not run")
        self._restart = restart
        self._process.kill()

    def start(self) -> None:
        """Start the process now if there is none."""
        self._wanted.set()

    async def _run(self) -> None:
        """Start the process and wait for its end."""
        self._wanted.clear()
        self._restart = True
        # In its own session, so that Ctrl-C reaches it only through us.
        self._process = await asyncio.create_subprocess_exec(
            *self._program.command, env=self._environment, start_new_session=True, **as_user(self._program.user)
        )
        self._is("started", pid=self._process.pid, starts=self.status.starts + 1)
        code = await self._process.wait()
        self._process = None
        self._wanted.clear()
        ended = f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        if code == EXIT_CONFIGURATION:
            self._is("refused", ended=ended)
        else:
            self._is("restarting" if self._restart else "dead", ended=ended)
        print(f"{self._program.name} {'was ' if code < 0 else ''}{ended}.", file=sys.stderr)

    async def _stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(self._program.stop)
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _is(self, state: DaemonState, *, pid: int | None = None, starts: int | None = None, ended: str = "") -> None:
        self.status = DaemonStatus(state, pid, time.time(), starts or self.status.starts, ended)
        self._changed()
