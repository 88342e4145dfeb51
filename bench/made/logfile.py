"""The file of a standalone database, written directly (ovsdb(5), "Log File Format").

Through a server's transactions a large cloud would take many minutes; as a file it takes seconds, and
the server that opens it checks each row against its schema all the same.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import msgspec

Rows: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""table → uuid → column → value as it travels (RFC 7047 section 5.1); columns left out have their
default."""


def mapping(pairs: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """A map column."""
    return ("map", list(pairs.items()))


def reference(uuid: str) -> tuple[str, str]:
    """A reference to one row."""
    return ("uuid", uuid)


def references(uuids: list[str]) -> tuple[str, list[tuple[str, str]]]:
    """A set of references."""
    return ("set", [("uuid", uuid) for uuid in uuids])


class LogFile:
    """A database file that is being written; nothing stands at its path before it is whole."""

    def __init__(self, path: Path, schema: bytes) -> None:
        self._path = path
        self._part = path.with_suffix(".part")
        self._schema = schema

    def __enter__(self) -> Self:
        self._file = self._part.open("wb")
        self._record(self._schema.strip())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is None:
            self._part.rename(self._path)
        else:
            self._part.unlink()

    def transaction(self, rows: Rows) -> None:
        """Insert rows in one transaction. When it ends, each row of a table that is no root must be
        referred to, or the server drops it."""
        self._record(msgspec.json.encode({"_date": 1_700_000_000_000, **rows}))

    def _record(self, body: bytes) -> None:
        body += b"\n"
        # The format's own checksum; it guards against torn writes, not against anybody.
        digest = hashlib.sha1(body, usedforsecurity=False).hexdigest()
        self._file.write(b"OVSDB JSON %d %s\n%b" % (len(body), digest.encode(), body))
