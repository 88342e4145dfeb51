"""Rows for a database, with uuids that are the same each time: what tests load into a server."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_SPACE = uuid.UUID("5a00c10d-0000-4000-8000-000000000000")


class Ref(NamedTuple):
    """A reference to a row."""

    uuid: str


def row_uuid(*words: str) -> str:
    """The uuid of the row that these words name."""
    return str(uuid.uuid5(_SPACE, " ".join(words)))


def ref(*words: str) -> Ref:
    """A reference to the row that these words name, whether or not it is there yet."""
    return Ref(row_uuid(*words))


class Rows:
    """Inserts for one database. A set is a list, a map a dict, a reference a Ref; what is None or empty
    is left to the column's default."""

    def __init__(self) -> None:
        self.operations: list[dict[str, Any]] = []

    def add(self, table: str, *words: str, **columns: Any) -> Ref:
        """Insert a row whose uuid is made of the table and the words (server support since OVSDB 2.13)."""
        found = row_uuid(table, *words)
        row = {name: _wire(value) for name, value in columns.items() if value not in (None, [], {})}
        self.operations.append({"op": "insert", "table": table, "uuid": found, "row": row})
        return Ref(found)


def _wire(value: Any) -> Any:
    if isinstance(value, Ref):
        return ["uuid", value.uuid]
    if isinstance(value, Mapping):
        return ["map", [[key, _wire(one)] for key, one in value.items()]]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ["set", [_wire(one) for one in value]]
    return value
