"""Programs that are measured, or that measure with us: tools that run to their end, and daemons."""

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from bench.measure.proc import peak_mb

ROOT: Final = Path(__file__).parents[2]
"""The repository."""
ENVIRONMENT: Final[Mapping[str, str]] = {
    **{
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("OVN_", "OVS_", "XDG_", "TEXTUAL", "NO_COLOR", "PYTHONDONTWRITE"))
    },
    "PATH": os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"]),
    "PYTHONPATH": str(ROOT),
    "XDG_CONFIG_HOME": "/nonexistent",
    "OVS_RUNDIR": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
}
"""What every program runs with: nobody's own configuration, no host's database but ours, and Python's
bytecode kept, as where it is installed."""

_LOOK_EVERY: Final = 0.005  # seconds between two looks at a process' memory


class ProgramError(Exception):
    """A program did not do what it was run for; the message says what it printed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost. Times in seconds, memory in MB. server is the CPU time of the servers asked."""

    wall: float
    cpu: float
    server: float
    peak: float


def program(name: str) -> str:
    """The path of a program. Raises ProgramError where it is not installed."""
    found = shutil.which(name, path=ENVIRONMENT["PATH"])
    if found is None:
        raise ProgramError(f"{name} is not installed")
    return found


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this repository in this interpreter."""
    return [sys.executable, "-m", module, *arguments]


def ovntui(*arguments: str) -> list[str]:
    """The command that an operator types."""
    return [str(Path(sys.executable).with_name("ovntui")), *arguments]


def run(argv: Sequence[str], seconds: float = 300) -> Cost:
    """Run a program to its end, its output thrown away, and say what it cost.

    Peak memory is read while it runs: what wait4(2) tells would count ours, from before the exec.
    Raises ProgramError where it fails or takes too long.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stderr is not None
    ended, peak = os.pidfd_open(process.pid), 0.0
    try:
        while not select.select([ended], [], [], _LOOK_EVERY)[0]:
            peak = max(peak, peak_mb(process.pid))
            if time.perf_counter() - began > seconds:
                process.kill()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    finally:
        os.close(ended)
    process.returncode = os.waitstatus_to_exitcode(status)
    with process.stderr as said:
        if process.returncode:
            raise ProgramError(f"{argv[0]} ended with {process.returncode}: {said.read().decode()[-500:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, 0.0, peak)


def tool(*argv: str) -> str:
    """Run a tool and return what it prints. Raises ProgramError."""
    done = subprocess.run(
        [program(argv[0]), *argv[1:]], capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    if done.returncode:
        raise ProgramError(f"{argv[0]}: {done.stderr.strip()}")
    return done.stdout


class Helper:
    """A program beside the one that is measured. It works until its standard input is closed, and then
    prints what it has found."""

    def __init__(self, argv: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT, cwd=ROOT
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin: IO[bytes] = self._process.stdin
        self._stdout: IO[bytes] = self._process.stdout

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def ready(self) -> None:
        """Wait for the line by which it says that it is at work. Raises ProgramError."""
        if not self._stdout.readline():
            raise ProgramError(f"{self._process.args!r} ended before it began")

    def end(self) -> bytes:
        """Have it end, and return what it found."""
        self._stdin.close()
        found = self._stdout.read()
        self._stdout.close()
        self._process.wait()
        return found
