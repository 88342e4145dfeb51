"""One session of a client: its channel on one side, the console's terminal on the other."""

import codecs
import logging
import signal
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import asyncssh
import msgspec

from ovntui.operators import Operator
from ovntui.safetext import SafeText
from ovntui.serve.admission import Admission
from ovntui.serve.environment import session_environment
from ovntui.serve.gate import Place
from ovntui.serve.record import Record
from ovntui.serve.session_line import SessionLine
from ovntui.serve.terminal import Terminal, bounded
from ovntui.watching import FromConsole, Shown, ToConsole

if TYPE_CHECKING:
    from ovntui.serve.connection import Connection
    from ovntui.serve.house import House

_LOG: Final = logging.getLogger(__name__)

GIVE_BACK: Final = (
    b"\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l\x1b[?1004l\x1b[?2004l\x1b[?2048l"
    b"\x1b[<u\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"
)
"""Undoes what Textual sets in a terminal, where the console could not do so itself."""

_BUFFER: Final = 1 << 16
"""Bytes written for a client and not yet taken above which its process has to wait."""


class Session(asyncssh.SSHServerSession[bytes]):
    """The console for one client, if it asks for a shell on a terminal. All else is refused."""

    def __init__(self, house: "House", connection: "Connection", who: Admission) -> None:
        self._house, self._connection = house, connection
        self.who = who
        self.source = connection.source
        self._terminal: Terminal | None = None
        self._asked: tuple[str, tuple[int, int]] | None = None
        self.name = ""
        """What it is called, once its process was started."""
        self.size = (0, 0)
        """Columns and lines of its terminal."""
        self.began: float | None = None
        """When its process was started."""
        self._place: Place | None = None
        self._line: SessionLine | None = None
        self._record: Record | None = None
        self._code: int | None = None
        self._is_over = False
        self._is_full = False
        # The console reads UTF-8; one byte that is none would be the end of it.
        self._typed = codecs.getincrementaldecoder("utf-8")("replace")
        self.last_key = time.monotonic()
        """When the client sent something last."""

    # What the client asks for

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan
        chan.set_write_buffer_limits(_BUFFER)

    def pty_requested(self, term_type: str, term_size: Any, term_modes: Any) -> bool:
        self._asked = term_type, (term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._house.refused(self._connection, f"to run {command[:200]}")
        return False

    def subsystem_requested(self, subsystem: str) -> bool:
        self._house.refused(self._connection, f"the subsystem {subsystem[:200]}")
        return False

    def session_started(self) -> None:
        """A shell it is: start the console."""
        if self._asked is None:
            self._leave("the console needs a terminal; log in without -T, and without a command", 1)
            return
        assert self._connection.offer is not None
        start = partial(self._start, *self._asked)
        self._place = self._house.gate.ask(self._connection.offer.blob, start, self._wait)

    def _wait(self) -> None:
        self._channel.write(b"ovntui: sessions start one after another; yours is waiting for its turn\r\n")

    def _start(self, kind: str, size: tuple[int, int]) -> None:
        self.size = bounded(*size)
        environment = session_environment(self._house.environment, self._channel.get_environment(), kind)
        self._terminal = Terminal(self.size, self._written, self._terminal_ended, self._hold)
        self._line = SessionLine(self._heard)
        ends = (self._terminal.theirs, self._line.theirs.fileno())
        try:
            self.name = self._house.sessions.start(self.who, self.source, ends, environment, self._ended)
        except OSError as error:
            _LOG.error("cannot start a session: %s", error)
            self.cut("the server cannot start a session now")
            return
        self.began = self.last_key = time.monotonic()  # who waits for a turn is not idle
        self._terminal.handed_over()
        self._line.theirs.close()
        self._look()
        self._house.began(self._connection, self.name)
        if self._house.settings.record:
            self._record = Record(self._house.settings.records, self.operator, self.size)
        _LOG.info("session %s: %s, %s, from %s", self.name, self.who.name, self.who.role.word, self.source)

    def _heard(self, message: FromConsole) -> None:
        if isinstance(message, Shown):
            self._started()
        else:
            self._house.watches.heard(self, message)

    def _started(self) -> None:
        if self._place is not None:
            self._place.leave()

    # From the client

    def data_received(self, data: bytes, datatype: Any) -> None:
        self.last_key = time.monotonic()
        if self._house.watches.is_watching(self):
            self._house.watches.typed(self, data)
        elif self._terminal is not None:
            self._terminal.type(self._typed.decode(data).encode())

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        self.size = bounded(width, height)
        if self._terminal is not None:
            self._terminal.resize(*self.size)
        if self._record is not None:
            self._record.resize(*self.size)
        self._house.watches.looked(self)

    def eof_received(self) -> bool:
        """Nothing more will be typed; what is shown goes on."""
        return True

    def _hold(self, hold: bool) -> None:
        if hold:
            self._channel.pause_reading()
        else:
            self._channel.resume_reading()

    # To the client

    def pause_writing(self) -> None:
        self._is_full = True
        self._look()

    def resume_writing(self) -> None:
        self._is_full = False
        self._look()

    def line_changed(self) -> None:
        """The connection beneath takes more again, or no more for now."""
        self._look()

    @property
    def backlog(self) -> int:
        """Bytes that are written for the client and that it has not taken; 0 where it keeps up."""
        return self._channel.get_write_buffer_size() + self._connection.backlog if self.is_behind else 0

    @property
    def is_behind(self) -> bool:
        """Whether the client does not take what is written for it."""
        return self._is_full or self._connection.is_full

    def _look(self) -> None:
        if self._terminal is None:
            return
        if self.is_behind:
            self._terminal.pause()
        else:
            self._terminal.resume()
            self._house.watches.looked(self)

    def _written(self, data: bytes) -> None:
        self._house.watches.written(self, data)
        if not self._house.watches.is_watching(self):
            self.show(data)

    def show(self, data: bytes) -> None:
        """Write for the client."""
        if not self._is_over:
            self._channel.write(data)
            if self._record is not None:
                self._record.output(data)

    @property
    def operator(self) -> Operator:
        """Who is at it, for the audit."""
        return msgspec.structs.replace(self._connection.operator, session=self.name)

    def tell(self, message: ToConsole) -> None:
        """Tell the session's process."""
        if self._line is not None:
            self._line.tell(message)

    # The end

    def cut(self, reason: str) -> None:
        """End the session and say why, to a client that can still hear it."""
        if not self._is_over:
            _LOG.info("session %s of %s is cut: %s", self.name or "–", self.who.name, reason)
            self._leave(reason, 1)

    def _leave(self, sentence: str, code: int) -> None:
        if self._terminal is not None:
            self._channel.write(GIVE_BACK)
        self._channel.write(f"ovntui: {SafeText(sentence)}\r\n".encode())
        self._over()
        self._channel.exit(code)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client went."""
        self._over()
        self._house.left(self._connection, self)

    def _over(self) -> None:
        self._is_over = True
        self._started()
        self._house.watches.gone(self)
        if self._line is not None:
            self._line.close()
        if self._record is not None:
            self._record.close()
        if self._terminal is not None:
            self._terminal.close()
            if self._code is None and self.name:
                self._house.sessions.forsake(self.name)

    def _terminal_ended(self) -> None:
        self._finish()

    def _ended(self, code: int) -> None:
        """The process is gone."""
        self._code = code
        self._started()
        self._house.ended(self._connection, self.name, code)
        _LOG.info("session %s of %s ended with %d", self.name, self.who.name, code)
        if self._terminal is not None and not self._is_over:
            self._terminal.drain()
            self._finish()

    def _finish(self) -> None:
        """Pass on how the process ended, once all that it wrote was."""
        if self._code is None or self._is_over:
            return
        if self._code >= 0:
            self._over()
            self._channel.exit(self._code)
        else:
            name = signal.Signals(-self._code).name.removeprefix("SIG")
            self._channel.write(GIVE_BACK)
            self._over()
            self._channel.exit_with_signal(name, False, "the console ended by a signal")
