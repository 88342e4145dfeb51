"""SSH channels as asyncio's transports are, so that any protocol can run over them."""

import asyncio
from collections.abc import Callable

import asyncssh
from asyncssh.channel import SSHChannel


class ChannelTransport(asyncio.Transport):
    """What is written to it reaches the far end of a channel."""

    def __init__(self, channel: SSHChannel[bytes]) -> None:
        super().__init__()
        self._channel = channel

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send; nothing is sent any more once it is closing, as with a socket's transport."""
        if not self._channel.is_closing():
            self._channel.write(bytes(data))

    def write_eof(self) -> None:
        """Say that nothing more will be sent."""
        self._channel.write_eof()

    def can_write_eof(self) -> bool:
        """It can."""
        return True

    def close(self) -> None:
        """Send what is still to be sent, then end."""
        self._channel.close()

    def abort(self) -> None:
        """End now."""
        self._channel.abort()

    def is_closing(self) -> bool:
        """Whether it is ending or has ended."""
        return self._channel.is_closing()

    def pause_reading(self) -> None:
        """Let the far end wait."""
        self._channel.pause_reading()

    def resume_reading(self) -> None:
        """Take more from the far end."""
        self._channel.resume_reading()


class Carrier(asyncssh.SSHUNIXSession[bytes], asyncssh.SSHClientSession[bytes]):
    """Hands what a channel says to a protocol. ended is called once, when the channel is over."""

    def __init__(self, protocol: asyncio.Protocol, ended: Callable[[], None]) -> None:
        self._protocol = protocol
        self._ended = ended
        self._channel: SSHChannel[bytes] | None = None
        self._is_up = False
        self._is_over = False

    def give_up(self) -> None:
        """Nobody wants the channel any more, even if it should still come."""
        if not self._is_over:
            self._is_over = True
            self._ended()
        if self._channel is not None:
            self._channel.abort()

    def connection_made(self, chan: SSHChannel[bytes]) -> None:
        """The channel is there; it carries nothing before session_started."""
        self._channel = chan

    def session_started(self) -> None:
        """The far end is reached."""
        assert self._channel is not None
        if self._is_over:
            self._channel.abort()
            return
        self._is_up = True
        self._protocol.connection_made(ChannelTransport(self._channel))

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Pass on what comes; a relay's complaints on its stderr are no part of that."""
        if datatype is None and self._is_up:
            self._protocol.data_received(data)

    def eof_received(self) -> bool:
        """Nothing more comes: end, unless the protocol wants to stay."""
        return self._is_up and bool(self._protocol.eof_received())

    def pause_writing(self) -> None:
        """The far end takes nothing for the moment."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """It does again."""
        self._protocol.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The channel is over."""
        if not self._is_over:
            self._is_over = True
            self._ended()
        if self._is_up:
            self._is_up = False
            self._protocol.connection_lost(exc)
