"""A picture of growth: both axes logarithmic, so that "linear" is one slope and "flat" none."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from typing import Final, TypeAlias

Series: TypeAlias = Sequence[tuple[float, float]]
"""Points: how many ports, how many milliseconds."""

_WIDTH: Final = 720
_HEIGHT: Final = 460
_LEFT: Final = 70
_RIGHT: Final = 210
_TOP: Final = 20
_BOTTOM: Final = 50
_COLOURS: Final = ("#2f6fb3", "#c0562b", "#3c8a4e", "#8a4fa0", "#7a7a7a", "#b08b1e")
_SIGNS: Final = ("", "6 4", "2 3", "8 3 2 3", "1 4", "10 4")


def log_log(found: Mapping[str, Series], along: str, up: str) -> str:
    """An SVG picture of the series; each is told apart by its dashes and its name, not by colour alone."""
    points = [point for series in found.values() for point in series]
    x = _Axis([at for at, _ in points], _LEFT, _WIDTH - _RIGHT)
    y = _Axis([value for _, value in points], _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for power in x.powers:
        at = x.place(10**power)
        parts += [
            _line(at, _TOP, at, _HEIGHT - _BOTTOM),
            _text(at, _HEIGHT - _BOTTOM + 18, f"{10**power:,}", "middle"),
        ]
    for power in y.powers:
        at = y.place(10**power)
        parts += [_line(_LEFT, at, _WIDTH - _RIGHT, at), _text(_LEFT - 6, at + 4, f"{10**power:g}", "end")]
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 12, along, "middle"))
    parts.append(_text(_LEFT - 6, _TOP - 6, up, "end"))
    for number, (name, series) in enumerate(found.items()):
        colour, dashes = _COLOURS[number % len(_COLOURS)], _SIGNS[number % len(_SIGNS)]
        way = " ".join(f"{x.place(at):.1f},{y.place(value):.1f}" for at, value in series)
        style = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"'
        parts.append(f'<polyline points="{way}" {style}/>')
        high = _TOP + 16 + 22 * number
        left = _WIDTH - _RIGHT + 12
        parts.append(f'<line x1="{left}" y1="{high - 4}" x2="{left + 32}" y2="{high - 4}" {style}/>')
        parts.append(_text(left + 38, high, name, "start"))
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """From values to places, whole powers of ten at both ends."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        self._low = floor(log10(min(values)))
        self._high = max(ceil(log10(max(values))), self._low + 1)
        self._begin, self._end = begin, end

    @property
    def powers(self) -> range:
        return range(self._low, self._high + 1)

    def place(self, value: float) -> float:
        share = (log10(value) - self._low) / (self._high - self._low)
        return self._begin + share * (self._end - self._begin)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dddddd"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
