"""How the rows of a large table are asked for.

While a server answers one large request it serves nobody else. So a large table is watched without its
rows, and these are asked for by many small selects that others' transactions fit between.
"""

from collections.abc import Container
from typing import TypeAlias

import msgspec

from ovntui.ovsdb.wire import Row


class Numbered(msgspec.Struct, frozen=True):
    """Rows by uuid, from lists of the uuids of those whose integer column lies in one range after another.
    The values are expected from first to last; others are found all the same."""

    column: str
    first: int
    last: int


class ReferredBy(msgspec.Struct, frozen=True):
    """Rows by uuid, from the column of another watched table that refers to every row; from a list of the
    table's uuids where that one is not watched."""

    table: str
    column: str


class Listed(msgspec.Struct, frozen=True):
    """Rows by uuid, from a list of the table's uuids: for a table of hundreds or thousands of rows, whose
    list is short. A large column may be fetched later than the others, when all rows are there; meanwhile it
    holds what it held before, at first its default."""

    later: str = ""


Plan: TypeAlias = Numbered | ReferredBy | Listed
"""What a row type of a large table says in its class variable SLICES."""


class Matching(msgspec.Struct, frozen=True):
    """Rows by uuid, those that match a watch's conditions: for the first rows of a monitor a server copies
    all columns of all rows of the table, and then looks which match."""


def plan_of(row_type: type[Row], columns: Container[str]) -> Plan | None:
    """How the rows are fetched where the server has these columns; None for all at once."""
    plan: Plan | None = getattr(row_type, "SLICES", None)
    if isinstance(plan, Numbered) and plan.column not in columns:
        return None
    return Listed() if isinstance(plan, Listed) and plan.later not in columns else plan
