"""How the rows of a large table are asked for.

While a server answers one large request it serves nobody else. So a large table is watched without its
rows, or without a large column, and these are asked for by many small selects that others' transactions
fit between.
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


class Afterwards(msgspec.Struct, frozen=True):
    """All rows at once but for one column, which comes by uuid when the rows are there. Meanwhile it holds
    what it held before, at first its default."""

    column: str


Plan: TypeAlias = Numbered | ReferredBy | Afterwards
"""What a row type of a large table says in its class variable SLICES."""


def plan_of(row_type: type[Row], columns: Container[str]) -> Plan | None:
    """How the rows are fetched where the server has these columns; None for all at once."""
    plan: Plan | None = getattr(row_type, "SLICES", None)
    if isinstance(plan, Numbered | Afterwards) and plan.column not in columns:
        return None
    return plan
