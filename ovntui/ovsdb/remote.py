"""Connection methods as ovsdb(7) writes them: unix:PATH, tcp:HOST[:PORT], ssl:HOST[:PORT]; and one of our
own, ssh:[USER@]HOST[:PORT], for a host's Open vSwitch behind its SSH server."""

import re
from typing import Literal, TypeAlias

import msgspec

from ovntui.ovsdb.errors import RemoteError

DEFAULT_PORT = 6640
"""The port of a remote that names none (ovsdb(7), "Active Connection Methods")."""

_PLAIN = re.compile(r"[A-Za-z0-9_:][A-Za-z0-9_.:%-]*")

Scheme: TypeAlias = Literal["unix", "tcp", "ssl", "ssh"]


class Remote(msgspec.Struct, frozen=True):
    """One place where a database may be served. A unix remote has a path, the others host and port. An
    ssh remote may name a user; its port is 0 where the user's SSH configuration shall decide."""

    scheme: Scheme
    host: str = ""
    port: int = 0
    path: str = ""
    user: str = ""

    def __str__(self) -> str:
        if self.scheme == "unix":
            return f"unix:{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.scheme == "ssh":
            user, port = f"{self.user}@" if self.user else "", f":{self.port}" if self.port else ""
            return f"ssh:{user}{host}{port}"
        return f"{self.scheme}:{host}:{self.port}"


def parse_remote(text: str) -> Remote:
    """Read one connection method. Raises RemoteError with a sentence that says what is wrong."""
    scheme, colon, rest = text.strip().partition(":")
    if scheme in ("ptcp", "pssl", "punix"):
        raise RemoteError(f"'{text}' is for a server to listen on; to connect say '{scheme[1:]}:{rest}'")
    if scheme == "ssh" and colon:
        return _ssh(text, rest)
    if not colon or scheme not in ("unix", "tcp", "ssl"):
        raise RemoteError(f"'{text}' is no remote; say unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT")
    if scheme == "unix":
        if not rest:
            raise RemoteError("'unix:' needs the path of a socket after it")
        return Remote("unix", path=rest)
    host, port = _host_and_port(text, rest, DEFAULT_PORT)
    return Remote("ssl" if scheme == "ssl" else "tcp", host=host, port=port)


def parse_remotes(text: str) -> tuple[Remote, ...]:
    """Read a comma-separated list of connection methods, as a cluster's members are given.

    Raises RemoteError for an empty list and for any part that is no remote.
    """
    parts = [part for part in (p.strip() for p in text.split(",")) if part]
    if not parts:
        raise RemoteError("no remote given; say unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT")
    return tuple(dict.fromkeys(parse_remote(part) for part in parts))


def _ssh(text: str, rest: str) -> Remote:
    """Names are held to plain characters: ssh's own configuration may put them into a command."""
    user, at, place = rest.rpartition("@")
    host, port = _host_and_port(text, place, 0)
    if not _PLAIN.fullmatch(host) or (at and not _PLAIN.fullmatch(user)):
        raise RemoteError(f"'{text}' is no way to a host by SSH; say ssh:HOST or ssh:USER@HOST:PORT")
    return Remote("ssh", host=host, port=port, user=user)


def _host_and_port(text: str, rest: str, default: int) -> tuple[str, int]:
    if rest.startswith("["):
        host, bracket, tail = rest[1:].partition("]")
        if not bracket or (tail and not tail.startswith(":")):
            raise RemoteError(f"'{text}' has a bracket too few; an IPv6 address is written [ADDRESS]:PORT")
        port = tail[1:]
    else:
        host, _, port = rest.partition(":")
        if ":" in port:
            raise RemoteError(f"'{text}' has more than one port; an IPv6 address is written [ADDRESS]:PORT")
    if not host:
        raise RemoteError(f"'{text}' names no host")
    if not port:
        return host, default
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise RemoteError(f"'{text}' has no valid port: '{port}' is not a number from 1 to 65535")
    return host, int(port)
