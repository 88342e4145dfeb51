"""`python -m bench.soak --minutes 10`: people come, work, stall and go, for as long as it is told to; then
the server's memory, descriptors, tasks, children and files must be back where they were. Exit code 1 where
they are not.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncssh

from bench import clouds
from bench.figures.serve import server
from bench.measure.proc import resident_mb
from bench.measure.servers import serving
from bench.programs.crowd import come

AT_ONCE: Final = 12
THREADS: Final = 12
"""The most that asyncio's pool and the audit's come to; the pool grows to its size and stays so."""
_WARM: Final = (24, 180.0)
"""So many visits until all code has run and all caches are filled, or so many seconds."""
_KEYS: Final = (b"1", b"3", b"4", b"5", b"j", b"\x1b[6~", b"/web\r", b"d", b"?\x1b")
_MEMORY: Final = 1.15
"""By how much the server may have grown since it was warm: Python's allocator keeps some."""


@dataclass(frozen=True, slots=True)
class State:
    """What a server holds while nobody is there."""

    memory: float
    descriptors: int
    sessions: int
    threads: int
    seen: int
    """Files of who is here."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, and say each minute how it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default 10; a night is 480)")
    args = parser.parse_args(arguments)
    with serving(clouds.files(clouds.SIZES["S"])) as servers, server(servers) as (pid, port, keys):
        place = Path(keys[0]).parent
        wrong = asyncio.run(_soak(pid, port, keys, args.minutes * 60))
        wrong += _tasks_left(pid, place / "log")
        state = place / "state"
        verified = subprocess.run(
            [str(Path(sys.executable).with_name("ovntui")), "audit", "verify", str(state / "audit.jsonl")],
            check=False,
        )
    for sentence in wrong:
        print(sentence)
    sys.exit(1 if wrong or verified.returncode else 0)


async def _soak(pid: int, port: int, keys: list[str], seconds: float) -> list[str]:
    visits, most = _WARM
    end = time.monotonic() + most
    while visits > 0 and time.monotonic() < end:
        visits -= await _round(port, keys, time.monotonic() + 5)
    before = await _at_rest(pid, keys)
    print(f"before: {before}", flush=True)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        visits = await _round(port, keys, min(end, time.monotonic() + 60))
        left = max(0.0, end - time.monotonic()) / 60
        print(f"{left:.1f} min left, {visits} visits, {resident_mb(pid):.0f} MB", flush=True)
    after = await _at_rest(pid, keys)
    print(f"after: {after}", flush=True)
    wrong = []
    if after.memory > before.memory * _MEMORY:
        wrong.append(f"the server has grown from {before.memory:.0f} to {after.memory:.0f} MB")
    if after.threads > THREADS:
        wrong.append(f"{after.threads} threads")
    return wrong + [
        f"{name}: {getattr(before, name)} before, {getattr(after, name)} after"
        for name in ("descriptors", "sessions", "seen")
        if getattr(after, name) > getattr(before, name)
    ]


def _tasks_left(pid: int, log: Path) -> list[str]:
    """Stop the server, which says with how many tasks it had to."""
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if match := re.search(r"stopped, with (\d+) tasks left", log.read_text()):
            return [f"{match[1]} tasks were left"] if int(match[1]) else []
        time.sleep(0.1)
    return ["the server did not stop"]


async def _round(port: int, keys: list[str], end: float) -> int:
    """How many visits there were until then."""
    return sum(await asyncio.gather(*(_somebody(port, keys[n % len(keys)], n, end) for n in range(AT_ONCE))))


async def _somebody(port: int, key: str, number: int, end: float) -> int:
    """Comes, works a while, and goes in one of the ways in which people go; again and again. Returns how
    often."""
    draw, visits = random.Random(f"{number} {end}"), 0
    while time.monotonic() < end:
        try:
            connection, channel, client = await come(port, key)
        except (OSError, asyncssh.Error):
            await asyncio.sleep(1)
            continue
        try:
            async with asyncio.timeout(60):
                await client.shown.wait()
            for _ in range(draw.randint(5, 40)):
                channel.write(draw.choice(_KEYS))
                channel.change_terminal_size(draw.randint(60, 200), draw.randint(20, 60))
                await asyncio.sleep(draw.uniform(0.05, 0.5))
                if time.monotonic() > end:
                    break
            visits += 1
            way = draw.choice(("quit", "abort", "close", "stall"))
            if way == "quit":
                channel.write(b"\x11")
                async with asyncio.timeout(60):
                    await channel.wait_closed()
            elif way == "stall":
                channel.pause_reading()
                await asyncio.sleep(2)
            elif way == "close":
                connection.close()
        except (OSError, asyncssh.Error):
            await asyncio.sleep(1)
        finally:
            connection.abort()
    return visits


async def _at_rest(pid: int, keys: list[str]) -> State:
    """Once everybody has gone."""
    (nursery,) = _children(pid)
    for _ in range(600):
        if not _children(nursery):
            break
        await asyncio.sleep(0.1)
    await asyncio.sleep(3)
    process = Path(f"/proc/{pid}")
    return State(
        resident_mb(pid),
        len(list((process / "fd").iterdir())),
        len(_children(nursery)),
        len(list((process / "task").iterdir())),
        len(list((Path(keys[0]).parent / "state" / "present").glob("*"))),
    )


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


if __name__ == "__main__":
    main()
