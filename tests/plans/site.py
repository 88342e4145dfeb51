"""A host that is a dictionary of files, and breaks where a test says so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from ovntui.hosts.done import Done, Heard
from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site


class Files(Site):
    """before and behind are called with the path of each write, before and after it is done: they may raise
    HostError, as a connection does that is lost at that moment."""

    def __init__(self, name: str) -> None:
        super().__init__(name, None)
        self.files: dict[str, str] = {}
        self.writes: list[str] = []
        self.before: Callable[[str], None] = lambda _: None
        self.behind: Callable[[str], None] = lambda _: None
        self.reached = asyncio.Event()
        self.reached.set()

    def lose(self) -> None:
        """The host cannot be reached any more. Raises HostError."""
        self.reached.clear()
        raise HostError(f"{self.name} closed the connection")

    @asynccontextmanager
    async def anew(self) -> AsyncIterator[Site]:
        yield self

    @property
    def is_reached(self) -> bool:
        return self.reached.is_set()

    async def welcomed(self) -> None:
        await self.reached.wait()

    async def read(self, path: str) -> str | None:
        if not self.is_reached:
            raise HostError(f"there is no way to {self.name}")
        return self.files.get(path)

    async def write(self, path: str, text: str | None, mode: int = 0o644) -> None:
        self.writes.append(path)
        self.before(path)
        if text is None:
            self.files.pop(path, None)
        else:
            self.files[path] = text
        self.behind(path)

    def _root(self) -> tuple[str, ...]:
        return ()

    async def _run(self, argv: tuple[str, ...], data: bytes, seconds: float, heard: Heard | None) -> Done:
        raise NotImplementedError
