"""Series of faults: how many, and what is told of them. `make lab-faults` asks for long ones."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

RUNS: Final = int(os.environ.get("RUNS", "0"))
"""How many cases of each series; 0: a few of each."""
FIRST: Final = int(os.environ.get("FIRST", "0"))
"""The number of the first."""
SEED: Final = os.environ.get("SEED", "1")


@dataclass
class Series:
    """The cases of one series, by their numbers, and what became of each."""

    name: str
    few: int
    became: "Counter[str]" = field(default_factory=Counter)

    def numbers(self) -> Iterator[int]:
        """The cases' numbers."""
        return iter(range(FIRST, FIRST + (RUNS or self.few)))

    def chance(self, number: int) -> Random:
        """What is left to chance in a case; the same for the same seed."""
        return Random(f"{self.name}-{SEED}-{number}")

    def tells(self, number: int, case: str, became: str) -> None:
        """Let it be seen what became of a case."""
        self.became[f"{case.partition(' at ')[0]}: {became.partition(' (')[0]}"] += 1
        print(f"{self.name} {number} (seed {SEED}): {case}: {became}", flush=True)  # noqa: T201  # for whom runs it

    def sum(self) -> str:
        """How many of each."""
        return "\n".join(f"  {count:3} × {what}" for what, count in sorted(self.became.items()))
