"""A host by SSH as a site."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ovntui.hosts.done import Done, Heard
from ovntui.hosts.site import SUDO, Site
from ovntui.hosts.ssh import SshLink
from ovntui.hosts.virt import Virt


class FarSite(Site):
    """A host by SSH."""

    def __init__(self, name: str, virt: Virt | None, link: SshLink) -> None:
        super().__init__(name, virt)
        self._link = link

    @property
    def is_reached(self) -> bool:
        return self._link.state.state == "up"

    @asynccontextmanager
    async def anew(self) -> AsyncIterator[Site]:
        async with self._link.another() as link:
            yield FarSite(self.name, None, link)

    @property
    def seen_as(self) -> str:
        return self._link.local_address

    async def welcomed(self) -> None:
        await self._link.welcomed()

    def _root(self) -> tuple[str, ...]:
        return () if self._link.state.user == "root" else SUDO

    async def run(
        self, *argv: str, data: bytes = b"", seconds: float = 60, heard: Heard | None = None
    ) -> Done:
        await self._link.connection()  # who we are there is known only then
        return await super().run(*argv, data=data, seconds=seconds, heard=heard)

    async def _run(self, argv: tuple[str, ...], data: bytes, seconds: float, heard: Heard | None) -> Done:
        return await self._link.run(*argv, data=data, seconds=seconds, heard=heard)
