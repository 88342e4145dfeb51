"""What a console costs that nobody touches, on a cloud that is live and quiet; and what a key costs."""

import shlex
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from bench.measure.proc import cpu_seconds
from bench.measure.programs import ovntui, tool
from bench.measure.servers import folder
from bench.measure.terminal import DOWN, PAGE_DOWN, PAGE_UP, UP, Terminal, terminal
from bench.report import Table
from bench.run import Run

_SETTLED: Final = 5.0
"""Seconds from the start until all is there and thought ahead."""
_PAUSE: Final = 0.7
"""Seconds between two keys: the details have followed long before."""
_KEYS: Final = 20


def measure(run: Run) -> Iterator[Table]:
    """Two tables, on the sandbox: northd, three chassis and their Open vSwitch, and two VMs."""
    seconds = min(run.seconds, 20.0)
    with _sandbox() as flags:
        rows = [[page, *_at_rest([*flags, "--screen", page], seconds)] for page in ("overview", "ports")]
        yield Table(
            "A console at rest, on a live and quiet cloud",
            "≤ 0.5 % of a core",
            ["page", "% of a core", "bytes written a second"],
            rows,
            f"The sandbox with three hosts; over {seconds:g} s.",
        )
        with terminal(ovntui(*flags, "--screen", "ports")) as console:
            console.listen(_SETTLED)
            rest = _cost(console, [b""])
            keys = {
                "a row of the ports": [*[DOWN] * 4, *[UP] * 4],
                "a page of the ports": [PAGE_DOWN, PAGE_UP],
                "another page": [b"3", b"4"],
            }
            rows = [[name, f"{(_cost(console, pressed) - rest) * 1e3:.1f}"] for name, pressed in keys.items()]
        yield Table(
            "What a key costs, with all that follows from it",
            "no goal",
            ["", "CPU ms"],
            rows,
            "Details, their rows by way of the databases, and drawing all that differs.",
        )


@contextmanager
def _sandbox() -> Iterator[list[str]]:
    """A sandbox, as flags for a console on it."""
    with folder() as place:
        where = str(place / "sandbox")
        command = ovntui("sandbox")
        tool(*command, "up", "--dir", where)
        try:
            said = tool(*command, "env", "--dir", where).splitlines()
            names = dict(shlex.split(line)[1].split("=", 1) for line in said)
            hosts = [
                f"--host={found.parent.name}=unix:{found}"
                for found in sorted(place.glob("sandbox/*/db.sock"))
            ]
            yield ["--nb", names["OVN_NB_DB"], "--sb", names["OVN_SB_DB"], *hosts]
        finally:
            tool(*command, "down", "--dir", where)


def _at_rest(flags: Sequence[str], seconds: float) -> list[str]:
    with terminal(ovntui(*flags)) as console:
        console.listen(_SETTLED)
        before, began, written = cpu_seconds(console.pid), time.perf_counter(), console.written
        console.listen(seconds)
        took = time.perf_counter() - began
        used = (cpu_seconds(console.pid) - before) / took
        return [f"{used * 100:.2f}", f"{(console.written - written) / took:.0f}"]


def _cost(console: Terminal, keys: Sequence[bytes]) -> float:
    """CPU seconds for each key."""
    before = cpu_seconds(console.pid)
    for number in range(_KEYS):
        console.send(keys[number % len(keys)])
        console.listen(_PAUSE)
    return (cpu_seconds(console.pid) - before) / _KEYS
