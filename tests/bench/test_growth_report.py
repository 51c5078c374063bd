"""What counts as growing too fast."""

import pytest

from tests.bench.growth_report import AXES, CURVES, Curve, exponent, markdown, met, said, tables, terminal, verdict

FLAT = Curve("users", "open_p50", "slash command → views.open", "ms", "not grow")
LINEAR = Curve("people", "at_once_p50", "the last of them", "ms", "grow linearly")


def points(axis, value):
    return {size: value(size) for size in AXES[axis][1]}


def everything(**others):
    measured = {}
    for curve in CURVES:
        measured.setdefault(curve.axis, {})[curve.figure] = points(curve.axis, others.get(curve.figure, lambda _: 2.0))
    return measured


@pytest.mark.parametrize(
    ("value", "power"),
    [(lambda n: 3.0 * n, 1.0), (lambda n: 0.1 * n**2, 2.0), (lambda _: 7.0, 0.0)],
)
def test_the_power_of_growth(value, power):
    assert exponent(points("people", value)) == pytest.approx(power)


@pytest.mark.parametrize(
    ("curve", "value", "is_met"),
    [
        (LINEAR, lambda n: 5 + n, True),
        (LINEAR, lambda n: 5 + 0.001 * n**2, False),
        (FLAT, lambda _: 2.0, True),
        (FLAT, lambda n: 2.0 + n / 5_000, False),
    ],
)
def test_what_may_grow_and_how_fast(curve, value, is_met):
    found = points(curve.axis, value)
    assert met(curve, found) is is_met
    assert said(curve, found).endswith("met" if is_met else "NOT MET")


def test_the_verdict_names_what_grows_too_fast():
    assert verdict(everything()).endswith(": met.")
    told = verdict(everything(at_once_p99=lambda n: float(n**2)))
    assert told.endswith(
        ": NOT MET by slash command → views.open, p99 (people who type the command at the same moment)."
    )


def test_an_axis_that_was_not_measured_is_left_out():
    found = tables({"cards": everything()["cards"]})
    assert list(found) == ["cards"]
    head, first, *_ = found["cards"]
    assert head == ("live cards", "0", "50", "100", "250", "500", "growth")
    assert first[:2] == ("slash command → views.open, p50, ms", "2.00")


def test_tables_are_aligned_in_the_terminal_and_markdown_in_the_documentation():
    lines = tables(everything())["rows"]
    assert len({line.index("at most linear") for line in terminal(lines).splitlines()[1:]}) == 1
    written = markdown(lines).splitlines()
    assert written[1] == "| --- | --: | --: | --: | --: | --: | --- |"
    assert len({line.count("|") for line in written}) == 1
