"""Whole rows, every column of them, watched for as long as somebody looks at them."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ovntui.cloud.cells import Section
from ovntui.cloud.raw import RawRow, section
from ovntui.deployment import Deployment
from ovntui.ovsdb.rows import raw_row_type
from ovntui.ovsdb.schema import TableSchema
from ovntui.ovsdb.watch import Condition, Watch
from ovntui.widgets.context import here

PATIENCE: Final = 0.1
"""Seconds for which the rows that came first wait for the others, so that all are drawn at once."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Rows that a record was made of: of which connection and table, and which of them."""

    connection: str
    table: str
    where: tuple[Condition, ...] | None = None
    """None: all of them."""

    @property
    def label(self) -> str:
        """What the connection is called on screen."""
        return self.connection.upper() if self.connection in ("nb", "sb") else self.connection

    @classmethod
    def row(cls, connection: str, table: str, uuid: str) -> "Origin":
        """The row of that uuid."""
        return cls(connection, table, (("_uuid", "==", ("uuid", uuid)),))


class RowLook:
    """Watches the rows of one record at a time and tells when one of them changes. The database sends
    these few rows and no others."""

    def __init__(self, deployment: Deployment, on_change: Callable[[], None]) -> None:
        self._deployment = deployment
        self._on_change = on_change
        self._tell = on_change
        self._origins: tuple[Origin, ...] = ()
        self._looks: list[tuple[Origin, TableSchema, Watch[Any]]] = []
        self._first: asyncio.Task[None] | None = None

    def is_at(self, origins: Sequence[Origin]) -> bool:
        """Whether it is these rows that are looked at."""
        return tuple(origins) == self._origins

    def at(self, origins: Sequence[Origin]) -> None:
        """Look at these rows, and no longer at those before."""
        if self.is_at(origins):
            return
        self.close()
        self._tell = here(self._on_change)
        self._origins = tuple(origins)
        for origin in self._origins:
            connection = self._deployment.connections.get(origin.connection)
            schema = connection.database.schema if connection else None
            table = schema.tables.get(origin.table) if schema else None
            if connection is not None and table is not None:
                watch = connection.database.watch(
                    raw_row_type(table), lambda _: self._changed(), origin.where
                )
                self._looks.append((origin, table, watch))
        self._first = asyncio.create_task(self._tell_first())

    @property
    def is_waiting(self) -> bool:
        """Whether rows are on their way that will be told of together."""
        return self._first is not None

    @property
    def is_loaded(self) -> bool:
        """Whether all the rows looked at have been there once, and were told of."""
        return not self.is_waiting and all(watch.is_loaded for _, _, watch in self._looks)

    async def _tell_first(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                for _, _, watch in self._looks:
                    await watch.loaded()
        self._first = None
        self._on_change()

    def _changed(self) -> None:
        if not self.is_waiting:
            self.tell()

    def tell(self) -> None:
        """Tell of a change: together with what else a commit has changed, and once."""
        self._deployment.intake.tell_with_changes(self._tell)

    def close(self) -> None:
        """Look at nothing."""
        if self._first is not None:
            self._first.cancel()
            self._first = None
        for _, _, watch in self._looks:
            watch.close()
        self._looks, self._origins = [], ()

    def sections(self) -> tuple[Section, ...]:
        """All columns of the rows, as far as they have arrived."""
        return tuple(
            section(f"{origin.label} {table.name}", table, RawRow(origin.connection, table.name, uuid, row))
            for origin, table, watch in self._looks
            for uuid, row in watch.rows.items()
        )
