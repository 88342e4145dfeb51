"""Numbers that were measured often, and what is told of them."""

import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def median(numbers: Sequence[float]) -> float:
    """The middle one. Of costs it is told rather than the mean, which one disturbance spoils."""
    return statistics.median(numbers)


def percentile(numbers: Sequence[float], percent: float) -> float:
    """The smallest number that at least so many percent of all do not exceed."""
    ordered = sorted(numbers)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def take_turns(rounds: int, what: Mapping[str, Callable[[], T]]) -> Iterator[tuple[int, str, T]]:
    """Run each thing once a round, so that what disturbs the machine disturbs them alike. Each round
    begins with another one, since the first runs on the coldest caches."""
    names = list(what)
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            yield number, name, what[name]()
