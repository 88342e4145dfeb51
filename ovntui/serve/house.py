"""The server: who is on the way in, who is in, and the limits that they have to keep."""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import asyncssh
import msgspec

from ovntui.safetext import SafeText
from ovntui.serve.admission import Admission, Offer, Refusal, admit
from ovntui.serve.connection import SECONDS_TO_PART, Connection, Doorman
from ovntui.serve.gate import Gate
from ovntui.serve.keys import AuthorizedFile
from ovntui.serve.session import Session
from ovntui.serve.sessions import Sessions
from ovntui.serve.settings import ServeSettings
from ovntui.serve.watches import Watches
from ovntui.serve.witness import Witness
from ovntui.settings import SettingsError

_LOG: Final = logging.getLogger(__name__)

_LOOK_EVERY: Final = 1.0
"""Seconds between two looks at who is idle, stalled, or no longer admitted."""

_BRIEF: Final = 3.0
"""A session of no more seconds was started for nothing."""

_WINDOW: Final = 1 << 16
_KEEPALIVES: Final = 3


class House:
    """Listens, lets in, and sees to it that nobody takes more than a share."""

    def __init__(
        self,
        settings: ServeSettings,
        key: asyncssh.SSHKey,
        sessions: Sessions,
        environment: Mapping[str, str],
    ) -> None:
        self.settings = settings
        self.sessions = sessions
        self.environment = environment
        """The server's own, of which sessions get a part."""
        self.loop = asyncio.get_running_loop()
        self._witness = Witness(settings.audit)
        self.watches = Watches(self._sessions, self._witness)
        """Who watches whose screen."""
        self._authorized = AuthorizedFile(settings.authorized_keys)
        self._on_the_way: dict[Connection, None] = {}
        self._inside: dict[Connection, None] = {}
        self.gate = Gate()
        """Whose turn it is to start."""
        self._is_empty = asyncio.Event()
        self._behind: dict[Session, tuple[int, float]] = {}
        self._options = asyncssh.SSHServerConnectionOptions(
            server_factory=lambda: Doorman(self),
            server_host_keys=[key],
            server_version="ovntui",
            login_timeout=settings.login_grace,
            keepalive_interval=settings.keepalive,
            keepalive_count_max=_KEEPALIVES,
            password_auth=False,
            kbdint_auth=False,
            host_based_auth=False,
            gss_host=None,
            x509_trusted_certs=None,
            agent_forwarding=False,
            x11_forwarding=False,
            allow_scp=False,
            line_editor=False,
            encoding=None,
            compression_algs=None,
            # Nothing that rests on SHA-1, and no exchange that costs a stranger little and us much.
            signature_algs="-ssh-rsa,ssh-rsa-*@ssh.com,ssh-dss",
            mac_algs="-*sha1*,*@ssh.com,umac-64*",
            kex_algs="-diffie-hellman-*,rsa*,*sha1*",
            window=_WINDOW,
        )

    async def serve(self) -> None:
        """Listen until cancelled. Raises SettingsError where that cannot be."""
        self._authorized.current()
        listen, port = self.settings.listen, self.settings.port
        try:
            server = await self.loop.create_server(lambda: Connection(self, self._options), listen, port)
        except OSError as error:
            raise SettingsError(f"cannot listen on {listen} port {port}: {error.strerror}") from error
        async with server:
            for one in server.sockets:
                address = one.getsockname()
                _LOG.info("listening on %s port %d", address[0], address[1])
            try:
                while True:
                    await asyncio.sleep(_LOOK_EVERY)
                    self._look()
            finally:
                server.close()
                await self._close()
                self._witness.close()
                _LOG.info("stopped, with %d tasks left", len(asyncio.all_tasks()) - 1)

    async def _close(self) -> None:
        for connection in tuple(self._on_the_way):
            connection.hang_up()
        for connection in tuple(self._inside):
            connection.send_away("the server is being stopped")
        if self._inside:
            self._is_empty.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._is_empty.wait(), SECONDS_TO_PART)
        with contextlib.suppress(TimeoutError):  # so that the audit has the end of each
            await asyncio.wait_for(self.sessions.left(), SECONDS_TO_PART)

    # On the way in

    def arrived(self, connection: Connection) -> None:
        """Somebody connected. Where too many are on their way, the oldest of those from the address that
        has most of them gives way: a flood shuts itself out before others."""
        self._on_the_way[connection] = None
        if len(self._on_the_way) > self.settings.unauthenticated:
            sources = Counter(one.source for one in self._on_the_way)
            most, _ = sources.most_common(1)[0]
            oldest = next(one for one in self._on_the_way if one.source == most)
            del self._on_the_way[oldest]
            oldest.hang_up()

    def judge(self, offer: Offer) -> Admission | Refusal:
        """Whether a key lets in."""
        authorized = self._authorized.current()
        if authorized is None:
            return Refusal("the authorized keys cannot be relied upon")
        return admit(offer, authorized)

    def refused(self, connection: Connection, what: str) -> None:
        """Something was asked for in vain."""
        who = f"{connection.who.name} at " if connection.who else ""
        _LOG.warning("refused to %s%s: %s", who, connection.source, SafeText(what))
        self._witness.refused(connection.operator, connection.who is not None, SafeText(what))

    def came_in(self, connection: Connection) -> None:
        """Somebody has shown a key that lets in."""
        self._on_the_way.pop(connection, None)
        self._inside[connection] = None
        connection.began = time.monotonic()
        assert connection.who is not None
        _LOG.info("%s (%s) came in from %s", connection.who.name, connection.who.role.word, connection.source)
        assert connection.offer is not None
        self._witness.tell("login", connection.operator, key=connection.offer.fingerprint)

    # Inside

    def _sessions(self) -> Iterator[Session]:
        return (session for connection in self._inside for session in connection.sessions)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another session."""
        return sum(1 for _ in self._sessions()) >= self.settings.sessions

    def began(self, connection: Connection, session: str) -> None:
        """A session's process was started."""
        self._witness.tell("session", msgspec.structs.replace(connection.operator, session=session))

    def ended(self, connection: Connection, session: str, code: int) -> None:
        """A session's process has ended; one that was killed may have left word that it is here."""
        with contextlib.suppress(OSError):
            (self.settings.presence / f"{session}.json").unlink(missing_ok=True)
        self._witness.tell(
            "session ended", msgspec.structs.replace(connection.operator, session=session), code=code
        )

    def left(self, connection: Connection, session: Session) -> None:
        """A session's channel is closed."""
        self._behind.pop(session, None)
        connection.sessions.discard(session)
        connection.began = time.monotonic()
        if session.began is not None and connection.began - session.began < _BRIEF:
            assert connection.offer is not None
            self.gate.for_nothing(connection.offer.blob)

    def gone(self, connection: Connection) -> None:
        """A connection is closed."""
        if connection in self._inside:
            self._witness.tell("logout", connection.operator)
        self._on_the_way.pop(connection, None)
        self._inside.pop(connection, None)
        if not self._inside:
            self._is_empty.set()

    def _look(self) -> None:
        now = time.monotonic()
        self._witness.breathe()
        authorized = self._authorized.current()
        for connection in tuple(self._inside):
            if authorized is not None and connection.offer is not None:
                verdict = admit(connection.offer, authorized)
                if isinstance(verdict, Refusal):
                    connection.send_away("your key is not admitted any more")
                elif verdict != connection.who:
                    connection.send_away("your role has changed; log in anew")
            if not connection.sessions and now - connection.began > self.settings.login_grace:
                connection.close()
            for session in tuple(connection.sessions):
                self._look_at(connection, session, now)

    def _look_at(self, connection: Connection, session: Session, now: float) -> None:
        idle, stall = self.settings.idle, self.settings.stall
        if idle and now - session.last_key > idle:
            session.cut(f"no key was pressed for {idle / 60:g} min")
            return
        backlog = session.backlog
        least, since = self._behind.get(session, (backlog, now))
        if not backlog:
            self._behind.pop(session, None)
        elif session not in self._behind or backlog < least:
            self._behind[session] = (backlog, now)
        elif now - since > stall:
            session.cut(f"nothing was taken for {stall:g} s")
            connection.hang_up()
