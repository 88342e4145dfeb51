"""Where one JSON message ends and the next begins.

ovsdb-server sends its messages with nothing between them. Looking for the end by counting brackets
would touch every byte of a large reply in Python. It is not needed: behind the quote that ends a
string, JSON allows only a comma, a colon or a closing bracket, and outside a string no `{` follows a
`}`. So the bytes `}{"` with a letter behind them can stand only between two messages. A message with
nothing behind it yet is complete when it decodes.
"""

from collections.abc import Iterator

_JOINT = b'}{"'


class Framer:
    """Cuts a byte stream into messages. Holds what has arrived of a message that is not complete."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._tail = b""  # held apart: a joint may lie across two reads
        self.held = 0
        """How many bytes are held."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take what was read; yield each message that is known to be complete by what follows it."""
        window = self._tail + data
        start = at = 0
        while (at := window.find(_JOINT, at)) >= 0:
            at += 1
            if window[at + 2 : at + 3].isalpha():
                self._parts.append(window[start:at])
                message, self._parts = b"".join(self._parts), []
                start = at
                yield message
        cut = max(start, len(window) - len(_JOINT))
        self._parts.append(window[start:cut])
        self._tail = window[cut:]
        self.held = len(window) - start if start else self.held + len(data)

    @property
    def may_be_complete(self) -> bool:
        """Whether what is held ends as a message ends."""
        return self._tail.rstrip().endswith(b"}")

    def peek(self) -> bytes:
        """All that is held, in one piece."""
        self._parts = [b"".join(self._parts)]
        return self._parts[0] + self._tail

    def clear(self) -> None:
        """Forget what is held: it was a complete message."""
        self._parts, self._tail, self.held = [], b"", 0
