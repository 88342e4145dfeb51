"""What has been fetched from a database for one plan, and what is still missing.

A plan is made from a handful of rows of a database that may hold a million. Nothing is copied ahead: who
needs what is not here raises Missing, the maker fetches just that, and everything is computed anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from ovntui.plans.values import Atom, Columns


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of these uuids, as far as they exist."""

    table: str
    uuids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Having:
    """The rows that hold a value in a column of one atom."""

    table: str
    column: str
    value: Atom


@dataclass(frozen=True, slots=True)
class Whole:
    """All rows of a table."""

    table: str


@dataclass(frozen=True, slots=True)
class Referrers:
    """Which rows of a table refer to a row in a column."""

    table: str
    column: str
    uuid: str


Wanted: TypeAlias = Rows | Having | Whole | Referrers


class Missing(Exception):
    """Something that has not been fetched yet was looked at."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        super().__init__("not fetched yet")
        self.wanted = tuple(wanted)


@dataclass(slots=True)
class Known:
    """rows is by table and uuid, None where there is no such row; found holds the uuids that answer a
    question; names holds what people call the rows that refer to others."""

    rows: dict[tuple[str, str], Columns | None] = field(default_factory=dict)
    found: dict[Having | Whole | Referrers, tuple[str, ...]] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def row(self, table: str, uuid: str) -> Columns | None:
        """A row, or None where there is none. Raises Missing."""
        try:
            return self.rows[table, uuid]
        except KeyError:
            raise Missing([Rows(table, (uuid,))]) from None

    def existing(self, table: str, uuid: str) -> Columns:
        """A row that was there when it was fetched."""
        row = self.row(table, uuid)
        assert row is not None
        return row


@dataclass(slots=True)
class Reads:
    """What the commands looked at: whole columns of rows; elements of sets, with whether they were there;
    values that no row held; and tables in whole."""

    columns: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    elements: dict[tuple[str, str, str], dict[Atom, bool]] = field(default_factory=dict)
    absent: set[Having] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Drafted:
    """What the commands did: new rows with the columns that are not at their defaults, columns of rows
    before and after (of sets and maps only the elements that differ), rows that they deleted, and what
    they looked at to get there."""

    inserted: dict[tuple[str, str], Columns]
    changed: dict[tuple[str, str], tuple[Columns, Columns]]
    deleted: set[tuple[str, str]]
    reads: Reads
