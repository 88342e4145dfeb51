"""From another client's commit to its being on the screen."""

import random
from collections.abc import Iterator
from typing import Final

from bench.measure.changes import Visible
from bench.measure.opening import loaded
from bench.report import Table, delays
from bench.run import Run

_COMMITS: Final = 200


def measure(run: Run) -> Iterator[Table]:
    """One table over all sizes."""
    found: dict[str, list[float]] = {}
    dice = random.Random(1)
    for size in run.sizes:
        with loaded(size) as (_, console, client):
            port = Visible(console, client)
            took = found.setdefault(size.name, [])
            for _ in range(_COMMITS):
                took.append(port.change())
                console.listen(dice.uniform(0.02, 0.12))  # at no beat of ours
    yield delays("Another client's commit → on screen", "p50 ≤ 20 ms, p99 ≤ 100 ms", found)
