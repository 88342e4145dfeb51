"""What a served console and its server tell each other: that it is there, and about one operator's
watching another's screen."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Final

import msgspec

LONGEST: Final = 1 << 14
"""Bytes of a message."""


class Ask(msgspec.Struct, frozen=True, tag=True):
    """This console's operator would like to see the screen of another session."""

    session: str


class Answer(msgspec.Struct, frozen=True, tag=True):
    """Whether the operator of that session, who has asked, may see this console's screen."""

    session: str
    yes: bool


class End(msgspec.Struct, frozen=True, tag=True):
    """Nobody is to see this console's screen any more."""


class Shown(msgspec.Struct, frozen=True, tag=True):
    """The first screen is drawn."""


class Asked(msgspec.Struct, frozen=True, tag=True):
    """The operator of a session asks to see this console's screen."""

    session: str
    name: str
    role: str
    source: str


class Watched(msgspec.Struct, frozen=True, tag=True):
    """These see this console's screen from now on: draw all of it."""

    by: tuple[str, ...]


class Told(msgspec.Struct, frozen=True, tag=True):
    """A sentence for this console's operator, whose terminal shows this console again: draw all of it."""

    sentence: str


FromConsole = Ask | Answer | End | Shown
ToConsole = Asked | Watched | Told


class ServerLine:
    """A console's end of its line to the server."""

    def __init__(self, number: int) -> None:
        """number is the descriptor of a socket that keeps messages apart."""
        self._socket = socket.socket(fileno=number)
        self._socket.setblocking(False)
        self._decoder = msgspec.msgpack.Decoder(ToConsole)

    def listen(self, heard: Callable[[ToConsole], None]) -> None:
        """Call heard with each message."""
        asyncio.get_running_loop().add_reader(self._socket, self._hear, heard)

    def send(self, message: FromConsole) -> None:
        """Tell the server. Where it is gone or takes nothing, this console is about to end."""
        with contextlib.suppress(OSError):
            self._socket.send(msgspec.msgpack.encode(message))

    def close(self) -> None:
        """Hear nothing more."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def _hear(self, heard: Callable[[ToConsole], None]) -> None:
        try:
            data = self._socket.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            heard(self._decoder.decode(data))
        else:
            asyncio.get_running_loop().remove_reader(self._socket)
