"""A VM's serial console as the event loop has it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.virt import Virt

if TYPE_CHECKING:
    from ovntui.hosts.calls.console import Console

_LEAST: Final = 0.5
"""Seconds that letting go of a console may take before it is left to itself."""

_MOST: Final = 256 * 1024
"""Bytes that may wait to be read; beyond them the VM waits."""


class Serial:
    """What one VM says on its console, and what is said to it."""

    def __init__(self) -> None:
        self.console: Console | None = None
        self._unread = bytearray()
        self._came = asyncio.Event()
        self._is_over = False

    def take(self, data: bytes) -> None:
        """Something came; nothing means the end."""
        self._is_over = self._is_over or not data
        self._unread += data
        self._came.set()
        if len(self._unread) > _MOST:
            self._hold(True)

    async def read(self) -> bytes:
        """What comes next; nothing at the end, when the VM is off or the connection lost."""
        await self._came.wait()
        data = bytes(self._unread)
        self._unread.clear()
        if not self._is_over:
            self._came.clear()
            if len(data) > _MOST:
                self._hold(False)
        return data

    def write(self, data: bytes) -> None:
        """Say something to the VM. Once the console is over nobody hears it."""
        if self.console is not None:
            with contextlib.suppress(HostError):  # read() tells of the end
                self.console.write(data)

    def _hold(self, wanted: bool) -> None:
        if self.console is not None:
            with contextlib.suppress(HostError):  # as above
                self.console.hold(wanted)


@asynccontextmanager
async def serial(virt: Virt, uuid: str, *, force: bool = False) -> AsyncIterator[Serial]:
    """The console of a running VM for as long as it is held; force takes it from whoever else has it. Raises
    HostError where it has none that libvirt can carry, or somebody else has it."""
    loop = asyncio.get_running_loop()
    held = Serial()

    def tell(data: bytes) -> None:
        with contextlib.suppress(RuntimeError):  # the event loop is closed: nobody listens
            loop.call_soon_threadsafe(held.take, data)

    console = await virt.ask(lambda there: there.console(uuid, tell, lambda: tell(b""), force=force))
    held.console = console
    try:
        yield held
    finally:
        with contextlib.suppress(HostError, TimeoutError):
            async with asyncio.timeout(_LEAST):
                await virt.ask(lambda _: console.close())
