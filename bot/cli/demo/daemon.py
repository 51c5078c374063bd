"""The real daemon as a process of the demo: started, killed, and started again as a service manager would."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from bot.cli.exits import CONFIGURATION as EXIT_CONFIGURATION
from bot.sandbox.backstage import Conflict, DaemonState, DaemonStatus

# Long enough to be seen on the page; systemd's RestartSec is of this kind too.
_RESTART_SECONDS = 2.0
_STOP_SECONDS = 15.0
# The sandbox is on this machine, where no company's proxy finds it.
_NO_PROXY = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


class Daemon:
    """Keeps one process of `il-alert-bot run` alive. `changed` is called whenever `status` is another one."""

    def __init__(self, settings: Mapping[str, str], changed: Callable[[], None]) -> None:
        self._environment = {**os.environ, **_NO_PROXY, **settings}
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
            raise Conflict("the daemon does not run")
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
            sys.executable, "-m", "bot.cli.main", "run", env=self._environment, start_new_session=True
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
        print(f"The daemon was {ended}." if code < 0 else f"The daemon {ended}.", file=sys.stderr)

    async def _stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _is(self, state: DaemonState, *, pid: int | None = None, starts: int | None = None, ended: str = "") -> None:
        self.status = DaemonStatus(state, pid, time.time(), starts or self.status.starts, ended)
        self._changed()
