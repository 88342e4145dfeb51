"""What an OpenSSH certificate says of itself (OpenSSH, PROTOCOL.certkeys)."""

from typing import Final, NamedTuple

_MARK: Final = b"-cert-v01@openssh.com"

_KEY_FIELDS: Final = {
    b"ssh-rsa": 2,
    b"ssh-ed25519": 1,
    b"ssh-ed448": 1,
    b"ecdsa-sha2-nistp256": 2,
    b"ecdsa-sha2-nistp384": 2,
    b"ecdsa-sha2-nistp521": 2,
    b"sk-ssh-ed25519": 2,
    b"sk-ecdsa-sha2-nistp256": 3,
}
"""How many fields the certified key has, by its kind."""


class Certificate(NamedTuple):
    """The authority's key, the key id that the authority gave, and the principals it is good for."""

    authority: bytes
    key_id: str
    principals: tuple[str, ...]


def read_certificate(blob: bytes) -> Certificate | None:
    """Read what a client offers as its key; None where that is no certificate. Nothing is checked: the
    signature, the times and the addresses are asyncssh's to judge. Raises ValueError for one that ends
    too soon."""
    kind, rest = _field(blob)
    if not kind.endswith(_MARK):
        return None
    fields = _KEY_FIELDS.get(kind.removesuffix(_MARK))
    if fields is None:
        return None
    for _ in range(1 + fields):  # a nonce, then the key
        _, rest = _field(rest)
    key_id, rest = _field(rest[8 + 4 :])  # behind the serial number and the certificate's type
    listed, rest = _field(rest)
    principals = []
    while listed:
        principal, listed = _field(listed)
        principals.append(principal.decode(errors="replace"))
    rest = rest[8 + 8 :]  # valid after, valid before
    for _ in range(3):  # critical options, extensions, reserved
        _, rest = _field(rest)
    authority, _ = _field(rest)
    return Certificate(authority, key_id.decode(errors="replace"), tuple(principals))


def _field(data: bytes) -> tuple[bytes, bytes]:
    """A string of RFC 4251 section 5, and what is behind it."""
    if len(data) < 4:
        raise ValueError("the certificate ends too soon")
    end = 4 + int.from_bytes(data[:4])
    if len(data) < end:
        raise ValueError("the certificate ends too soon")
    return data[4:end], data[end:]
