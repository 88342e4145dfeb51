"""The one place through which every write goes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from ovntui.operators import Role
from ovntui.ovsdb.client import Database
from ovntui.plans.rights import against, against_host, written
from ovntui.settings import Settings

if TYPE_CHECKING:
    from ovntui.hosts.site import Site
    from ovntui.plans.deeds.craft import Craft, Tell
    from ovntui.plans.plan import Deed


class Gate:
    """Open as far as a role goes, or closed with a reason. Nothing else in ovntui sends a transaction that
    may change a row, or does anything on a host."""

    def __init__(self, *, read_only: bool = False, role: Role = Role.ADMIN) -> None:
        self._role = role
        self._closed = "this console is read-only (--read-only); nothing was sent" if read_only else ""
        if role is Role.VIEWER:
            self._closed = f"{against(role, '', ())}; nothing was sent"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The gate of a console that was asked for so: by whoever came in over SSH, or at this machine's own
        terminal by somebody who can open the databases anyway."""
        role = settings.operator.role if settings.operator else Role.ADMIN
        return cls(read_only=settings.read_only, role=role)

    @property
    def closed(self) -> str:
        """Why nothing may be written, in a sentence; "" where something may."""
        return self._closed

    def against(self, database: str, tables: Iterable[str]) -> str:
        """Why nothing may be written to these tables of a database, in a sentence; "" where it may."""
        return self._closed or against(self._role, database, tables)

    def against_host(self, host: str) -> str:
        """Why nothing may be done on a host, in a sentence; "" where it may."""
        return self._closed or against_host(self._role, host)

    async def perform(self, site: "Site", craft: "Craft", deed: "Deed", tell: "Tell") -> str:
        """Do a deed on a host. Raises GateClosed, and what Craft.do raises."""
        if reason := self.against_host(site.name):
            raise GateClosed(reason)
        return await craft.do(site, deed, tell)

    async def commit(self, database: Database, operations: Sequence[dict[str, Any]]) -> list[Any]:
        """Send a transaction. Raises GateClosed, and what Database.commit raises."""
        if reason := self.against(database.name, written(operations)):
            raise GateClosed(reason)
        return await database.commit(operations)


class GateClosed(Exception):
    """Nothing may be written. One sentence says why."""
