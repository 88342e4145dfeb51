"""One connection to one server: messages out, messages in, and signs of life."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import msgspec

from ovntui.ovsdb.errors import ConnectError, LinkLost, OvsdbError, ProtocolError, Refused
from ovntui.ovsdb.faults import explain
from ovntui.ovsdb.framing import Framer
from ovntui.ovsdb.link import Timing
from ovntui.ovsdb.pace import Pace
from ovntui.ovsdb.remote import Remote
from ovntui.ovsdb.tls import Tls

Connector: TypeAlias = Callable[[Remote, asyncio.Protocol], Awaitable[None]]
"""Connects a protocol to a remote as asyncio does to a socket, for remotes that are none of our own. Raises
OSError or OvsdbError."""

_SMALL = 1 << 16  # bytes that are decoded on the mere suspicion that they are a whole message
_NULL = msgspec.Raw(b"null")


class _Message(msgspec.Struct, gc=False):
    id: Any = None
    method: str | None = None
    params: list[msgspec.Raw] = []
    result: msgspec.Raw = _NULL
    error: msgspec.Raw = _NULL


class _Call(msgspec.Struct):
    on_result: Callable[[msgspec.Raw], None]
    on_error: Callable[[OvsdbError], None]
    asked: float | None
    """When, by the event loop's clock, if it has to be answered promptly."""


_read_message = msgspec.json.Decoder(_Message).decode
_write = msgspec.json.Encoder().encode


