"""A folder that lives no longer than the process that asked for it, even if that process is killed.

A small process of its own makes the folder and then waits on a pipe from the owner. The kernel closes
the pipe when the owner ends, however it ends; the guard then ends the folder's processes and removes
the folder. It has its own session, so that the terminal's Ctrl-C and hang-up do not reach it.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ovntui.sandbox import places
from ovntui.sandbox.errors import SandboxError
from ovntui.sandbox.places import Place

_RUN: Final = (
    "import sys; sys.path.append(sys.argv[1]); from ovntui.sandbox import guard; sys.exit(guard.main())"
)
"""How Python starts the guard: isolated from the caller's directory and environment, and quickly."""
_PATIENCE: Final = 20.0
"""Seconds that the guard may take to clear the folder before the owner does it."""


@contextmanager
def guarded(rooms: Sequence[str], contents: str) -> Iterator[Place]:
    """A new temporary place, gone with all its processes when the block is left or this process ends.

    Raises SandboxError when the folder cannot be made or cannot be cleared.
    """
    package = Path(__file__).resolve().parents[2]
    order = json.dumps({"rooms": list(rooms), "contents": contents})
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _RUN, str(package), order],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd="/",
    ) as guard:
        assert guard.stdin and guard.stdout and guard.stderr  # asked for as pipes above
        answer = guard.stdout.readline()
        if not answer:
            said = guard.stderr.read().decode(errors="replace").strip().splitlines()
            raise SandboxError(said[-1] if said else "The sandbox's guard process ended before it began")
        place = Place(Path(json.loads(answer)), tuple(rooms), contents)
        try:
            yield place
        finally:
            guard.stdin.close()
            try:
                guard.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                guard.kill()
            if place.path.exists():  # the guard itself was killed
                place.remove()


def main() -> int:
    """Be the guard: make the place, say where it is, and clear it when standard input ends."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # a logout or shutdown: clear it now
    order = json.loads(sys.argv[2])
    try:
        folder = places.temporary()
        try:
            with places.locked(folder, shared=True):
                Place.make(folder, order["rooms"], order["contents"])
                sys.stdout.write(json.dumps(str(folder)) + "\n")
                sys.stdout.flush()
                sys.stdin.buffer.read()
        finally:
            Place(folder, tuple(order["rooms"]), order["contents"]).remove()
    except (OSError, SandboxError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
