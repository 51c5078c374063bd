"""Whether the machine was quiet enough for its figures to be believed."""

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.process import PROGRAMS_CORE, SIMULATORS_CORE

_TICKS = os.sysconf("SC_CLK_TCK")
_ROUNDS = 200_000

CALIBRATION_LIMIT = 1.15
OTHERS_LIMIT = 0.05
STEAL_LIMIT = 0.01


@dataclass(frozen=True)
class Noise:
    """What disturbed the measurements."""

    calibration: float
    """The slowest by the median of the runs of one fixed loop, made between the measurements on both cores."""
    others: float
    """The share of the machine's time that other programs used."""
    stolen: float
    """The share that the machine's host took away."""

    @property
    def reasons(self) -> list[str]:
        """Say why the figures are not to be believed; empty where they are."""
        found = []
        if self.calibration > CALIBRATION_LIMIT:
            found.append(f"a fixed loop took up to {self.calibration:.2f} times its median")
        if self.others > OTHERS_LIMIT:
            found.append(f"other programs used {self.others:.0%} of the machine")
        if self.stolen > STEAL_LIMIT:
            found.append(f"the host took {self.stolen:.1%} of the machine's time")
        return found


class Listening:
    """Notes what goes on besides the measurements, from when it is made."""

    def __init__(self) -> None:
        self._busy, self._stolen, self._all = _machine()
        self._own = _own_seconds()
        self._loops: list[float] = []

    def calibrate(self) -> None:
        """Run the fixed loop, on each core once."""
        for core in (SIMULATORS_CORE, PROGRAMS_CORE):
            os.sched_setaffinity(0, {core})
            # The best of three: what disturbs for a moment only is no concern of measurements that last for seconds.
            self._loops.append(min(_loop() for _ in range(3)))
        os.sched_setaffinity(0, {SIMULATORS_CORE})

    def noise(self) -> Noise:
        """Say what there was. Programs that were measured must have ended."""
        busy, stolen, everything = _machine()
        passed = everything - self._all
        others = busy - self._busy - (_own_seconds() - self._own)
        median = sorted(self._loops)[len(self._loops) // 2]
        return Noise(max(self._loops) / median, max(others, 0.0) / passed, (stolen - self._stolen) / passed)


def _loop() -> float:
    """Run the fixed loop. Returns its seconds."""
    began = time.perf_counter()
    for _ in range(_ROUNDS):
        pass
    return time.perf_counter() - began


def _machine() -> tuple[float, float, float]:
    """Return the seconds of all cores together: busy, stolen by the host, and all (Linux, proc(5), /proc/stat)."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, idle, waiting, interrupts, soft_interrupts, stolen = (int(one) / _TICKS for one in fields)
    busy = user + nice + system + interrupts + soft_interrupts
    return busy, stolen, busy + idle + waiting + stolen


def _own_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
