"""What the sandbox's tests share: a short path for a folder, and what is left of one."""

import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.process import short_folder
from tests.servers.waiting import until


@pytest.fixture
def here() -> Iterator[Path]:
    """A folder for temporary files, in which everything left behind can be seen."""
    with short_folder() as folder:
        yield folder


async def nothing_is_left(here: Path) -> None:
    """Everything that was started there ends, the guard too, and no file stays."""
    await until(lambda: not processes_with(str(here)), f"the end of {processes_with(str(here))}")
    await until(lambda: not any(here.iterdir()), "no file is left", seconds=0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A path for a sandbox; nothing is there yet, and something else beside it would be no harm."""
    with short_folder() as parent:
        yield parent / "sandbox"


def processes_with(text: str) -> dict[int, str]:
    """The ids and command lines of all processes that name the text in their arguments or environment."""
    found = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            arguments, environment = ((process / part).read_bytes() for part in ("cmdline", "environ"))
        except OSError:
            continue  # it has just ended, or is another user's
        if text.encode() in arguments + environment:
            found[int(process.name)] = arguments.replace(b"\0", b" ").decode(errors="replace")
    return found


def kill(pid: int) -> None:
    """Kill a process that is no child of ours, and wait until it has ended: a moment later, when the kernel
    comes to it."""
    handle = os.pidfd_open(pid)
    try:
        os.kill(pid, signal.SIGKILL)
        select.select([handle], [], [])
    finally:
        os.close(handle)
