"""What was done by whom, in a file of JSON lines that each hold a checksum of the one before: an edit, a cut
or another order shows. Every line is on the disk before what it tells of begins.

A chain proves nothing against somebody who may write the file and makes it anew from the first line; the
journal of the machine gets each line's checksum too, where there is one.
"""

import contextlib
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from ovntui.operators import Operator
from ovntui.plans.errors import JournalError
from ovntui.plans.plan import Outcome, Plan

FIRST: Final = "0" * 64
"""What stands in the first line for the checksum of the one before."""

_JOURNAL: Final = Path("/run/systemd/journal/socket")
_BLOCK: Final = 1 << 16


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line. before is the checksum of the line before; what is told of the event is in facts."""

    number: int
    time: float
    event: str
    before: str
    name: str = ""
    role: str = ""
    source: str = ""
    session: str = ""
    facts: dict[str, Any] = {}


class Audit:
    """The file, and beside it a mark of where it ended last. Several processes may append at once."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock

    @property
    def mark(self) -> Path:
        """Where the number and the checksum of the last line are kept, so that a cut end shows."""
        return self.path.with_name(f"{self.path.name}.last")

    def append(self, event: str, who: Operator | None = None, **facts: Any) -> None:
        """Write a line through to the disk. Raises JournalError where that cannot be."""
        try:
            with self._locked() as file:
                size, last = _end(file)
                number, before = (decode(last).number + 1, checksum(last)) if last else (1, FIRST)
                named = {"name": who.name, "role": who.role.word, "source": who.source} if who else {}
                session = who.session if who else ""
                line = Line(number, self._clock(), event, before, **named, session=session, facts=facts)
                data = msgspec.json.encode(line, enc_hook=str)  # SafeText is a str to all but msgspec
                try:
                    _write_all(file, data + b"\n")
                    os.fsync(file)
                except OSError:
                    with contextlib.suppress(OSError):
                        os.ftruncate(file, size)
                    raise
                self._remember(f"{number} {checksum(data)}\n".encode())
        except OSError as error:
            raise JournalError(f"the audit {self.path} cannot be written: {error.strerror}") from error
        except msgspec.MsgspecError as error:
            raise JournalError(f"the audit {self.path} is damaged at its end: {error}") from error
        _tell_journal(event, data)

    def sent(self, plan: Plan, who: Operator | None) -> None:
        """A plan is about to be sent. Raises JournalError."""
        commands = [list(words) for step in plan.steps for words in step.words]
        told = {"plan": plan.id, "title": plan.title, "sentences": plan.sentences, "commands": commands}
        self.append("sent", who, **told)

    def decided(self, plan_id: str, outcome: Outcome, who: Operator | None) -> None:
        """What became of it. Raises JournalError."""
        self.append("decided", who, plan=plan_id, verdict=outcome.verdict, reason=outcome.reason)

    def _remember(self, mark: bytes) -> None:
        handle = os.open(self.mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.pwrite(handle, mark, 0)  # it only ever grows, so nothing of an older one is left behind it
            os.fsync(handle)
        finally:
            os.close(handle)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def decode(raw: bytes) -> Line:
    """A line as it stands in the file. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(raw, type=Line)


def checksum(raw: bytes) -> str:
    """Of a whole line, without its end."""
    return sha256(raw).hexdigest()


def _end(file: int) -> tuple[int, bytes]:
    """The size of the file, and its last line. Half a line, of a process that was killed as it wrote and so
    began nothing, is taken away."""
    size = os.fstat(file).st_size
    tail, at = b"", size
    while at and tail.count(b"\n") < 2:
        start = max(0, at - _BLOCK)
        tail, at = os.pread(file, at - start, start) + tail, start
    whole, _, torn = tail.rpartition(b"\n")
    if torn:
        os.ftruncate(file, size - len(torn))
    return size - len(torn), whole.rpartition(b"\n")[2]


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _tell_journal(event: str, data: bytes) -> None:
    """In systemd's native protocol, a field a line. The file counts; the journal is told if it listens."""
    fields: Mapping[str, str] = {
        "MESSAGE": f"audit: {event} {checksum(data)}",
        "PRIORITY": "5",
        "SYSLOG_IDENTIFIER": "ovntui",
        "OVNTUI_AUDIT": data.decode(),
    }
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.setblocking(False)
        text = "".join(f"{name}={value}\n" for name, value in fields.items())
        journal.sendto(text.encode(), str(_JOURNAL))
