"""Programs run for one folder: started with a mark, found again by it, and ended.

Each process carries the folder's path in its environment. Only a process with that mark is ever
ended, so a stale pidfile, a reused process id or another user's daemon cannot be hit. It also finds
what never came to write a pidfile, and what was left when somebody removed the folder by hand.
"""

import os
import select
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ovntui.sandbox.errors import SandboxError

_MARK: Final = "OVNTUI_SANDBOX"


class Task(NamedTuple):
    """One program to run: its argument list and its whole environment."""

    argv: Sequence[str]
    environment: Mapping[str, str]


def environment(folder: Path, room: Path) -> dict[str, str]:
    """What a program of the folder is started with: the caller's environment without the OVS_* and
    OVN_* of other installations, the folder's mark, and room as the place of all its files."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OVS_", "OVN_", "OVNTUI_"))}
    places = {
        f"{who}_{what}": str(room)
        for who in ("OVS", "OVN")
        for what in ("RUNDIR", "LOGDIR", "DBDIR", "SYSCONFDIR")
    }
    return kept | places | {_MARK: str(folder), "LC_ALL": "C.UTF-8"}


def run_together(tasks: Iterable[Task], seconds: float) -> list[str]:
    """Run all at the same time and give what each one printed, in order.

    A daemon started with --detach counts as done when it is ready to serve.
    Raises SandboxError with the last line of the first one that fails or is not done in time.
    """
    deadline = time.monotonic() + seconds
    running: list[subprocess.Popen[bytes]] = []
    try:
        running.extend(map(_start, tasks))
        return [_finish(each, deadline) for each in running]
    finally:
        for each in running:
            if each.poll() is None:
                each.kill()
            each.communicate()


def members(folder: Path) -> list[int]:
    """The ids of the living processes that carry the folder's mark."""
    pids = [int(process.name) for process in Path("/proc").iterdir() if process.name.isdigit()]
    return [pid for pid in pids if belongs(pid, folder)]


def belongs(pid: int, folder: Path) -> bool:
    """Whether the process lives and was started for the folder: it carries the mark, and sees the same
    files as we do, so that an equal path inside a container means nothing."""
    mark = b"%s=%s" % (os.fsencode(_MARK), os.fsencode(folder))
    process = Path("/proc", str(pid))
    try:
        if mark not in (process / "environ").read_bytes().split(b"\0"):
            return False
        return (process / "ns/mnt").readlink() == Path("/proc/self/ns/mnt").readlink()
    except OSError:
        return False  # another user's, or gone meanwhile


def end(folder: Path, seconds: float = 10) -> None:
    """End every process of the folder, at once: what they keep is thrown away with it.

    Raises SandboxError when one outlives the kill for that many seconds.
    """
    deadline = time.monotonic() + seconds
    while pids := members(folder):
        handles = [handle for pid in pids if (handle := _kill(pid, folder)) is not None]
        try:
            _wait(handles, deadline)
        finally:
            for handle in handles:
                os.close(handle)
        if time.monotonic() > deadline:
            raise SandboxError(f"Could not end process {pids[0]} of {folder} within {seconds:.0f} s")


def _start(task: Task) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            task.argv,
            env=task.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the console's terminal is not meant for these
        )
    except OSError as error:
        raise SandboxError(f"Could not start {task.argv[0]}: {error.strerror}") from error


def _finish(process: subprocess.Popen[bytes], deadline: float) -> str:
    program = Path(str(process.args[0] if isinstance(process.args, Sequence) else process.args)).name
    try:
        out, err = process.communicate(timeout=max(0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise SandboxError(f"{program} did not get ready in time; is this machine overloaded?") from error
    if process.returncode:
        said = err.decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
        raise SandboxError(f"{program} failed: {said[-1].removeprefix(f'{program}: ')}")
    return out.decode(errors="replace")


def _kill(pid: int, folder: Path) -> int | None:
    """Kill the process if it is the folder's, and give a handle to wait on."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return None
    # The handle holds on to the process: what is looked at now is what the signal reaches.
    if belongs(pid, folder):
        try:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        except ProcessLookupError:
            pass
        else:
            return handle
    os.close(handle)
    return None


def _wait(handles: Iterable[int], deadline: float) -> None:
    poll = select.poll()
    left = set(handles)
    for handle in left:
        poll.register(handle, select.POLLIN)
    while left and (remaining := deadline - time.monotonic()) > 0:
        for handle, _ in poll.poll(remaining * 1000):
            poll.unregister(handle)
            left.discard(handle)
