"""The picture."""

from xml.etree import ElementTree as ET

from tests.bench.plot import HEIGHT, WIDTH, bars

SVG = "{http://www.w3.org/2000/svg}"


def drawn(groups):
    return ET.fromstring(bars("a < b", "ms", ["floor", "bot"], groups))  # noqa: S314 - our own picture


def test_every_value_is_a_bar_within_the_picture():
    rectangles = drawn({"near": [1.0, 2.0], "far": [250.0, 9.0]}).findall(f"{SVG}rect")
    bars_only = [one for one in rectangles if one.get("y") is not None and float(one.get("y")) > 46]
    assert len(bars_only) == 4
    for bar in bars_only:
        assert 0 <= float(bar.get("x")) <= WIDTH - float(bar.get("width"))
        assert float(bar.get("height")) > 0
        assert float(bar.get("y")) + float(bar.get("height")) <= HEIGHT


def test_bars_grow_with_their_values():
    heights = [float(one.get("height")) for one in drawn({"near": [1.0, 300.0]}).findall(f"{SVG}rect")[-2:]]
    assert heights[0] < heights[1]


def test_words_are_escaped():
    assert drawn({"x": [1.0, 2.0]}).find(f"{SVG}title").text == "a < b"


def test_what_never_came_reaches_the_top():
    picture = drawn({"near": [1.0, float("inf")]})
    assert float(picture.findall(f"{SVG}rect")[-1].get("y")) == 60
    assert "never" in [text.text for text in picture.findall(f"{SVG}text")]
