"""A machine on which systemd is the first process, for what a unit says to be seen at work."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from tests.lab.waiting import wait_for
from tests.servers.process import DIES_WITH_US, ENVIRONMENT, ToolError, program

_BOOT: Final = Path(__file__).with_name("boot.py")
_SYSTEMD: Final = Path("/usr/lib/systemd/systemd")
_SPACES: Final = ("--net", "--mount", "--uts", "--ipc", "--pid", "--cgroup")
_GROUPS: Final = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified"))
"""Where systemd mounts cgroup2, alone and beside the older kind."""


def missing() -> str | None:
    """Why there can be no such machine here; None where there can be one."""
    if os.geteuid() != 0:
        return "it needs root"
    if not _SYSTEMD.exists():
        return "systemd is not installed"
    above = groups()
    if above is None:
        return "no cgroup2 is mounted"
    tried = above / f"ovntui-trial-{os.getpid()}"
    try:
        tried.mkdir()
        tried.rmdir()
    except OSError as error:
        return f"no group of processes can be made: {error.strerror}"
    done = subprocess.run(
        [program("unshare"), *_SPACES, "--fork", "mount", "-t", "tmpfs", "lab", "/mnt"],
        capture_output=True,
        text=True,
        check=False,
    )
    return f"no namespaces to be had: {done.stderr.strip()}" if done.returncode else None


def groups() -> Path | None:
    return next((one for one in _GROUPS if (one / "cgroup.procs").exists()), None)


class Booted:
    """A machine that is up. pid is its first process, as seen from outside."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def root(self) -> Path:
        """The machine's files as seen from outside."""
        return Path(f"/proc/{self.pid}/root")

    def argv(self, *arguments: str) -> list[str]:
        """What runs a program there."""
        return [program("nsenter"), f"--target={self.pid}", *_SPACES, "--wd", "--", *arguments]

    def tried(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a program there, however it ends."""
        return subprocess.run(
            self.argv(*arguments), capture_output=True, text=True, timeout=120, check=False, env=ENVIRONMENT
        )

    def run(self, *arguments: str) -> str:
        """Run a program there and return what it prints. Raises ToolError."""
        done = self.tried(*arguments)
        if done.returncode:
            raise ToolError(f"{' '.join(arguments)}: {done.stderr}{done.stdout}")
        return done.stdout


def begin(group: Path, *argv: str) -> subprocess.Popen[bytes]:
    """Begin a machine in a control group of its own; it ends with us."""
    return subprocess.Popen(
        [*DIES_WITH_US, "sh", "-c", 'echo $$ >"$0" && exec "$@"', str(group / "cgroup.procs"), *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd="/",
        env=ENVIRONMENT,
    )


@contextmanager
def booted(wheel: Path) -> Iterator[Booted]:
    """Boot a machine that has the interpreter of this test in /opt/python, what is installed beside it in
    /opt/packages, and the folder of a wheel in /opt/wheel. Raises ToolError with what went wrong."""
    above = groups()
    assert above is not None
    group = above / f"ovntui-lab-{os.getpid()}"
    group.mkdir()
    lent = (sys.base_prefix, sysconfig.get_path("purelib"), str(wheel))
    process = begin(
        group,
        *(program("unshare"), *_SPACES),
        *("--fork", "--kill-child", sys.executable, "-I", "-S", str(_BOOT), *lent),
    )
    try:
        yield up(process)
    finally:
        process.kill()
        process.communicate()
        wait_for(partial(swept, group), "the end of the machine's processes")


def up(process: "subprocess.Popen[bytes]") -> Booted:
    """The machine, once systemd says that it runs."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        for child in children.read_text().split():
            machine = Booted(int(child))
            # before that its files are still those of this machine, whose systemd would answer
            is_there = Path(f"/proc/{child}/comm").read_text() == "systemd\n"
            if is_there and machine.tried("systemctl", "is-system-running").stdout.strip() == "running":
                return machine
        time.sleep(0.1)
    process.kill()
    raise ToolError(f"systemd does not come up: {process.communicate()[1].decode()}")


def swept(group: Path) -> bool:
    """Remove a group of processes, and those in it; False while some process is left."""
    try:
        for folder, _, _ in os.walk(group, topdown=False):
            Path(folder).rmdir()
    except OSError:
        return False
    return True
