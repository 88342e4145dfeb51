"""What a run of the benchmarks is asked to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.made.layout import Size


@dataclass(frozen=True, slots=True)
class Run:
    """sizes from small to large; rounds for each thing that takes turns; seconds for what is watched
    over a time; idl says whether the slow python peers are run; pictures is the folder that pictures
    go to, if any."""

    sizes: Sequence[Size]
    rounds: int
    seconds: float
    idl: bool
    pictures: Path | None

    @property
    def size(self) -> Size:
        """The one that figures at one size are measured on: L, or the largest below it."""
        return next((size for size in self.sizes if size.name == "L"), self.sizes[-1])

    def rounds_at(self, size: Size) -> int:
        """How often each thing is run at a size: XL takes minutes, and its figures are only to tell how
        things grow."""
        return min(self.rounds, 2) if size.name == "XL" else self.rounds
