"""What people wait for where alerts come one after the other, as on most days with trouble."""

from tests.bench.figures import Figures, waits

EACH_SECOND = 5
TIMES = 4
"""For how many times as long as other loads, so that there is a slowest of some."""


async def at_ease(stage, people, prefix: str) -> Figures:
    """Let people raise alerts at that rate, on a stage of `measure`."""
    stage.sandbox.faults.set({"ilert_latency_ms": 0})
    raised = await stage.crowd.at_rate(people, EACH_SECOND, TIMES * stage.plan.seconds)
    opened = waits(f"{prefix}_open", [one.opened for one in raised])
    return opened | waits(f"{prefix}_submit", [one.submitted for one in raised])
