"""What the table's rows are to reach."""

import pytest

from tests.bench.rows import BOT, FLOOR, NAIVE, REACHES, ROWS, Reach


@pytest.mark.parametrize(
    ("reach", "runs", "measured", "met", "words"),
    [
        (Reach("cpu_ms", 4), {BOT: [{"cpu_ms": 3.0}]}, 3.0, True, "≤ 4"),
        (Reach("cpu_ms", 2), {BOT: [{"cpu_ms": 3.0}]}, 3.0, False, "≤ 2"),
        (
            Reach("ack_p50", 3, times=FLOOR),
            {BOT: [{"ack_p50": 2.0}, {"ack_p50": 4.0}], FLOOR: [{"ack_p50": 1.0}, {"ack_p50": 1.0}]},
            3.0,
            True,
            "≤ 3 × floor",
        ),
        (
            Reach("saturation", 2, "at least", times=NAIVE),
            {BOT: [{"saturation": 300.0}], NAIVE: [{"saturation": 200.0}]},
            1.5,
            False,
            "≥ 2 × naive Bolt",
        ),
        (
            Reach("open_200_p50", 80, "at least", times=NAIVE, faster=True),
            {BOT: [{"open_200_p50": 2.0}], NAIVE: [{"open_200_p50": 600.0}]},
            300.0,
            True,
            "≥ 80 × faster than naive Bolt",
        ),
        (
            Reach("large_ack_p50", 1.5, than="ack_p50"),
            {BOT: [{"large_ack_p50": 3.0, "ack_p50": 1.0}]},
            3.0,
            False,
            "≤ 1.5 × the small account",
        ),
        (
            Reach("shared_alert_p50", 4, above="alert_0_p50"),
            {BOT: [{"shared_alert_p50": 9.0, "alert_0_p50": 4.0}, {"alert_0_p50": 6.0}]},
            4.0,
            True,
            "≤ 4 above the same with SQLite",
        ),
        (
            Reach("submit_p99", 2, than="submit_p50"),
            {BOT: [{"submit_p99": 5.0, "submit_p50": 2.0}]},
            2.5,
            False,
            "≤ 2 × its p50",
        ),
        (Reach("ack_p50", 3, times=FLOOR), {BOT: [{"ack_p50": 2.0}]}, None, None, "≤ 3 × floor"),
        (Reach("ack_p50", 3), {}, None, None, "≤ 3"),
    ],
)
def test_a_reach(reach, runs, measured, met, words):
    assert reach.measured(runs) == measured
    assert reach.met(runs) is met
    assert reach.words == words


def test_the_median_of_the_ratios_counts_so_that_one_disturbed_repetition_does_not():
    runs = {BOT: [{"ack_p50": n} for n in (2.0, 30.0, 2.2)], FLOOR: [{"ack_p50": 1.0}] * 3}
    assert Reach("ack_p50", 3, times=FLOOR).measured(runs) == 2.2


def test_every_reach_belongs_to_a_row():
    assert {reach.figure for reach in REACHES} <= {row.figure for row in ROWS}
    assert len({row.figure for row in ROWS}) == len(ROWS)
