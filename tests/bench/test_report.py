"""The table as people see it."""

import math

from tests.bench.report import lines, markdown, number, terminal
from tests.bench.rows import BOT, FLOOR, NAIVE

RUNS = {
    FLOOR: [{"ack_p50": 0.5}, {"ack_p50": 0.7}, {"ack_p50": 0.6}],
    NAIVE: [{"ack_p50": 11.0}, {"ack_p50": 11.5}, {"ack_p50": 12.0}],
    BOT: [{"ack_p50": 1.0, "saturation": 1234.5}, {"ack_p50": 1.4}, {"ack_p50": 1.2}],
}


def test_each_row_has_the_programs_and_its_reach():
    ack, saturation = lines(RUNS, spreads=False)
    assert ack == ("slash command → ack, p50, ms", "0.60", "11.50", "1.20", "≤ 3 × floor: 2.00, yes")
    assert saturation[1:4] == ("", "", "1,234")


def test_the_spread_stands_behind_the_median():
    assert lines(RUNS, spreads=True)[0][3] == "1.20 (1.00–1.40)"


def test_what_is_missed_is_said_loudly():
    runs = {**RUNS, BOT: [{"ack_p50": 9.0}] * 3}
    assert lines(runs, spreads=False)[0][4] == "≤ 3 × floor: 15.00, NO"


def test_the_terminal_table_is_aligned():
    header, ack, saturation = terminal(lines(RUNS, spreads=False)).splitlines()
    assert header.index("reach") == ack.index("≤")
    assert ack.index("1.20") + len("1.20") == saturation.index("1,234") + len("1,234")


def test_the_documentation_has_a_markdown_table():
    written = markdown(lines(RUNS, spreads=False)).splitlines()
    assert written[0] == "| figure | floor | naive Bolt | il-alert-bot | reach |"
    assert written[1] == "| --- | --: | --: | --: | --- |"
    assert all(line.count("|") == 6 for line in written)


def test_what_never_came():
    assert number(math.inf, 2) == "never"
