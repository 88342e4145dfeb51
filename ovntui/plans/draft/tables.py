"""The rows of one table of a draft, in the place of the IDL's own container."""

import uuid as uuids
from collections.abc import Iterable, Iterator
from typing import Any

from ovs.db.custom_index import IndexEntryClass

from ovntui.plans.draft.rows import DraftRow
from ovntui.plans.known import Having, Missing, Whole


class DraftRows:
    """Rows by uuid. Looking one up, by uuid or by a column's value, or all, raises Missing where the answer
    has not been fetched yet."""

    def __init__(self, draft: Any, table: Any) -> None:
        self._draft = draft
        self._table = table
        self._rows: dict[uuids.UUID, DraftRow] = {}
        self._deleted: set[uuids.UUID] = set()
        self.indexes = Indexes(self, table)

    @property
    def IndexEntry(self) -> Any:  # noqa: N802  # ovsdbapp's name for it
        """A class whose objects hold the values to look for; dear to make, and the same for all drafts."""
        if not hasattr(self._table, "index_entry"):
            self._table.index_entry = IndexEntryClass(self._table)
        return self._table.index_entry

    def __getitem__(self, uuid: uuids.UUID) -> DraftRow:
        row: DraftRow | None = self.get(uuid)
        if row is None:
            raise KeyError(uuid)
        return row

    def __contains__(self, uuid: object) -> bool:
        return isinstance(uuid, uuids.UUID) and self.get(uuid) is not None

    def __iter__(self) -> Iterator[uuids.UUID]:
        return iter([row.uuid for row in self.values()])

    def __len__(self) -> int:
        return len(self.values())

    def get(self, uuid: uuids.UUID, default: Any = None) -> Any:
        """The row of that uuid. That a string looked like a uuid and was none is nothing to rely upon: the
        names of ports often look so."""
        if uuid in self._deleted:
            return default
        if uuid not in self._rows and self._draft.known.row(self._table.name, str(uuid)) is None:
            return default
        return self.referred(uuid)

    def referred(self, uuid: uuids.UUID, fellows: Iterable[uuids.UUID] = ()) -> DraftRow | None:
        """A row that another one refers to, which therefore exists; None where this draft deleted it."""
        if uuid in self._deleted:
            return None
        if uuid not in self._rows:
            self._rows[uuid] = DraftRow(self._table, uuid, fellows)
        return self._rows[uuid]

    def put(self, row: DraftRow) -> None:
        """A new row."""
        self._rows[row.uuid] = row

    def drop(self, row: DraftRow) -> None:
        """A row is deleted."""
        self._deleted.add(row.uuid)
        del self._rows[row.uuid]

    def values(self) -> list[DraftRow]:
        """All rows of the table, which is a thing to rely upon."""
        whole = Whole(self._table.name)
        found = self._draft.known.found.get(whole)
        if found is None:
            raise Missing([whole])
        self._draft.reads.tables.add(self._table.name)
        rows = (self.get(uuids.UUID(uuid)) for uuid in found)
        return [row for row in (*rows, *self._new()) if row is not None]

    def items(self) -> list[tuple[uuids.UUID, DraftRow]]:
        """All rows with their uuids."""
        return [(row.uuid, row) for row in self.values()]

    def keys(self) -> list[uuids.UUID]:
        """The uuids of all rows."""
        return list(self)

    def having(self, column: str, value: Any) -> list[DraftRow]:
        """The rows that hold a value by now."""
        having = Having(self._table.name, column, value)
        found = self._draft.known.found.get(having)
        if found is None:
            raise Missing([having])
        if not found:
            self._draft.reads.absent.add(having)
        candidates = [self.get(uuids.UUID(uuid)) for uuid in found]
        candidates += [row for row in self._touched(column) if row not in candidates]
        return [row for row in candidates if row is not None and getattr(row, column) == value]

    def _new(self) -> list[DraftRow]:
        return [row for row in self._rows.values() if row.is_drafted]

    def _touched(self, column: str) -> list[DraftRow]:
        return [row for row in self._rows.values() if row.is_drafted or column in row.drafted]


class Indexes:
    """ovsdbapp looks for an index by the column's name: every column of one atom has one."""

    def __init__(self, rows: DraftRows, table: Any) -> None:
        self._rows = rows
        self._table = table

    def __contains__(self, column: object) -> bool:
        kind = self._table.columns.get(column)
        return kind is not None and kind.type.is_scalar() and not kind.type.key.ref_table_name

    def __getitem__(self, column: str) -> "Index":
        if column not in self:
            raise KeyError(column)
        return Index(self._rows, column)


class Index:
    """One column's index, asked for one value at a time, which is all that ovsdbapp does."""

    def __init__(self, rows: DraftRows, column: str) -> None:
        self._rows = rows
        self._column = column

    def irange(self, start: Any, _: Any) -> Iterator[DraftRow]:
        """The rows that hold what start holds."""
        return iter(self._rows.having(self._column, getattr(start, self._column)))

    @property
    def values(self) -> "Index":
        """Where ovsdbapp expects the entries beneath: rows do as well, they know their uuids."""
        return self
