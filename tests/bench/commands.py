"""How long the commands take that people wait for at a prompt: the whole process, from start to end."""

import statistics
import subprocess
import time
from pathlib import Path

from tests.bench.figures import Figures
from tests.bench.process import Program
from tests.bench.world import policy_for

REPETITIONS = 5


def commands(program: Program, folder: Path) -> Figures:
    """Time some commands of a source tree. `folder` is for the policy file that is checked."""
    policy = folder / "checked.toml"
    policy.write_text(policy_for(program.root))
    return {
        "check_s": _seconds(program, folder, "check", str(policy)),
        "help_s": _seconds(program, folder, "--help"),
    }


def _seconds(program: Program, folder: Path, *arguments: str) -> float:
    """Return the median of some runs, after one that compiles what is not compiled."""
    command = (program.python, "-P", "-m", "bot.cli.main", *arguments)
    environment = {"PYTHONPATH": str(program.root), "IL_ALERT_STATE_DIR": str(folder)}
    taken = []
    for _ in range(1 + REPETITIONS):
        began = time.perf_counter()
        subprocess.run(command, env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])
