"""A measured program as a process of its own, and what the kernel says about it."""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

PROBE = Path(__file__).with_name("probe.py")
PEERS = Path(__file__).with_name("peers")
HERE = Path(__file__).parents[2]

STOP_SECONDS = 45.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Program:
    """What to measure: its name in the table, how to run it, and the folder that its `bot` comes from."""

    name: str
    command: tuple[str, ...]
    root: Path = HERE
    python: str = sys.executable


def bot(name: str = "il-alert-bot", root: Path = HERE, python: str = sys.executable) -> Program:
    """The daemon of some source tree."""
    return Program(name, ("bot.cli.main", "run"), root, python)


FLOOR = Program("floor", (str(PEERS / "floor.py"),))
NAIVE = Program("naive Bolt", (str(PEERS / "naive_bolt.py"),))
BOT = bot()


_CORES = sorted(os.sched_getaffinity(0))
SIMULATORS_CORE, PROGRAMS_CORE = _CORES[0], _CORES[-1]
"""Different ones where there are two."""


class Running:
    """A running program."""

    def __init__(self, process: asyncio.subprocess.Process, started: float) -> None:
        self._process = process
        self.started = started
        """When it was started: seconds, the system's monotonic clock."""

    def cpu_seconds(self) -> float:
        """Return the time that its threads have spent on a core, to 10 ms."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> float:
        """Return its resident memory, shared libraries included (VmRSS)."""
        return self._status("VmRSS")

    def shared_memory_mb(self) -> float:
        """Return the same with what it shares with other programs in part only (PSS)."""
        return self._rollup("Pss")

    def private_memory_mb(self) -> float:
        """Return what would be free without it."""
        return self._rollup("Private_Clean") + self._rollup("Private_Dirty")

    def peak_memory_mb(self) -> float:
        """Return the most resident memory that it ever had (VmHWM)."""
        return self._status("VmHWM")

    def alive(self) -> bool:
        """Tell whether it has not ended."""
        return self._process.returncode is None

    def _status(self, name: str) -> float:
        return _megabytes(name, self._proc("status"))

    def _rollup(self, name: str) -> float:
        return _megabytes(name, self._proc("smaps_rollup"))

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self._process.pid}/{name}").read_text()


def _megabytes(name: str, text: str) -> float:
    return int(re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)[1]) / 1024


@asynccontextmanager
async def running(program: Program, settings: Mapping[str, str], folder: Path) -> AsyncIterator[Running]:
    """Run a program on its own core until the context ends. What it says is kept in `folder`."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(program.root), **settings}
    command = [program.python, "-P", str(PROBE), str(folder / "holds.json"), *program.command]
    with (folder / "log").open("wb") as log:
        started = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=lambda: os.sched_setaffinity(0, {PROGRAMS_CORE}),
        )
    try:
        yield Running(process, started)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), STOP_SECONDS)


def holds(folder: Path) -> Sequence[tuple[float, float]]:
    """Read for how long an ended program's event loop was held, and when; see `probe`."""
    return json.loads((folder / "holds.json").read_text())
