"""Who is at the consoles of one server, and what each is about to change.

Each console keeps one small file in a folder that only the server's user can enter, and holds a lock on it
for as long as it lives: a file without a lock was left by one that was killed.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ovntui.operators import Operator
from ovntui.plans.plan import Plan


class Present(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody at a console since a time (seconds since the epoch). changing is what is about to be changed,
    and rows are the rows of it, by database, table and uuid."""

    name: str
    role: str
    source: str
    session: str
    since: float
    changing: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()


_DECODER = msgspec.json.Decoder(Present)


class Presence:
    """One console's own file, and a look at those of the others. Nothing depends on it: where the folder
    cannot be used, nobody else is seen."""

    def __init__(self, folder: Path, who: Operator) -> None:
        self._folder = folder
        self._me = Present(who.name, who.role.word, who.source, who.session, time.time())
        self._path = folder / f"{who.session or os.getpid()}.json"
        self._file: int | None = None

    def enter(self) -> None:
        """Be seen."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._file = os.open(self._path, flags, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._tell()

    def leave(self) -> None:
        """Be gone."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()
            os.close(self._file)
            self._file = None

    def look_at(self, plan: Plan | None) -> None:
        """Say that this is about to be changed; None: nothing any more."""
        rows = tuple(_rows(plan)) if plan else ()
        changed = msgspec.structs.replace(self._me, changing=str(plan.title) if plan else "", rows=rows)
        if changed != self._me:
            self._me = changed
            self._tell()

    def others(self) -> list[Present]:
        """Everybody else, in the order in which they came."""
        try:
            paths = [path for path in self._folder.glob("*.json") if path != self._path]
        except OSError:
            return []
        return sorted(filter(None, map(_read, paths)), key=lambda one: one.since)

    def beside(self, plan: Plan) -> list[str]:
        """A sentence for everybody else who is about to change a row of this plan."""
        mine = dict(_named(plan))
        return [
            f"{one.name} is about to change {mine[shared[0]]} too: {one.changing}"
            for one in self.others()
            if (shared := [row for row in one.rows if row in mine])
        ]

    def _tell(self) -> None:
        if self._file is not None:
            data = msgspec.json.encode(self._me)
            with contextlib.suppress(OSError):
                os.pwrite(self._file, data, 0)
                os.ftruncate(self._file, len(data))


def _read(path: Path) -> Present | None:
    """What a file tells; None where its console is gone, or is writing it."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        with contextlib.suppress(msgspec.MsgspecError):
            return _DECODER.decode(os.pread(file, 1 << 20, 0))
    except OSError:
        pass
    finally:
        os.close(file)
    return None


def _rows(plan: Plan) -> Iterator[tuple[str, str, str]]:
    return (row for row, _ in _named(plan))


def _named(plan: Plan) -> Iterator[tuple[tuple[str, str, str], str]]:
    """The rows that are there already, and what to call them."""
    for step in plan.steps:
        for change in step.changes:
            if change.before is not None:
                yield (
                    (step.database, change.table, change.uuid),
                    f"{change.table} {change.name or change.uuid}",
                )
