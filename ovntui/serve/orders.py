"""What the server and the nursery tell each other, one message a packet."""

import msgspec

from ovntui.operators import Role


class Start(msgspec.Struct, frozen=True, tag=True):
    """Start a session on the terminal that comes with this message, and with its end of a line to the
    server."""

    session: str
    name: str
    role: Role
    source: str
    environment: dict[str, str]


class Stop(msgspec.Struct, frozen=True, tag=True):
    """End a session that did not end when its terminal went."""

    session: str


class Ended(msgspec.Struct, frozen=True, tag=True):
    """A session's process is gone: its exit code, or the signal that ended it, negative."""

    session: str
    code: int


Order = Start | Stop

LONGEST = 1 << 16
"""Bytes of a message; what goes into one is bounded where it comes in."""
