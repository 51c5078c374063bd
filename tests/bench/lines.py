"""Draws curves as an SVG picture, one panel for each, in the reader's light or dark colours. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, PANEL_HEIGHT = 760, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 20, 50, 46
_COLOURS = ("#2f6fde", "#c2410c", "#0f8a5f", "#8b5cf6")

# A page that shows the picture need not know which of both a reader wants.
_STYLE = """<style>
.paper { fill: #ffffff } .ink { fill: #1c2733 } .grid { stroke: #d8dde3 }
@media (prefers-color-scheme: dark) { .paper { fill: #0d1117 } .ink { fill: #e6edf3 } .grid { stroke: #30363d } }
</style>"""


@dataclass(frozen=True)
class Panel:
    """Curves over one axis. Each has a value for each size, in the same unit."""

    title: str
    sizes: Sequence[int]
    curves: Mapping[str, Sequence[float]]


def drawn(title: str, panels: Sequence[Panel]) -> str:
    """Draw panels one below the other. Sizes stand apart by their logarithm, values as they are, from 0."""
    height = PANEL_HEIGHT * len(panels)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
            'font-size="12" role="img">',
            f"<title>{escape(title)}</title>",
            _STYLE,
            f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
            *(part for n, panel in enumerate(panels) for part in _panel(panel, n * PANEL_HEIGHT)),
            "</svg>",
            "",
        ]
    )


def _panel(panel: Panel, top: int) -> list[str]:
    highest = _round_up(max(value for values in panel.curves.values() for value in values))
    floor, room = top + PANEL_HEIGHT - _BOTTOM, PANEL_HEIGHT - _TOP - _BOTTOM
    xs = _places(panel.sizes)
    parts = [_text(_LEFT, top + 20, panel.title, size=14)]
    for share in (0, 0.5, 1):
        y = floor - share * room
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{share * highest:g}", anchor="end"))
    parts += [_text(x, floor + 18, f"{size:,}", anchor="middle") for x, size in zip(xs, panel.sizes, strict=True)]
    left = float(_LEFT)
    for colour, (name, values) in zip(_COLOURS, panel.curves.items(), strict=False):
        points = [(x, floor - value / highest * room) for x, value in zip(xs, values, strict=True)]
        parts += _curve(points, colour)
        parts.append(f'<circle cx="{left + 5:.1f}" cy="{top + 36}" r="4" fill="{colour}"/>')
        parts.append(_text(left + 14, top + 40, name))
        left += 30 + 6.2 * len(name)
    return parts


def _curve(points: Sequence[tuple[float, float]], colour: str) -> list[str]:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return [
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points),
    ]


def _places(sizes: Sequence[int]) -> list[float]:
    """Return where each size stands. None at all stands as far before the next as that does before its next."""
    logs = [math.log(size) if size else 2 * math.log(sizes[1]) - math.log(sizes[2]) for size in sizes]
    room = WIDTH - _LEFT - _RIGHT - 60
    return [_LEFT + 30 + (log - logs[0]) / (logs[-1] - logs[0]) * room for log in logs]


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5, 10, 20 … that is not below a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12) -> str:
    return f'<text class="ink" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
