"""The server's end of the line to one session's process."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from typing import Final

import msgspec

from ovntui.watching import LONGEST, FromConsole, ToConsole

_LOG: Final = logging.getLogger(__name__)


class SessionLine:
    """Calls heard with each message. What cannot be read, or is not taken, is the process' own loss."""

    def __init__(self, heard: Callable[[FromConsole], None]) -> None:
        self._heard = heard
        self._decoder = msgspec.msgpack.Decoder(FromConsole)
        self._ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._ours, self._hear)

    def tell(self, message: ToConsole) -> None:
        """Tell the process."""
        with contextlib.suppress(OSError):
            self._ours.send(msgspec.msgpack.encode(message))

    def close(self) -> None:
        """Hear nothing more."""
        if self._ours.fileno() >= 0:
            self._loop.remove_reader(self._ours)
            self._ours.close()
            self.theirs.close()

    def _hear(self) -> None:
        try:
            data = self._ours.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            return
        try:
            message = self._decoder.decode(data)
        except msgspec.MsgspecError as error:
            _LOG.error("a session says what cannot be meant: %s", error)
            return
        self._heard(message)
