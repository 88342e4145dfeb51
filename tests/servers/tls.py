"""Certificates as an operator might have them, good and bad."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Identity:
    """One party's files: its key, its certificate, and the CA that it trusts its peers to."""

    private_key: Path
    certificate: Path
    ca_cert: Path
    sends_ca: bool = False

    @property
    def server_options(self) -> list[str]:
        """For ovsdb-server. With sends_ca it adds its CA to the chain it shows, for peers that
        bootstrap (--bootstrap-ca-cert needs a CA in the chain)."""
        return [
            f"--private-key={self.private_key}",
            f"--certificate={self.certificate}",
            f"--ca-cert={self.ca_cert}",
            *([f"--peer-ca-cert={self.ca_cert}"] if self.sends_ca else []),
        ]


class Authority:
    """A certificate authority, as `ovs-pki init` makes one."""

    def __init__(self, folder: Path, name: str = "ca") -> None:
        self._folder = folder
        self._name = name
        self._key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(f"the authority {name}")
        certificate = (
            _builder(subject, subject, self._key, days=3650)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self._subject = subject
        self.certificate = folder / f"{name}.pem"
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self,
        name: str,
        *alternative_names: str,
        days: int = 365,
        trusts: "Authority | None" = None,
        sends_ca: bool = False,
    ) -> Identity:
        """A key and a certificate for name (its common name). alternative_names become its subject
        alternative names, addresses as such; without any there is no such extension, as in what
        `ovs-pki sign` makes. A negative number of days is one that expired then. The party trusts
        peers of the authority trusts, or else of this one."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(name), self._subject, key, days)
        if alternative_names:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_alternative(n) for n in alternative_names]), critical=False
            )
        certificate = builder.sign(self._key, hashes.SHA256())
        stem = f"{self._name}-{name.replace('/', '_')}-{len(list(self._folder.iterdir()))}"
        key_file, certificate_file = self._folder / f"{stem}.key", self._folder / f"{stem}.pem"
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return Identity(key_file, certificate_file, (trusts or self).certificate, sends_ca)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + min(days, 0) * day - day)
        .not_valid_after(now + days * day)
    )
