"""This machine as a site."""

import asyncio
import contextlib
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ovntui.hosts.done import Done, Heard
from ovntui.hosts.errors import HostError
from ovntui.hosts.site import SUDO, Site


class NearSite(Site):
    """The machine that the console runs on."""

    @asynccontextmanager
    async def anew(self) -> AsyncIterator[Site]:
        yield self

    @property
    def is_reached(self) -> bool:
        return True

    async def welcomed(self) -> None:
        """It always is."""

    def _root(self) -> tuple[str, ...]:
        return () if os.geteuid() == 0 else SUDO

    async def _run(self, argv: tuple[str, ...], data: bytes, seconds: float, heard: Heard | None) -> Done:
        try:
            process = await asyncio.create_subprocess_exec(
                *argv, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
            )
        except OSError as error:
            raise HostError(f"{self.name}: {argv[0]} could not be run: {error.strerror or error}") from error
        try:
            async with asyncio.timeout(seconds):
                _, out, err = await asyncio.gather(_feed(process, data), _out(process, heard), _err(process))
                status = await process.wait()
        except TimeoutError as error:
            raise HostError(f"{self.name}: {argv[0]} did not end in {seconds:g} s") from error
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return Done(status if status >= 0 else None, out, err)


async def _feed(process: Process, data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it has read all that it wants
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


async def _out(process: Process, heard: Heard | None) -> bytes:
    assert process.stdout is not None
    if heard is None:
        return await process.stdout.read()
    lines = []
    async for line in process.stdout:
        lines.append(line)
        heard(line.decode(errors="replace").rstrip("\n"))
    return b"".join(lines)


async def _err(process: Process) -> str:
    assert process.stderr is not None
    return (await process.stderr.read()).decode(errors="replace").strip()
