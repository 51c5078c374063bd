"""Draws waits as an SVG picture: bars on a logarithmic scale, since they differ by a factor of a hundred. Pure.

A plotting library would be larger than all that is measured here.
"""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 60, 40
_COLOURS = ("#9aa5b1", "#e0a030", "#2f6fde")

Groups = Mapping[str, Sequence[float]]
"""For each group of bars, its values in the order of the names."""


def bars(title: str, unit: str, names: Sequence[str], groups: Groups) -> str:
    """Draw groups of bars, one bar for each name."""
    values = [value for group in groups.values() for value in group if math.isfinite(value)]
    lowest, highest = _decades(values)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(_LEFT, 22, title, size=15),
        *_legend(names),
        *_scale(lowest, highest, unit),
    ]
    room = (WIDTH - _LEFT - _RIGHT) / len(groups)
    width = room * 0.8 / len(names)
    for place, (group, its_values) in enumerate(groups.items()):
        left = _LEFT + place * room + room * 0.1
        for n, value in enumerate(its_values):
            parts += _bar(left + n * width, width - 4, value, _height(value, lowest, highest), _COLOURS[n])
        parts.append(_text(left + room * 0.4, HEIGHT - 14, group, anchor="middle"))
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten between which all values lie."""
    return math.floor(math.log10(min(values)) - 0.01), math.ceil(math.log10(max(values)))


def _height(value: float, lowest: int, highest: int) -> float:
    """Return how high a value stands on the scale; what never came stands at its top."""
    return (math.log10(min(value, 10.0**highest)) - lowest) / (highest - lowest) * (HEIGHT - _TOP - _BOTTOM)


def _bar(left: float, width: float, value: float, height: float, colour: str) -> list[str]:
    top = HEIGHT - _BOTTOM - height
    return [
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>',
        _text(left + width / 2, top - 4, f"{value:.3g}" if math.isfinite(value) else "never", anchor="middle", size=12),
    ]


def _scale(lowest: int, highest: int, unit: str) -> list[str]:
    parts = []
    for power in range(lowest, highest + 1):
        y = HEIGHT - _BOTTOM - _height(10.0**power, lowest, highest)
        parts.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d8dde3"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{10.0**power:g} {unit}", anchor="end"))
    return parts


def _legend(names: Sequence[str]) -> list[str]:
    parts = []
    for n, name in enumerate(names):
        left = _LEFT + n * 150
        parts.append(f'<rect x="{left}" y="34" width="12" height="12" fill="{_COLOURS[n]}"/>')
        parts.append(_text(left + 18, 45, name))
    return parts


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 13) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
