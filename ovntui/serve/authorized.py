"""Who may come in: the lines of an authorized_keys file, each a key or an authority that signs keys."""

from base64 import b64decode
from dataclasses import dataclass
from typing import Final, NamedTuple

import asyncssh
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from ovntui.safetext import SafeText
from ovntui.serve.options import Options, parse_options, split_options

NAME_LENGTH: Final = 64
"""Characters of an operator's name that are kept."""

_KEY_TYPES: Final = (
    "ssh-ed25519",
    "ssh-ed448",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
)
_RSA_BITS: Final = 2048


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds: its key as it goes over the wire, what is said of it, and whose it is."""

    number: int
    key: bytes
    options: Options
    name: str


class Fault(NamedTuple):
    """One line that admits nobody, and why."""

    number: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.sentence}"


class Authorized(NamedTuple):
    """What a file says."""

    lines: tuple[Line, ...] = ()
    faults: tuple[Fault, ...] = ()


def parse_authorized(text: str) -> Authorized:
    """Read a file. A line with a fault admits nobody; the others hold."""
    lines, faults = [], []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            lines.append(_line(number, line))
        except ValueError as error:
            faults.append(Fault(number, SafeText(str(error))))
    return Authorized(tuple(lines), tuple(faults))


def operator_name(text: str, otherwise: str) -> str:
    """A name fit for a status line and a log: in one line, not too long, and never none."""
    return str(SafeText(" ".join(text.split())[:NAME_LENGTH]) or SafeText(otherwise))


def _line(number: int, line: str) -> Line:
    words = line.split(None, 1)
    said, rest = ({}, line) if words[0] in _KEY_TYPES else split_options(line)
    options = parse_options(said)
    kind, _, more = rest.partition(" ")
    data, _, comment = more.strip().partition(" ")
    if kind not in _KEY_TYPES:
        raise ValueError(f"{kind[:40]} is no kind of key that is taken here")
    try:
        b64decode(data, validate=True)  # asyncssh passes over what is no base64
        key = asyncssh.import_public_key(f"{kind} {data}")
    except (asyncssh.KeyImportError, ValueError) as error:
        raise ValueError(f"cannot read the key: {error}") from None
    if isinstance(key.pyca_key, RSAPublicKey) and key.pyca_key.key_size < _RSA_BITS:
        raise ValueError(f"an RSA key of less than {_RSA_BITS} bits")
    return Line(number, key.public_data, options, operator_name(comment, key.get_fingerprint()))
