"""Whether a key that a client proves to have lets it in, as whom and as what."""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime
from typing import NamedTuple

from ovntui.operators import Role
from ovntui.serve.authorized import Authorized, Line, operator_name
from ovntui.serve.certificate import Certificate, read_certificate
from ovntui.serve.options import Options


class Offer(NamedTuple):
    """What a client offers: its key or certificate as it goes over the wire, the name that it logs in
    with, and the address it comes from."""

    blob: bytes
    login: str
    address: str

    @property
    def fingerprint(self) -> str:
        """Of the key or the whole certificate, as ssh-keygen prints one."""
        return "SHA256:" + b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")


class Admission(NamedTuple):
    """As whom and as what somebody comes in. by_principals: a certificate is good for one of the
    principals that its line names, whatever name the client logs in with."""

    name: str
    role: Role
    by_principals: bool = False


class Refusal(NamedTuple):
    """Why not."""

    reason: str


def admit(offer: Offer, authorized: Authorized, now: datetime | None = None) -> Admission | Refusal:
    """The first line that admits the offer decides. The certificate's own signature and times are
    checked by whoever asks."""
    try:
        certificate = read_certificate(offer.blob)
    except ValueError as error:
        return Refusal(str(error))
    time = now or datetime.now(UTC)
    key = certificate.authority if certificate else offer.blob
    reason = "the authority is not known" if certificate else "the key is not known"
    for line in authorized.lines:
        if line.key != key or line.options.is_authority != (certificate is not None):
            continue
        found = _against(line.options, offer, certificate, time)
        if found is None:
            return _admission(line, offer, certificate)
        reason = f"line {line.number}: {found}"
    return Refusal(reason)


def _admission(line: Line, offer: Offer, certificate: Certificate | None) -> Admission:
    name = operator_name(certificate.key_id, offer.fingerprint) if certificate else line.name
    return Admission(name, line.options.role, bool(line.options.principals))


def _against(options: Options, offer: Offer, certificate: Certificate | None, now: datetime) -> str | None:
    """What speaks against it, if anything does."""
    if options.expiry is not None and now >= options.expiry:
        return f"expired at {options.expiry:%Y-%m-%d %H:%M} UTC"
    if options.sources is not None and not options.sources.admit(offer.address):
        return f"not from {offer.address}"
    if certificate is not None:
        # A certificate that names nobody would be good for everybody whom the authority ever certifies.
        wanted = options.principals or (offer.login,)
        if not set(wanted) & set(certificate.principals):
            return "the certificate names none of the principals wanted"
    return None
