"""What a screen shows of a record: cells, columns, fields, and the doors that lead on.

Pure descriptions. A record's module says which columns it has; the table widget draws any of them.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar

import msgspec

from ovntui.safetext import SafeText

R = TypeVar("R")

Kind: TypeAlias = Literal["chassis", "switch", "port", "router", "router_port", "nat", "host", "vm", "row"]
"""What a record is; "row" is a bare row of a database, as the Database screen shows it."""


class Mood(Enum):
    """What a cell tells beside its text. Never told by colour alone: the text carries a sign too."""

    PLAIN = "plain"
    DIM = "dim"
    GOOD = "good"
    PARTLY = "partly"
    WARNING = "warning"
    BAD = "bad"
    NAME = "name"


class Door(NamedTuple):
    """Where a name on the screen leads: a record of some kind, by its key (a uuid; for "row",
    "database/table/uuid")."""

    kind: Kind
    key: str


class Listing(NamedTuple):
    """Where a count on the screen leads: the table of some kind, narrowed by a filter."""

    kind: Kind
    filter: str


class Cell(NamedTuple):
    """One value as it is shown."""

    text: SafeText
    mood: Mood = Mood.PLAIN


EMPTY = Cell(SafeText(""))


class Column(msgspec.Struct, Generic[R], frozen=True):
    """One column of a record table.

    key is what the filter and the settings call it (`switch:ls-int`); title heads it. width is in
    terminal cells, the least that is useful; a column with grow > 0 shares what is left over by that
    weight. sort gives a key that compares with every other record's; None sorts by the text. right
    aligns numbers. optional columns are hidden until chosen. echo tells that it repeats in another form
    what other columns show, so that a word looked for in any column is not looked for in this one. bare reads
    the cell's text out of the record's own row, where that tells it whole, for sorting what is not joined.
    """

    key: str
    title: str
    cell: Callable[[R], Cell]
    width: int = 8
    grow: int = 0
    sort: Callable[[R], Any] | None = None
    door: Callable[[R], Door | Listing | None] | None = None
    right: bool = False
    optional: bool = False
    echo: bool = False
    bare: Callable[[Any], str] | None = None


class Field(msgspec.Struct, frozen=True):
    """One line of a record's details: a label, its value, and where the value leads.

    A label may be a name from a database; it is made safe here. That a lively one has changed is no news.
    """

    label: str
    cell: Cell
    door: Door | Listing | None = None
    lively: bool = False

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "label", SafeText(self.label))


class Section(msgspec.Struct, frozen=True):
    """A headed group of fields."""

    title: str
    fields: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "title", SafeText(self.title))  # a host's name may stand in it