class Session(asyncio.Protocol):
    """A connection that is up, from open() until its lost future is done.

    Replies and notifications are handed on at once, in the order in which they came: an update may
    follow the reply that it builds on within the same read. While notifications come without a rest, and
    no reply is waited for, several are read at a time.
    """

    def __init__(
        self, remote: Remote, timing: Timing, on_notify: Callable[[str, list[msgspec.Raw]], None]
    ) -> None:
        self.remote = remote
        self.lost: asyncio.Future[OvsdbError] = asyncio.get_running_loop().create_future()
        """Done when the connection has ended; its result says why."""
        self.heard = 0.0
        """When the last byte came, by the event loop's clock."""
        self._timing = timing
        self._on_notify = on_notify
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._framer = Framer()
        self._pace = Pace()
        self._notified = 0  # how many notifications came with the last read
        self._unsent: list[bytes] = []
        self._spoke = False
        self._answered = 0.0  # when something that has to be answered promptly last was
        self._next_id = 0
        self._calls: dict[int, _Call] = {}
        self._probing = False
        self._probe: asyncio.TimerHandle | None = None

    @classmethod
    async def open(
        cls,
        remote: Remote,
        tls: Tls | None,
        timing: Timing,
        on_notify: Callable[[str, list[msgspec.Raw]], None],
        connector: Connector | None = None,
    ) -> "Session":
        """Connect. Raises OSError, ssl.SSLError, TimeoutError, or ConnectError for unusable TLS files and for
        a remote that no connector was given for."""
        loop = asyncio.get_running_loop()

        def make() -> Session:
            return cls(remote, timing, on_notify)

        async with asyncio.timeout(timing.connect):
            if remote.scheme == "unix":
                _, session = await loop.create_unix_connection(make, remote.path)
            elif remote.scheme == "tcp":
                _, session = await loop.create_connection(make, remote.host, remote.port)
            elif remote.scheme == "ssh":
                if connector is None:
                    raise ConnectError(f"{remote}: nothing here goes there by SSH")
                session = make()
                await connector(remote, session)
            else:
                identity = tls or Tls()
                while identity.must_bootstrap:
                    await _learn_authority(remote, identity)
                _, session = await loop.create_connection(
                    make,
                    remote.host,
                    remote.port,
                    ssl=identity.context(),
                    server_hostname=identity.name_for(remote),
                )
        return session

    def call(
        self,
        method: str,
        params: Sequence[Any] | msgspec.Raw,
        on_result: Callable[[msgspec.Raw], None],
        on_error: Callable[[OvsdbError], None],
        *,
        prompt: bool = False,
    ) -> None:
        """Ask; exactly one of the two is called later: with the result, or with Refused or LinkLost. What
        a server has to answer promptly ends the connection when it does not. params as Raw are JSON."""
        if self.lost.done():
            on_error(self.lost.result())
            return
        if self._transport is not None:
            self._pace.hurry(self._transport)
        self._next_id += 1
        self._calls[self._next_id] = _Call(on_result, on_error, self._loop.time() if prompt else None)
        self._send({"method": method, "params": params, "id": self._next_id})

    async def request(self, method: str, params: Sequence[Any]) -> Any:
        """Ask and wait for the decoded result. Raises Refused, or LinkLost when the link ends first."""
        answer: asyncio.Future[Any] = self._loop.create_future()

        def on_result(raw: msgspec.Raw) -> None:
            if not answer.done():
                answer.set_result(msgspec.json.decode(raw))

        def on_error(error: OvsdbError) -> None:
            if not answer.done():
                answer.set_exception(error)

        self.call(method, params, on_result, on_error)
        return await answer

    def end(self, why: OvsdbError) -> None:
        """End the connection, without waiting for what is still to be sent."""
        if self.lost.done():
            return
        self.lost.set_result(why)
        if self._probe is not None:
            self._probe.cancel()
        self._pace.end()
        if self._transport is not None:
            self._transport.abort()
        calls, self._calls = self._calls, {}
        for call in calls.values():
            call.on_error(why if isinstance(why, LinkLost) else LinkLost(str(why)))

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # no other kind is ever asked for
        self._transport = transport
        self.heard = self._loop.time()
        self._look_again(self._timing.probe)

    def connection_lost(self, exc: Exception | None) -> None:
        if isinstance(exc, ssl.SSLError):
            # A server that dislikes our certificate says so only after the handshake (RFC 8446 section 4.4).
            self.end(LinkLost(explain(exc, self.remote, "")))
            return
        self.end(LinkLost(f"{self.remote} closed the connection"))

    def data_received(self, data: bytes) -> None:
        self.heard = self._loop.time()
        self._probing = False
        self._notified = 0
        try:
            if not self._spoke:
                if data.lstrip()[:1] not in (b"{", b""):
                    raise ProtocolError(f"{self.remote} is not an OVSDB server: it answers something else")
                self._spoke = True
            for message in self._framer.feed(data):
                self._take(_read_message(message))
            if self._framer.may_be_complete:
                if self._framer.held <= _SMALL:
                    self._try_held()
                else:
                    # Decoding what may be half of a large message is dear, so first see whether more
                    # is waiting in the socket. Two turns: the loop runs what is ready before it reads.
                    self._loop.call_soon(self._loop.call_soon, self._try_held_of, self._framer.held)
        except (msgspec.MsgspecError, ValueError, ProtocolError) as error:
            self._garbled(error)
        if self._transport is not None and not (self._calls or self._framer.held or self.lost.done()):
            self._pace.read(self._notified, self._transport)

    def _try_held_of(self, held: int) -> None:
        if self._framer.held == held and not self.lost.done():
            try:
                self._try_held()
            except (msgspec.MsgspecError, ValueError, ProtocolError) as error:
                self._garbled(error)

    def _try_held(self) -> None:
        try:
            message = _read_message(self._framer.peek())
        except msgspec.DecodeError as error:
            if "truncated" in str(error):
                return
            raise
        self._framer.clear()
        self._take(message)

    def _garbled(self, error: Exception) -> None:
        if isinstance(error, ProtocolError):
            self.end(error)
        else:
            self.end(ProtocolError(f"{self.remote} sent what is no OVSDB message: {error}"))

    def _take(self, message: _Message) -> None:
        if self.lost.done():
            return
        if message.method == "echo":
            self._send({"result": message.params, "error": None, "id": message.id})
        elif message.method is not None:
            self._notified += 1
            self._on_notify(message.method, message.params)
        elif isinstance(message.id, int) and (call := self._calls.pop(message.id, None)) is not None:
            if call.asked is not None:
                self._answered = self.heard
            if bytes(message.error) == b"null":
                call.on_result(message.result)
            else:
                call.on_error(_refused(message.error))

    def _send(self, message: dict[str, Any]) -> None:
        if not self._unsent:
            self._loop.call_soon(self._send_all)
        self._unsent.append(_write(message))

    def _send_all(self) -> None:
        """Hand over in one piece what was asked in one go: each piece is a system call."""
        assert self._transport is not None  # nobody holds a session before it is made
        unsent, self._unsent = self._unsent, []
        if not self.lost.done():
            self._transport.write(b"".join(unsent))

    def _look_for_life(self, due: float) -> None:
        """Runs whenever the peer may have been quiet for too long."""
        now = self._loop.time()
        if now - due > 1.0:
            # We slept, not the peer (a suspended laptop, ctrl-z): what it sent is still to be read.
            self.heard = max(self.heard, now - self._timing.probe)
        quiet = now - self.heard
        if quiet >= self._timing.give_up:
            self.end(LinkLost(f"{self.remote} gave no sign of life for {quiet:.0f} s"))
            return
        if self._is_stuck(now):
            self.end(LinkLost(f"{self.remote} gave no answer for {self._timing.give_up:.0f} s"))
            return
        if quiet >= self._timing.probe and not self._probing:
            self._probing = True
            self.call("echo", [], lambda _: None, lambda _: None)
        limit = self._timing.give_up if self._probing else self._timing.probe
        # The answer does not call us: look soon enough to ask again as often as was promised.
        self._look_again(min(max(limit - quiet, 0.01), self._timing.probe))

    def _is_stuck(self, now: float) -> bool:
        """Whether the server leaves a question unanswered, though it gives signs of life. While part of a
        message is here the rest may be on its way."""
        asked = next((call.asked for call in self._calls.values() if call.asked is not None), None)
        if asked is None or self._framer.held:
            return False
        return now - max(asked, self._answered) >= self._timing.give_up

    def _look_again(self, seconds: float) -> None:
        due = self._loop.time() + seconds
        self._probe = self._loop.call_at(due, self._look_for_life, due)


def _refused(raw: msgspec.Raw) -> Refused:
    error = msgspec.json.decode(raw)
    if isinstance(error, dict):
        return Refused(str(error.get("error", "refused")), str(error.get("details", "")))
    return Refused(str(error))


async def _learn_authority(remote: Remote, identity: Tls) -> None:
    """Connect once unverified, keep only the authority's certificate, and hang up."""
    _, writer = await asyncio.open_connection(
        remote.host, remote.port, ssl=identity.context(), server_hostname=identity.name_for(remote)
    )
    try:
        identity.learn(writer.get_extra_info("ssl_object"))
    finally:
        writer.transport.abort()
