"""`make bench`: measure the bot beside its peers.

    .venv/bin/python -m tests.bench [--quick] [--write-docs]

prints one table, and writes it as JSON and a picture to `build/bench/`; with `--write-docs` also into `docs/`.
"""

import argparse
import asyncio
import compileall
import json
import math
import sys
import time
from datetime import UTC, datetime

from tests.bench import page, report
from tests.bench.figures import Figures, spread
from tests.bench.measure import measure
from tests.bench.noise import Listening, Noise
from tests.bench.plot import bars
from tests.bench.process import BOT, FLOOR, HERE, NAIVE, Program
from tests.bench.rows import LATENCIES_MS, Runs
from tests.bench.several_hosts import LEFT_OUT, several_hosts
from tests.bench.stage import FULL, QUICK, Plan

PROGRAMS = (FLOOR, NAIVE, BOT)
RESULTS = HERE / "build" / "bench"
DOCS = HERE / "docs"
PICTURE = "performance.svg"


async def interleaved(
    programs: tuple[Program, ...], plan: Plan, whole: tuple[Program, ...], seconds: float = math.inf
) -> tuple[Runs, Noise]:
    """Measure the programs in turn, again and again, so that what disturbs one disturbs all.

    No repetition but the first begins that would not end within so many seconds.
    """
    began = time.monotonic()
    for program in programs:
        compileall.compile_dir(program.root / "bot", quiet=2)
    runs: dict[str, list[Figures]] = {program.name: [] for program in programs}
    listening = Listening()
    for repetition in range(plan.repetitions):
        if repetition and (time.monotonic() - began) * (repetition + 1) / repetition > seconds:
            break
        for program in programs:
            listening.calibrate()
            print(f"{repetition + 1}/{plan.repetitions} {program.name} …", file=sys.stderr, flush=True)
            large = program in whole and repetition < plan.large_repetitions
            runs[program.name].append(await measure(program, plan, whole=program in whole, large=large))
    return runs, listening.noise()


def verdict(noise: Noise) -> str:
    """Say whether the figures may be believed."""
    if noise.reasons:
        return "The machine was too noisy to believe these figures: " + "; ".join(noise.reasons) + "."
    return (
        f"The machine was quiet: a fixed loop took at most {noise.calibration:.2f} times its median, other programs "
        f"used {noise.others:.1%} of the machine, its host took {noise.stolen:.1%}."
    )


def picture(runs: Runs) -> str:
    """Draw how long people wait for the dialog."""
    groups = {
        f"ilert answers after {ms} ms": [
            spread([figures[f"open_{ms}_p50"] for figures in runs[program.name]]).median for program in PROGRAMS
        ]
        for ms in LATENCIES_MS
    }
    return bars("slash command → views.open, median", "ms", [program.name for program in PROGRAMS], groups)


def write_results(runs: Runs, noise: Noise, seconds: float) -> None:
    """Write what was measured as JSON, and the picture."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": page.machine(),
        "seconds": round(seconds),
        "noise": vars(noise) | {"reasons": noise.reasons},
        "runs": runs,
    }
    (RESULTS / "results.json").write_text(json.dumps(result, indent=1) + "\n")
    (RESULTS / PICTURE).write_text(picture(runs))


def write_docs(runs: Runs, noise: Noise, plan: Plan) -> None:
    """Put table and picture into the documentation."""
    path = DOCS / "performance.md"
    repeated = "once" if plan.repetitions == 1 else f"{plan.repetitions} times: the median (least–most)"
    parts = [
        f"Measured on {datetime.now(UTC):%Y-%m-%d} on {page.machine()}, {repeated}. {verdict(noise)}",
        f"![How long people wait for the dialog]({PICTURE})",
        report.markdown(report.lines(runs, spreads=True)),
    ]
    path.write_text(page.filled(path.read_text(), "\n\n".join(parts)))
    (DOCS / PICTURE).write_text(picture(runs))


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="one short repetition, in less than a minute")
    parser.add_argument("--write-docs", action="store_true", help="put the table and the picture into docs/")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    began = time.monotonic()
    runs, noise = asyncio.run(interleaved(PROGRAMS, plan, whole=(BOT,)))
    shared = asyncio.run(several_hosts(plan))
    runs[BOT.name][0].update(shared)
    seconds = time.monotonic() - began
    print(report.terminal(report.lines(runs, spreads=False)))
    print(f"\n{page.machine()}\n{verdict(noise)}\nIt took {seconds:.0f} s. All figures: {RESULTS / 'results.json'}")
    if not shared:
        print(LEFT_OUT)
    write_results(runs, noise, seconds)
    if options.write_docs:
        write_docs(runs, noise, plan)
    return 0


if __name__ == "__main__":
    sys.exit(main())
