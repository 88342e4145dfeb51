"""The serial console of a domain, as bytes (virDomainOpenConsole). What comes is handed on by libvirt's own
thread."""

import threading
from collections.abc import Callable
from typing import Any, Final

import libvirt

from ovntui.hosts.calls.told import told

_CHUNK: Final = 16 * 1024
_READ: Final = libvirt.VIR_STREAM_EVENT_READABLE
_WRITE: Final = libvirt.VIR_STREAM_EVENT_WRITABLE
_OVER: Final = libvirt.VIR_STREAM_EVENT_ERROR | libvirt.VIR_STREAM_EVENT_HANGUP


class Console:
    """Open until close(), or until ended is called, once, because the domain went off or the connection
    was lost. read and ended are called from libvirt's thread. Raises HostError."""

    def __init__(
        self,
        connection: Any,
        uuid: str,
        read: Callable[[bytes], None],
        ended: Callable[[], None],
        *,
        force: bool,
    ) -> None:
        self._read = read
        self._ended = ended
        self._unsent = bytearray()
        self._lock = threading.Lock()
        self._wanted = _READ
        self._is_over = False
        flags = libvirt.VIR_DOMAIN_CONSOLE_FORCE if force else libvirt.VIR_DOMAIN_CONSOLE_SAFE
        with told():
            self._stream = connection.newStream(libvirt.VIR_STREAM_NONBLOCK)
            connection.lookupByUUIDString(uuid).openConsole(None, self._stream, flags)
            self._stream.eventAddCallback(_READ | _OVER, self._turned, None)

    def write(self, data: bytes) -> None:
        """Send to the guest, as soon as it takes it. Once the console is over nothing is sent."""
        with self._lock:
            if self._is_over:
                return
            self._unsent += data
            self._want(self._wanted | _WRITE)

    def hold(self, wanted: bool) -> None:
        """Let the guest wait with what it says, or go on."""
        with self._lock:
            if not self._is_over:
                self._want(self._wanted & ~_READ if wanted else self._wanted | _READ)

    def close(self) -> None:
        """Let go of it."""
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
            with told():
                self._stream.eventRemoveCallback()
                self._stream.abort()

    def _turned(self, _stream: Any, events: int, _opaque: Any) -> None:
        with self._lock:
            if self._is_over:
                return
            try:
                data = self._take(events)
                if events & _WRITE:
                    self._send()
            except libvirt.libvirtError:
                data = None
            if data is None or (events & _OVER and not data):
                self._is_over = True
                self._stream.eventRemoveCallback()
        if data:
            self._read(data)
        if self._is_over:
            self._ended()

    def _take(self, events: int) -> bytes | None:
        """What has come; None at the end."""
        if not events & (_READ | _OVER):
            return b""
        got = self._stream.recv(_CHUNK)
        if got == -2:  # virStreamRecv: nothing is there for the moment
            return b""
        return bytes(got) or None

    def _send(self) -> None:
        if self._unsent:
            sent = self._stream.send(bytes(self._unsent))
            if sent > 0:
                del self._unsent[:sent]
        if not self._unsent:
            self._want(self._wanted & ~_WRITE)

    def _want(self, events: int) -> None:
        if events != self._wanted:
            self._wanted = events
            with told():
                self._stream.eventUpdateCallback(events | _OVER)
