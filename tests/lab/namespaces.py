"""A host: a process tree with its own network, mounts, name, and process ids."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from tests.lab.waiting import wait_for
from tests.servers.process import DIES_WITH_US, ENVIRONMENT, ToolError, program

_MARK: Final = "ovntui-lab"
_INIT: Final = Path(__file__).with_name("init.py")
_CLONE_NEWNET: Final = 0x40000000


class Host:
    """One host that is up. pid is its first process, as seen from outside."""

    def __init__(self, name: str, pid: int) -> None:
        self.name = name
        self.pid = pid

    @classmethod
    def start(cls, lab: str, name: str, *, stays: bool) -> "Host":
        """Start a host. Unless it stays, the kernel ends it when the calling thread ends, so call from one
        that lives as long as the host shall. Raises ToolError with what went wrong."""
        argv = [
            *(() if stays else DIES_WITH_US),
            *(program("unshare"), "--net", "--mount", "--uts", "--ipc", "--pid"),
            *("--fork", "--kill-child", "--mount-proc"),
            *(sys.executable, "-I", "-S", str(_INIT), _MARK, lab, name),
        ]
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            cwd="/",
            env=ENVIRONMENT,
        )
        assert process.stdout is not None and process.stderr is not None
        with process.stdout, process.stderr:
            if process.stdout.readline() != b"ready\n":
                raise ToolError(f"cannot start the host {name}: {process.stderr.read().decode()}")
        process.returncode = 0  # it is another's child from here on: ended by its mark, not by this object
        return cls(name, find(lab)[name])

    @property
    def root(self) -> Path:
        """The host's file system as seen from outside."""
        return Path(f"/proc/{self.pid}/root")

    @property
    def lives(self) -> bool:
        """Whether its first process is there."""
        return Path(f"/proc/{self.pid}").exists()

    def argv(self, *arguments: str) -> list[str]:
        """What runs a program in the host, as somebody who is logged in there."""
        spaces = ("--net", "--mount", "--uts", "--ipc", "--pid")
        return [program("nsenter"), f"--target={self.pid}", *spaces, "--wd=/", "--", *arguments]

    def run(
        self,
        *arguments: str,
        seconds: float = 30,
        text: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """Run a program in the host, giving it text, and return what it prints. Raises ToolError."""
        command = " ".join(arguments)
        try:
            done = subprocess.run(
                self.argv(*arguments),
                input=text,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
                env={**ENVIRONMENT, "HOME": "/root", **(environment or {})},
            )
        except subprocess.TimeoutExpired:
            raise ToolError(f"{self.name}: {command}: no end in {seconds:g} s") from None
        if done.returncode:
            raise ToolError(f"{self.name}: {command}: {done.stderr}{done.stdout}")
        return done.stdout

    def succeeds(self, *arguments: str) -> bool:
        """Whether a program ends well in the host."""
        try:
            self.run(*arguments)
        except ToolError:
            return False
        return True

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Write a file of the host."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def read(self, path: str) -> str:
        """Read a file of the host."""
        return (self.root / path.lstrip("/")).read_text()

    def signal(self, pidfile: str, number: signal.Signals) -> None:
        """Send a signal to the daemon whose process id is in that file of the host."""
        self.run("kill", f"-{number.name.removeprefix('SIG')}", self.read(pidfile).strip())

    @contextmanager
    def network(self) -> Iterator[None]:
        """Let this thread, and those that it starts meanwhile, make their sockets in the host's network."""
        here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
        try:
            _enter(there)
            yield
        finally:
            _enter(here)
            os.close(here)
            os.close(there)


def find(lab: str) -> dict[str, int]:
    """The hosts of a lab that are up, and the first process of each."""
    wanted = [_MARK, lab]
    found = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            arguments = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if arguments[4:6] == wanted and _is_first(process):
                found[arguments[6]] = int(process.name)
        except OSError:
            continue  # it has just ended
    return found


def end(lab: str) -> None:
    """End every host of a lab, and with its first process everything in it."""
    for name, pid in find(lab).items():
        os.kill(pid, signal.SIGKILL)
        wait_for(partial(is_gone, pid), f"the end of {name}")


def is_gone(pid: int) -> bool:
    """Whether the process has ended, even if whoever started it has not yet taken note."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def _is_first(process: Path) -> bool:
    """Whether a process is the first of its namespace."""
    status = (process / "status").read_text()
    ids = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
    return len(ids) > 2 and ids[-1] == "1"


def _enter(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
