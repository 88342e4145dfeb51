"""What a monitor reports: the row as it was and the row as it is."""

from typing import Generic, NamedTuple, TypeVar

from ovntui.ovsdb.wire import Row

RowT = TypeVar("RowT", bound=Row)


class Change(NamedTuple, Generic[RowT]):
    """One row of one table came (old is None), went (new is None) or became another."""

    table: str
    uuid: str
    old: RowT | None
    new: RowT | None
