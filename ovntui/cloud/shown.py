"""Cells of the usual sorts, for columns and details alike."""

from collections.abc import Iterable

from ovntui.cloud.cells import EMPTY, Cell, Door, Kind, Listing, Mood
from ovntui.cloud.filters import quote
from ovntui.cloud.records import Named
from ovntui.safetext import SafeText


def shown(text: str, mood: Mood = Mood.PLAIN) -> Cell:
    """Any text."""
    return Cell(SafeText(text), mood) if text else EMPTY


def name(text: str) -> Cell:
    """A name that one can go to."""
    return Cell(SafeText(text), Mood.NAME) if text else EMPTY


def named(relation: Named | None) -> Cell:
    """A relation's name; dim where no such record exists."""
    if relation is None:
        return EMPTY
    return Cell(SafeText(relation.name), Mood.NAME if relation.key else Mood.DIM)


def names(relations: Iterable[Named]) -> Cell:
    """Several relations' names."""
    return name(", ".join([one.name for one in relations]))


def count(number: int) -> Cell:
    """A number of things; a dim 0."""
    return Cell(SafeText(f"{number:,}"), Mood.PLAIN if number else Mood.DIM)


def number(value: int | None) -> Cell:
    """A number that is a name, such as a tag or a tunnel key: without separators."""
    return EMPTY if value is None else Cell(SafeText(str(value)))


def size(number: int) -> Cell:
    """So many bytes, in the largest unit that leaves at least one of it; nothing for none."""
    amount, unit = float(number), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return shown(f"{amount:.3g} {unit}" if amount < 1000 else f"{amount:.0f} {unit}") if number else EMPTY


def yes(truth: bool) -> Cell:
    """yes, or nothing."""
    return Cell(SafeText("yes")) if truth else EMPTY


def door(kind: Kind, relation: Named | None) -> Door | None:
    """The door to a relation, where there is one."""
    return Door(kind, relation.key) if relation is not None and relation.key else None


def listing(kind: Kind, column: str, value: str) -> Listing:
    """The records of a kind whose column shows exactly that text."""
    return Listing(kind, quote(column, value))
