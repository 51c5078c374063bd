"""The picture of curves."""

from xml.etree import ElementTree as ET

import pytest

from tests.bench.lines import PANEL_HEIGHT, WIDTH, Panel, drawn

SVG = "{http://www.w3.org/2000/svg}"
PANEL = Panel("ms, by a < b", (0, 10, 100), {"first": [1.0, 2.0, 4.0], "second": [0.5, 0.5, 0.5]})


def picture(*panels):
    return ET.fromstring(drawn("How it grows", panels))  # noqa: S314 - our own picture


def curves(found):
    for line in found.findall(f"{SVG}polyline"):
        yield [tuple(map(float, point.split(","))) for point in line.get("points").split()]


def test_every_value_is_a_point_within_its_panel():
    first, second = curves(picture(PANEL))
    assert len(first) == len(second) == 3
    for x, y in (*first, *second):
        assert 0 < x < WIDTH
        assert 0 < y < PANEL_HEIGHT


def test_panels_stand_one_below_the_other():
    upper, _, lower, _ = curves(picture(PANEL, PANEL))
    assert [y - PANEL_HEIGHT for _, y in lower] == pytest.approx([y for _, y in upper])


def test_what_grows_rises_and_what_does_not_is_level():
    growing, level = curves(picture(PANEL))
    assert growing[0][1] > growing[1][1] > growing[2][1]
    assert len({y for _, y in level}) == 1


def test_none_at_all_has_a_place_before_the_first_size():
    (growing, _) = curves(picture(PANEL))
    assert growing[0][0] < growing[1][0] < growing[2][0]


def test_it_can_be_read_in_light_and_dark_and_its_words_are_escaped():
    drawing = drawn("How it grows", [PANEL])
    assert "prefers-color-scheme: dark" in drawing
    assert "a &lt; b" in drawing
    assert {text.get("class") for text in picture(PANEL).findall(f"{SVG}text")} == {"ink"}
