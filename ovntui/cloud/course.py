"""Counters as they were at moments, the rates between these, and a line that is drawn of them."""

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

KEPT: Final = 30
"""How many rates are known at most."""

_BARS: Final = "▁▂▃▄▅▆▇█"


class Course:
    """What one thing has counted of late, the oldest first. Counters that fall have begun anew, and so does
    this."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, Sequence[float]]] = deque(maxlen=KEPT + 1)

    def add(self, at: float, counters: Sequence[float]) -> None:
        """What it counts at a moment, in seconds."""
        if self._samples:
            before, last = self._samples[-1]
            if at <= before:
                return
            if any(new < old for new, old in zip(counters, last, strict=True)):
                self._samples.clear()
        self._samples.append((at, counters))

    @property
    def at(self) -> float | None:
        """When it was last asked."""
        return self._samples[-1][0] if self._samples else None

    def rates(self, which: int) -> list[float]:
        """How much a second one of the counters grew from moment to moment."""
        return [
            (now[which] - before[which]) / (at - then)
            for (then, before), (at, now) in pairwise(self._samples)
        ]


def sparkline(rates: Sequence[float], most: float) -> str:
    """Rates as bars, the highest of which is most; nothing is drawn for a rate of 0."""
    return "".join(_bar(rate / most if most > 0 else 0) for rate in rates)


def _bar(part: float) -> str:
    return " " if part <= 0 else _BARS[min(len(_BARS) - 1, int(part * len(_BARS)))]
