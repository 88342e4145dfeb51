"""What was changed, by whom and when: a file of JSON lines that survives restarts and is shared by all
consoles of one user. A line is written through to the disk before a transaction leaves, and one after its
verdict. A full file makes room for a new one, and is kept beside it until that one is full.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec
import platformdirs

from ovntui.operators import Operator
from ovntui.plans.console import is_gone, this_console
from ovntui.plans.entry import Entry, Line, fold
from ovntui.plans.errors import JournalError
from ovntui.plans.plan import Outcome, Plan
from ovntui.settings import Settings

if TYPE_CHECKING:  # for served consoles alone
    from ovntui.plans.audit import Audit

LIMIT: Final = 8 << 20
"""How large a file may grow, in bytes: thousands of changes."""

_decode = msgspec.json.Decoder(Line).decode
_encode = msgspec.json.Encoder().encode


def journal_path() -> Path:
    """Where the journal belongs: $XDG_STATE_HOME/ovntui/journal.jsonl."""
    return platformdirs.user_state_path("ovntui") / "journal.jsonl"


class Journal:
    """The file and the older one. Several consoles may append at once; none ever sees half a line of another.
    Where there is an audit, what who does is written there first."""

    def __init__(
        self,
        path: Path | None = None,
        clock: Callable[[], float] = time.time,
        *,
        audit: "Audit | None" = None,
        who: Operator | None = None,
        limit: int = LIMIT,
    ) -> None:
        self.path = path or journal_path()
        self.older = self.path.with_name(f"{self.path.stem}.1{self.path.suffix}")
        self._clock = clock
        self._limit = limit
        self._audit = audit
        self._who = who

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The journal of a console that was asked for so."""
        if settings.audit is None:
            return cls(who=settings.operator)
        from ovntui.plans.audit import Audit

        return cls(audit=Audit(settings.audit), who=settings.operator)

    async def sent(self, plan: Plan) -> None:
        """The plan is about to be sent. Raises JournalError where that cannot be written down."""
        if self._audit is not None:
            await asyncio.to_thread(self._audit.sent, plan, self._who)
        line = Line("sent", plan.id, self._clock(), plan, console=this_console())
        await asyncio.to_thread(self._append, line)

    async def decided(self, plan_id: str, outcome: Outcome) -> None:
        """What became of it. Raises JournalError."""
        if self._audit is not None:
            await asyncio.to_thread(self._audit.decided, plan_id, outcome, self._who)
        line = Line("decided", plan_id, self._clock(), outcome=outcome)
        await asyncio.to_thread(self._append, line)

    def entries(self) -> list[Entry]:
        """All entries, the oldest first. Lines that are none (a console was killed while it wrote) are passed
        over. Raises JournalError where a file cannot be read."""
        try:
            text = self._read()
        except OSError as error:
            raise JournalError(f"the journal {self.path} cannot be read: {error.strerror}") from error
        return fold(_lines(text))

    def undecided(self) -> list[Entry]:
        """Those whose console was gone before it had a verdict. Raises JournalError."""
        return [entry for entry in self.entries() if entry.standing == "sent" and is_gone(entry.console)]

    def entry(self, plan_id: str) -> Entry:
        """The entry of that id, or of the only one that begins so. Raises JournalError."""
        found = [entry for entry in self.entries() if entry.plan.id.startswith(plan_id)]
        if len(found) != 1:
            several = "several entries begin" if found else "no entry of the journal begins"
            raise JournalError(f"{several} with {plan_id}")
        return found[0]

    def _append(self, line: Line) -> None:
        encoded = _encode(line) + b"\n"
        try:
            with self._locked(len(encoded)) as file:
                size = os.fstat(file).st_size
                torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
                data = (b"\n" if torn else b"") + encoded
                try:
                    _write_all(file, data)
                    os.fsync(file)
                except OSError:
                    os.ftruncate(file, size)  # half a line would be lost on whoever reads it
                    raise
        except OSError as error:
            raise JournalError(f"the journal {self.path} cannot be written: {error.strerror}") from error

    def _read(self) -> bytes:
        """What both files hold, of one moment: nobody begins a new one meanwhile."""
        while True:
            try:
                file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:  # nothing was written yet, or the new one is about to be begun
                return _content(self.older)
            with os.fdopen(file, "rb") as reader:
                fcntl.flock(file, fcntl.LOCK_SH)
                if self._is_current(file):
                    return _content(self.older) + reader.read()

    @contextmanager
    def _locked(self, room: int) -> Iterator[int]:
        """The file, for nobody else, with room for so many bytes."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not self._is_current(file):
                    continue  # another console has begun a new one while we waited
                if 0 < os.fstat(file).st_size > self._limit - room:
                    self.path.replace(self.older)
                    continue
                yield file
                return
            finally:
                os.close(file)

    def _is_current(self, file: int) -> bool:
        """Whether it is still the file that is written to."""
        try:
            return os.path.samestat(os.fstat(file), self.path.stat())
        except FileNotFoundError:
            return False


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _lines(text: bytes) -> Iterator[Line]:
    for raw in text.split(b"\n"):
        try:
            yield _decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
