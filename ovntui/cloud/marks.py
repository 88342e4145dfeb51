"""The signs that tell a state where colour does not: one for each mood that has one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.cloud.cells import Cell, Mood
from ovntui.safetext import SafeText

SIGNS: Final[Mapping[Mood, str]] = MappingProxyType(
    {
        Mood.GOOD: "●",
        Mood.PARTLY: "◐",
        Mood.DIM: "○",
        Mood.WARNING: "▲",
        Mood.BAD: "✗",
        Mood.PLAIN: "·",
    }
)
"""● up, ◐ partly, ○ down, ▲ warning, ✗ broken, · nothing to tell."""

_CELLS: Final[Mapping[Mood, Cell]] = MappingProxyType(
    {mood: Cell(SafeText(text), mood) for mood, text in SIGNS.items()}
)


def sign(mood: Mood) -> Cell:
    """The sign alone, as a cell."""
    return _CELLS[mood]
