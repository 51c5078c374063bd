"""`make bench-growth`: how what people wait for grows with the account, the crowd, the outbox and the cards.

    .venv/bin/python -m tests.bench.growth [--write-docs] [--repetitions N] [AXIS ...]

prints a table for each axis, and writes all as JSON and a picture to `build/bench/`; with `--write-docs` also into
`docs/`. The sizes are measured in turn, three times if nobody says otherwise, and the medians count.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import page
from tests.bench.__main__ import DOCS, RESULTS, verdict
from tests.bench.figures import Figures, spread
from tests.bench.growth_curves import PLAN, Prepared, measured
from tests.bench.growth_report import AXES, CURVES, Points, markdown, tables, terminal
from tests.bench.growth_report import verdict as growth_verdict
from tests.bench.lines import Panel, drawn
from tests.bench.noise import Listening, Noise
from tests.bench.stage import workshop

PICTURE = "growth.svg"

Medians = Mapping[str, Mapping[str, Points]]


async def repeated(axes: list[str], repetitions: int) -> tuple[Medians, Noise]:
    """Measure all sizes of some axes, again and again, and return the medians by axis and figure."""
    found: dict[str, dict[int, list[Figures]]] = {axis: defaultdict(list) for axis in axes}
    listening = Listening()
    with tempfile.TemporaryDirectory(dir=workshop()) as folder:
        prepared = Prepared(Path(folder))
        for repetition in range(repetitions):
            for axis, size in [(one, size) for one in axes for size in AXES[one][1]]:
                listening.calibrate()
                print(f"{repetition + 1}/{repetitions} {size:,} {AXES[axis][0]} …", file=sys.stderr, flush=True)
                found[axis][size].append(await measured(axis, size, prepared))
    return {axis: _medians(sizes) for axis, sizes in found.items()}, listening.noise()


def _medians(sizes: Mapping[int, list[Figures]]) -> Mapping[str, Points]:
    figures = next(iter(sizes.values()))[0]
    return {
        figure: {size: spread([one[figure] for one in runs]).median for size, runs in sizes.items()}
        for figure in figures
    }


def picture(medians: Medians) -> str:
    """Draw all curves: a panel for each axis and unit."""
    panels = []
    for axis, (name, sizes) in AXES.items():
        curves = [one for one in CURVES if one.axis == axis and one.figure in medians.get(axis, {})]
        for unit in dict.fromkeys(one.unit for one in curves):
            shown = {one.title: [medians[axis][one.figure][n] for n in sizes] for one in curves if one.unit == unit}
            panels.append(Panel(f"{unit}, by {name}", sizes, shown))
    return drawn("How what people wait for grows", panels)


def write_docs(medians: Medians, noise: Noise, repetitions: int) -> None:
    """Put tables and picture into the documentation."""
    path = DOCS / "performance.md"
    parts = [
        f"Measured on {datetime.now(UTC):%Y-%m-%d} on {page.machine()}, {times(repetitions)}. {verdict(noise)}",
        f"**{growth_verdict(medians)}**",
        f"![How what people wait for grows]({PICTURE})",
        *(markdown(lines) for lines in tables(medians).values()),
    ]
    path.write_text(page.filled(path.read_text(), "\n\n".join(parts), "bench-growth"))
    (DOCS / PICTURE).write_text(picture(medians))


def times(repetitions: int) -> str:
    """Say how often something was measured."""
    return "once" if repetitions == 1 else f"{repetitions} times: the medians"


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__.split("\n", 1)[0])
    parser.add_argument("axes", nargs="*", choices=[*AXES, []], metavar="AXIS", help=f"some of {', '.join(AXES)}")
    parser.add_argument("--write-docs", action="store_true", help="put the tables and the picture into docs/")
    parser.add_argument(
        "--repetitions",
        type=int,
        choices=range(1, 10),
        default=PLAN.repetitions,
        metavar="N",
        help="how often to measure",
    )
    options = parser.parse_args()
    medians, noise = asyncio.run(repeated(options.axes or list(AXES), options.repetitions))
    for lines in tables(medians).values():
        print(terminal(lines), end="\n\n")
    print(f"{growth_verdict(medians)}\n{page.machine()}\n{verdict(noise)}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "growth.json").write_text(json.dumps({"medians": medians, "noise": noise.reasons}, indent=1) + "\n")
    (RESULTS / PICTURE).write_text(picture(medians))
    if options.write_docs:
        write_docs(medians, noise, options.repetitions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
