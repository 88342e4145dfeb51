"""The options before a key in an authorized_keys file (sshd(8), "AUTHORIZED_KEYS FILE FORMAT")."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ovntui.operators import ROLES, Role
from ovntui.serve.sources import Sources

_OPTION = re.compile(r'([A-Za-z0-9-]+)(?:="((?:[^"\\]|\\.)*)")?')
_TIME = re.compile(r"(\d{8})(\d{4}(?:\d{2})?)?(Z?)")

_ALWAYS_SO: Final = frozenset(
    ("restrict", "no-agent-forwarding", "no-port-forwarding", "no-user-rc", "no-x11-forwarding")
)
"""Options of OpenSSH that take away what nobody gets here."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a line says of its key. principals are those of a certificate, any of which must be in it;
    without any the name that the client logs in with must be. expiry is when the line ends."""

    role: Role = Role.VIEWER
    sources: Sources | None = None
    expiry: datetime | None = None
    is_authority: bool = False
    principals: tuple[str, ...] = ()


def split_options(text: str) -> tuple[dict[str, str | None], str]:
    """The options at the beginning of a line, and the rest of it. Raises ValueError with a sentence for
    what is not written as options are."""
    found: dict[str, str | None] = {}
    at = 0
    while True:
        match = _OPTION.match(text, at)
        if match is None:
            raise ValueError(f"cannot read the options at: {text[at : at + 40]}")
        name = match[1].lower()
        if name in found:
            raise ValueError(f"{name} is said twice")
        found[name] = None if match[2] is None else match[2].replace('\\"', '"')
        at = match.end()
        if text[at : at + 1] == ",":
            at += 1
            continue
        if text[at : at + 1] in (" ", "\t"):
            return found, text[at:].lstrip(" \t")
        raise ValueError(f"cannot read the options at: {text[at : at + 40]}" if at < len(text) else "no key")


def parse_options(found: dict[str, str | None]) -> Options:
    """What the options of a line mean. Raises ValueError with a sentence for one that is not known here:
    whoever wrote it meant to restrict or to grant something, and it would not be so."""
    role, sources, expiry, principals = Role.VIEWER, None, None, tuple[str, ...]()
    is_authority = False
    for name, value in found.items():
        if name in _ALWAYS_SO or name == "cert-authority":
            if value is not None:
                raise ValueError(f"{name} takes no value")
            is_authority = is_authority or name == "cert-authority"
            continue
        if name not in ("role", "from", "expiry-time", "principals"):
            raise ValueError(f"the option {name} is not known here")
        if not value:
            raise ValueError(f'{name} needs a value, as in {name}="…"')
        if name == "role":
            if value not in ROLES:
                raise ValueError(f"there is no role {value}; there are {', '.join(ROLES)}")
            role = ROLES[value]
        elif name == "from":
            sources = Sources.parse(value)
        elif name == "expiry-time":
            expiry = _expiry(value)
        else:
            principals = tuple(word.strip() for word in value.split(",") if word.strip())
    if principals and not is_authority:
        raise ValueError("principals are those of certificates; they go with cert-authority")
    return Options(role, sources, expiry, is_authority, principals)


def _expiry(text: str) -> datetime:
    """YYYYMMDD[HHMM[SS]], this machine's time unless a Z follows (sshd(8), "expiry-time")."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"expiry-time={text}: say YYYYMMDD[HHMM[SS]][Z]")
    digits = match[1] + (match[2] or "0000").ljust(6, "0")
    try:
        time = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC if match[3] else None)
        return time.astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"expiry-time={text}: {error}") from None
