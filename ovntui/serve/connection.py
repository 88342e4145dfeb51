"""One client's connection: who it is, what it has not yet taken, and that it gets a session and no more."""

import asyncio
import logging
import socket
import time
from typing import TYPE_CHECKING, Any, Final

import asyncssh

from ovntui.operators import Operator, Role
from ovntui.serve.admission import Admission, Offer, Refusal
from ovntui.serve.session import Session

if TYPE_CHECKING:
    from ovntui.serve.house import House

_LOG: Final = logging.getLogger(__name__)

_LINE_BUFFER: Final = 1 << 15
"""Bytes that may wait for the client in this process, and about as many in the kernel."""

SECONDS_TO_PART: Final = 2.0
"""How long a client may take to go once it was told that it is over."""

_TRIES: Final = 20
"""How many keys a client may offer; an agent may hold several."""

_SESSIONS_EACH: Final = 10
"""As sshd's MaxSessions."""


class Connection(asyncssh.SSHServerConnection):
    """Judges each key that is offered by our own file, and passes on when the line is full."""

    def __init__(self, house: "House", options: asyncssh.SSHServerConnectionOptions) -> None:
        super().__init__(house.loop, options)
        self._house = house
        self._verdict: Admission | None = None
        self.who: Admission | None = None
        """As whom the client has come in, once it has."""
        self.offer: Offer | None = None
        """What it came in with."""
        self.source = ""
        self.began = time.monotonic()
        self.sessions: set[Session] = set()
        self.is_full = False
        """Whether the client does not take what was written for it."""
        self.is_leaving = False
        """Whether it was told to go."""
        self._tries = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._line = transport
        transport.set_write_buffer_limits(high=_LINE_BUFFER)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LINE_BUFFER)
        peer = transport.get_extra_info("peername")
        self.source = str(peer[0]) if peer else ""
        self._house.arrived(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None = None) -> None:
        self._house.gone(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self._fill(True)

    def resume_writing(self) -> None:
        self._fill(False)

    def _fill(self, is_full: bool) -> None:
        self.is_full = is_full
        for session in tuple(self.sessions):
            session.line_changed()

    @property
    def operator(self) -> Operator:
        """Who is at the other end; nobody yet has no name."""
        if self.who is None:
            return Operator("", Role.VIEWER, self.source)
        return Operator(self.who.name, self.who.role, self.source)

    @property
    def backlog(self) -> int:
        """Bytes that wait in this process for the client to take them."""
        return self._line.get_write_buffer_size()

    def send_away(self, reason: str) -> None:
        """End all sessions and say why; who has not gone by then is hung up on."""
        if not self.is_leaving:
            self.is_leaving = True
            for session in tuple(self.sessions):
                session.cut(reason)
            self._house.loop.call_later(SECONDS_TO_PART, self.close)

    def hang_up(self) -> None:
        """End the connection now, with all that was still to be sent."""
        self._line.abort()

    # Who it is

    async def validate_public_key(self, username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        """Judge a key: by our file first, then by asyncssh what a certificate says and its signature."""
        self._tries += 1
        if self._tries > _TRIES:
            raise asyncssh.DisconnectError(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "too many keys")
        offer = Offer(key_data, username, self.source)
        verdict = self._house.judge(offer)
        if isinstance(verdict, Refusal):
            self._house.refused(self, f"{offer.fingerprint} as {username[:64]}: {verdict.reason}")
            return False
        self._verdict = verdict
        self.set_authorized_keys(_Verdict(verdict))
        is_valid = await super().validate_public_key(username, key_data, msg, signature)
        if is_valid and msg:
            self.who, self.offer = verdict, offer
        elif not is_valid:
            self._house.refused(self, f"{offer.fingerprint} as {username[:64]}: the signature or certificate")
        return is_valid


class _Verdict(asyncssh.SSHAuthorizedKeys):
    """Tells asyncssh what was found already: the key is admitted. Where a certificate's principals were
    looked at by our file, they are not compared with the name that the client logs in with."""

    def __init__(self, verdict: Admission) -> None:
        self._verdict = verdict

    def validate(self, key: Any, *_: Any, **__: Any) -> dict[str, Any]:
        return {"principals": ["any"]} if self._verdict.by_principals else {}


class Doorman(asyncssh.SSHServer):
    """Lets nobody in without a key, and to nothing but a session; what is not said here asyncssh refuses:
    forwarding of ports, sockets and tunnels."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        assert isinstance(conn, Connection)
        self._connection = conn

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None and not isinstance(exc, asyncssh.Error | OSError):
            _LOG.error("a connection from %s was given up", self._connection.source, exc_info=exc)

    def begin_auth(self, username: str) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def auth_completed(self) -> None:
        self._house.came_in(self._connection)

    def session_requested(self) -> Session | bool:
        connection = self._connection
        if connection.who is None or connection.is_leaving or len(connection.sessions) >= _SESSIONS_EACH:
            return False
        if self._house.is_full:
            self._house.refused(connection, "no room for another session")
            return False
        session = Session(self._house, connection, connection.who)
        connection.sessions.add(session)
        return session

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        self._house.refused(self._connection, f"to forward to {dest_host[:200]}:{dest_port}")
        return False

    def server_requested(self, listen_host: str, listen_port: int) -> bool:
        self._house.refused(self._connection, f"to listen on {listen_host[:200]}:{listen_port}")
        return False

    def unix_connection_requested(self, dest_path: str) -> bool:
        self._house.refused(self._connection, f"to forward to {dest_path[:200]}")
        return False

    def unix_server_requested(self, listen_path: str) -> bool:
        self._house.refused(self._connection, f"to listen on {listen_path[:200]}")
        return False
