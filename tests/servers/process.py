"""Programs that a test starts: daemons that can be killed and frozen, and tools that just run."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENVIRONMENT = {
    **{k: v for k, v in os.environ.items() if not k.startswith(("OVN_", "OVS_"))},
    "PATH": os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"]),
    "LC_ALL": "C.UTF-8",
}
"""What every program runs with: a plain user's PATH lacks the folders of the daemons."""

DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL")
"""Runs a program that the kernel ends when the test process ends, even by SIGKILL."""


class ToolError(Exception):
    """A tool ended with an error; the message is what it printed."""


def program(name: str) -> str:
    """The path of a program. Raises FileNotFoundError where it is not installed."""
    found = shutil.which(name, path=ENVIRONMENT["PATH"])
    if found is None:
        raise FileNotFoundError(f"{name} is not installed")
    return found


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name: a unix address holds 107 bytes, and
    pytest's own folders alone can be longer."""
    folder = Path(tempfile.mkdtemp(prefix="ovt", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def run(name: str, *arguments: str, seconds: float = 20) -> str:
    """Run a tool and return what it prints. Raises ToolError, also when it takes too long."""
    process = await asyncio.create_subprocess_exec(
        program(name),
        *arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise ToolError(f"{name} {' '.join(arguments)}: no end in {seconds:g} s") from None
    if process.returncode:
        raise ToolError(f"{name} {' '.join(arguments)}: {err.decode()}{out.decode()}")
    return out.decode()


class Daemon:
    """One program that stays. Start it as often as it was ended."""

    def __init__(self, log: Path, name: str, *arguments: str) -> None:
        self.log = log
        self._argv = [*DIES_WITH_US, program(name), *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process, which setpriv has become."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, its output going to the log."""
        assert not self.running
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=ENVIRONMENT
            )

    def stop(self) -> None:
        """Ask it to end, and make it after five seconds."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Stop its execution; its sockets stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on after freeze()."""
        self._signal(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self.running:
            self._signal(how)
            self._signal(signal.SIGCONT)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
