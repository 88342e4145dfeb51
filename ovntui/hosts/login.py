"""One way into a host: SSH as the user's own configuration has it, strict about host keys.

~/.ssh/config, the agent, and ~/.ssh/known_hosts are read by asyncssh. A key with a passphrase is asked for
only when nothing else was let in, and kept unlocked in memory from then on.
"""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import asyncssh

from ovntui.hosts.asking import Ask
from ovntui.hosts.errors import HostError, NotLetIn
from ovntui.hosts.faults import changed_key, explain, unknown_key
from ovntui.ovsdb.remote import Remote

_DEFAULT_KEYS: Final = ("id_ed25519", "id_ecdsa", "id_rsa")
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds. A host that is silent for three keepalives is taken for lost. Back-off between attempts
    grows from first_wait to longest_wait, or to refused_wait where the host was reached and refused."""

    keepalive: float = 2.0
    connect: float = 10.0
    first_wait: float = 0.2
    longest_wait: float = 8.0
    refused_wait: float = 60.0


class Client(asyncssh.SSHClient):
    """Learns why a connection was not made, and why it ended."""

    def __init__(self) -> None:
        self.offered: tuple[str, str, int, asyncssh.SSHKey] | None = None
        """The host's name, address, port, and the key that it showed, where we do not trust that one."""
        self.ended: Exception | None = None

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Trust no key but those that are known."""
        self.offered = (host, addr, port, key)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Keep the reason."""
        self.ended = exc


@dataclass(slots=True)
class Login:
    """How to get into one host. keys are those that the operator has unlocked."""

    remote: Remote
    ask: Ask | None
    timing: Timing
    keys: list[asyncssh.SSHKey] = field(default_factory=list)
    is_asked: bool = False
    """Whether the operator was asked; nobody is asked the same thing over and over."""

    async def open(self) -> tuple[asyncssh.SSHClientConnection, Client]:
        """Log in. Raises NotLetIn or HostError."""
        options = await self._options()
        try:
            return await self._connect(options)
        except asyncssh.PermissionDenied as error:
            locked = await asyncio.to_thread(_locked, options)
            if self.ask is None or self.is_asked or not locked:
                hint = f"; {locked[0]} has a passphrase: ssh-add puts it into the agent" if locked else ""
                raise NotLetIn(explain(error, self.remote) + hint) from error
            self.is_asked = True
            if not await self._unlock(self.ask, locked):
                raise NotLetIn(f"{self.remote}: no key was unlocked for it") from error
        try:
            return await self._connect(await self._options())
        except asyncssh.PermissionDenied as error:
            raise NotLetIn(explain(error, self.remote)) from error

    async def _options(self) -> asyncssh.SSHClientConnectionOptions:
        """What the user's files say of this host. Raises HostError where they cannot be read."""
        remote = self.remote
        make = partial(
            asyncssh.SSHClientConnectionOptions,
            config=(),  # the user's own; left out it would mean none
            host=remote.host,
            port=remote.port or (),
            username=remote.user or (),
            client_keys=self.keys or (),
            client_factory=Client,
            keepalive_interval=self.timing.keepalive,
            keepalive_count_max=3,
            connect_timeout=self.timing.connect,
            login_timeout=self.timing.connect,
        )
        try:
            options = await asyncio.to_thread(make)  # it reads files
        except (asyncssh.Error, asyncssh.ConfigParseError, ValueError, OSError) as error:
            raise HostError(
                f"{remote}: ~/.ssh/config or a key that it names is not usable: {error}"
            ) from error
        if options.known_hosts is None:
            # asyncssh's reading of "UserKnownHostsFile none" is that every host may be trusted
            raise NotLetIn(
                f"{remote}: ~/.ssh/config turns the check of its host key off, so nobody goes there"
            )
        return options

    async def _connect(
        self, options: asyncssh.SSHClientConnectionOptions
    ) -> tuple[asyncssh.SSHClientConnection, Client]:
        client = Client()

        def the_client() -> Client:
            return client

        try:
            connection = await asyncssh.connect(
                self.remote.host, self.remote.port or (), options=options, client_factory=the_client
            )
        except asyncssh.HostKeyNotVerifiable as error:
            raise NotLetIn(await self._distrust(client, options, error)) from error
        except asyncssh.PermissionDenied:
            raise
        except (asyncssh.Error, OSError) as error:
            raise HostError(explain(error, self.remote)) from error
        return connection, client

    async def _distrust(
        self,
        client: Client,
        options: asyncssh.SSHClientConnectionOptions,
        error: asyncssh.HostKeyNotVerifiable,
    ) -> str:
        if client.offered is None:
            return explain(error, self.remote)
        host, address, port, key = client.offered
        known = await asyncio.to_thread(_knows, options, host, address, port)
        tell = changed_key if known else unknown_key
        return tell(self.remote, host, key.get_fingerprint())

    async def _unlock(self, ask: Ask, files: list[Path]) -> bool:
        """Ask for the passphrases of keys. Whether one of them could be unlocked."""
        for file in files:
            data = await asyncio.to_thread(file.read_bytes)
            for again in range(_TRIES):
                hint = "that did not open it: " if again else ""
                passphrase = await ask(f"{hint}passphrase of {file}, for {self.remote}")
                if not passphrase:
                    break
                try:
                    key = await asyncio.to_thread(asyncssh.import_private_key, data, passphrase)
                except (asyncssh.KeyEncryptionError, asyncssh.KeyImportError):
                    continue
                self.keys.append(key)
                break
        return bool(self.keys)


def _knows(options: asyncssh.SSHClientConnectionOptions, host: str, address: str, port: int) -> bool:
    """Whether any key of the host is known here."""
    files: Any = options.known_hosts or ["~/.ssh/known_hosts"]
    paths = [Path(file).expanduser() for file in files]
    there = [str(path) for path in paths if path.is_file()]
    return bool(asyncssh.match_known_hosts(there, host, address, port)[0])


def _locked(options: asyncssh.SSHClientConnectionOptions) -> list[Path]:
    """The key files for this host that only a passphrase opens."""
    named: Any = options.config.get("IdentityFile")
    files = (
        [Path(file).expanduser() for file in named]
        if named
        else [Path("~/.ssh", name).expanduser() for name in _DEFAULT_KEYS]
    )
    return [file for file in files if _is_locked(file)]


def _is_locked(file: Path) -> bool:
    try:
        asyncssh.read_private_key(file)
    except OSError:
        return False
    except (asyncssh.KeyEncryptionError, asyncssh.KeyImportError) as error:
        return "assphrase" in str(error)
    return False
