"""Real database servers, each on a copy of a made file."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.clouds import Files
from bench.measure.proc import cpu_seconds
from bench.measure.programs import ENVIRONMENT, ProgramError, program, tool

_SECONDS: Final = 180.0  # how long a server may take to read its file
_DIES_WITH_US: Final = ("setpriv", "--pdeathsig", "KILL")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where it listens, its process, and its control socket."""

    remote: str
    pid: int
    control: str

    def appctl(self, *command: str) -> str:
        """Give it a command (ovsdb-server(1), "Runtime Management Commands")."""
        return tool("ovs-appctl", "-t", self.control, *command)


@dataclass(frozen=True, slots=True)
class Servers:
    """Northbound and southbound of one cloud, a server each, as OVN runs them."""

    northbound: Server
    southbound: Server

    @property
    def flags(self) -> list[str]:
        """The flags that point ovntui at them."""
        return ["--nb", self.northbound.remote, "--sb", self.southbound.remote]

    def cpu(self) -> float:
        """CPU time that both have used so far, in seconds."""
        return cpu_seconds(self.northbound.pid) + cpu_seconds(self.southbound.pid)


@contextmanager
def serving(files: Files) -> Iterator[Servers]:
    """Serve a cloud."""
    with ExitStack() as stack:
        north, south = (stack.enter_context(server(file)) for file in files)
        yield Servers(north, south)


@contextmanager
def server(file: Path) -> Iterator[Server]:
    """A server of its own for a copy of one file, which answers when it is handed out."""
    with folder() as place:
        copy = place / "db"
        shutil.copyfile(file, copy)
        with started(place, copy) as found:
            yield found


@contextmanager
def folder() -> Iterator[Path]:
    """A folder with a path short enough for a unix socket in it (at most 107 bytes)."""
    with tempfile.TemporaryDirectory(prefix="ovb", dir="/tmp") as path:
        yield Path(path)


@contextmanager
def started(place: Path, file: Path) -> Iterator[Server]:
    """A server for a file, with its sockets in a folder."""
    socket, control = place / "sock", place / "ctl"
    process = subprocess.Popen(
        [
            *_DIES_WITH_US,
            program("ovsdb-server"),
            f"--remote=punix:{socket}",
            f"--unixctl={control}",
            "-vconsole:off",
            "-vsyslog:off",
            f"--log-file={place / 'log'}",
            str(file),
        ],
        stdin=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    try:
        until = time.monotonic() + _SECONDS
        found = Server(f"unix:{socket}", process.pid, str(control))
        while not (socket.exists() and control.exists() and _answers(found)):
            if process.poll() is not None or time.monotonic() > until:
                raise ProgramError(
                    f"ovsdb-server does not serve {file}: {(place / 'log').read_text()[-500:]}"
                )
            time.sleep(0.01)
        yield found
    finally:
        process.terminate()
        process.wait()


def _answers(found: Server) -> bool:
    """Whether a server answers: it does once it has read its file. Its socket is there a moment before it
    can be connected to."""
    try:
        found.appctl("version")
    except ProgramError:
        return False
    return True
