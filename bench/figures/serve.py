"""Fifty sessions at one server, ten of them bad ones: what the others feel of it, and what each costs."""

import json
import re
import resource
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench import clouds
from bench.measure.programs import ENVIRONMENT, ProgramError, ovntui, program, python
from bench.measure.servers import Servers, folder, serving
from bench.report import Table, delays
from bench.run import Run

SESSIONS: Final = 50
BAD: Final = 10
KNOCKING: Final = 1000
"""Connections that never say who they are."""
_KEYS: Final = 8
_PAUSE: Final = 45.0
"""Seconds for the server to listen."""


def measure(run: Run) -> Iterator[Table]:
    """Two tables, on the cloud of size S: what a crowd does to one another is not about the cloud."""
    seconds = min(run.seconds, 60.0)
    found: dict[str, list[float]] = {}
    rows: list[list[str]] = []
    crowds = ((1, 0, 0), (1, 0, KNOCKING), (SESSIONS - BAD, 0, 0), (SESSIONS - BAD, BAD, 0))
    for good, bad, strangers in crowds:
        with (
            serving(clouds.files(clouds.SIZES["S"])) as servers,
            server(servers) as (pid, port, keys),
            knocking(port, strangers),
        ):
            alone = _memory(pid)
            crowd = subprocess.Popen(
                python("bench.programs.crowd", *map(str, (port, good, bad, seconds)), *keys),
                stdout=subprocess.PIPE,
                env=ENVIRONMENT,
            )
            assert crowd.stdout is not None
            crowd.stdout.readline()
            if not (bad or strangers):
                rows.append([str(good), f"{alone:.0f}", f"{(_memory(pid) - alone) / good:.1f}"])
            took = crowd.stdout.read()
            if crowd.wait() or not took:
                raise ProgramError("the crowd did not come to its end")
            name = f"{good} sessions" if good > 1 else "one session"
            name += f" and {bad} bad ones" if bad else ""
            name += f" and {strangers:,} connections that only knock" if strangers else ""
            found[name] = json.loads(took)
    yield delays(
        "Key → paint over SSH",
        "p99 ≤ 100 ms for everybody else, whatever ten of fifty do",
        found,
        "Keys every 0.5 to 1.5 s in each session; all clients are one asyncssh program on the same machine.",
    )
    yield Table(
        "Memory of a server and its sessions, proportional set size (PSS)",
        "≤ 45 MB for one more session",
        ["sessions", "before any, MB", "each, MB"],
        rows,
    )


@contextmanager
def knocking(port: int, count: int) -> Iterator[None]:
    """So many connections to a server, by which nothing is ever said."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    strangers = []
    try:
        for _ in range(count):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
            strangers.append(one)
            time.sleep(0.001)
        yield
    finally:
        for one in strangers:
            one.close()


@contextmanager
def server(servers: Servers) -> Iterator[tuple[int, int, list[str]]]:
    """A server on a cloud, and keys that it lets in."""
    with folder() as place:
        keys = [place / f"key{number}" for number in range(_KEYS)]
        for key in keys:
            subprocess.run(
                [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True
            )
        authorized = place / "authorized_keys"
        authorized.write_text("".join(f'role="admin" {key}' for key in map(_public, keys)))
        authorized.chmod(0o600)
        log = place / "log"
        process = subprocess.Popen(
            ovntui(
                "serve", "--port", "0", "--state", str(place / "state"), "--authorized-keys", str(authorized)
            )
            + servers.flags,
            stderr=log.open("wb"),
            env=ENVIRONMENT,
            start_new_session=True,  # as a service is: the kernel schedules it apart from its clients
        )
        try:
            yield process.pid, _port(log), [str(key) for key in keys]
        finally:
            process.terminate()
            process.wait()


def _public(key: Path) -> str:
    return key.with_name(f"{key.name}.pub").read_text()


def _port(log: Path) -> int:
    until = time.monotonic() + _PAUSE
    while time.monotonic() < until:
        if match := re.search(r"listening on \S+ port (\d+)", log.read_text()):
            return int(match[1])
        time.sleep(0.05)
    raise ProgramError(f"the server does not listen: {log.read_text()[-500:]}")


def _memory(pid: int) -> float:
    """The proportional set size of a process and all beneath it, in MB (proc(5), smaps_rollup)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    match = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(match[1]) * 1024 / 1e6 if match else 0.0) + sum(_memory(int(child)) for child in children)
