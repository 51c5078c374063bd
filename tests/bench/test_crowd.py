"""The crowd gets its alerts raised by every program. What it measures is for `make bench`; here it is about whether."""

import math

import pytest

from tests.bench.measure import measure
from tests.bench.process import BOT, FLOOR, NAIVE
from tests.bench.stage import Plan

BRIEF = Plan(repetitions=1, seconds=0.2, each_second=40.0, settle_seconds=0.0, quiet_seconds=0.35, share=0.1)


@pytest.mark.parametrize("program", [FLOOR, NAIVE], ids=lambda program: program.name)
async def test_a_peer_raises_alerts(program):
    figures = await measure(program, BRIEF, whole=False, large=False)
    assert math.isfinite(figures["alert_200_p99"])
    assert figures["saturation"] > 0


@pytest.mark.timeout(120)
async def test_the_bot_raises_alerts_by_both_options():
    # A large account is read at the pace that ilert allows, for most of a minute: that is for `make bench` alone.
    figures = await measure(BOT, BRIEF, whole=True, large=False)
    assert [name for name, value in figures.items() if not math.isfinite(value)] == []
    # The event, and a look for its alert, which may be one for several; a last one of before may be among them.
    assert 1.0 <= figures["ilert_calls"] <= 2.1
    assert 2.0 <= figures["alone_ilert_calls"] <= 2.4
    # The dialog and its result, which may come after the count; in the account dialog the chosen source; on a slow
    # machine, that it takes a while.
    assert 1.0 <= figures["slack_calls"] <= 3.0
    assert 3.0 <= figures["account_slack_calls"] <= 4.0
    # The sender, their teams and the alert; and the source, unless somebody just asked for it.
    assert 3.0 <= figures["account_ilert_calls"] <= 4.25
