"""The one place through which every write goes."""

from collections.abc import Sequence
from typing import Any

from ovntui.ovsdb.client import Database


class Gate:
    """Open, or closed with a reason. Nothing else in ovntui sends a transaction that may change a row."""

    def __init__(self, *, read_only: bool = False) -> None:
        self._closed = "this console is read-only (--read-only); nothing was sent" if read_only else ""

    @property
    def closed(self) -> str:
        """Why nothing may be written, in a sentence; "" where it may."""
        return self._closed

    async def commit(self, database: Database, operations: Sequence[dict[str, Any]]) -> list[Any]:
        """Send a transaction. Raises GateClosed, and what Database.commit raises."""
        if self._closed:
            raise GateClosed(self._closed)
        return await database.commit(operations)


class GateClosed(Exception):
    """Nothing may be written. One sentence says why."""
