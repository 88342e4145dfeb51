"""TLS as ovn-nbctl's -p, -c and -C give it, with an identity of its own for each database."""

import os
import ssl
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from ovntui.ovsdb.errors import ConnectError
from ovntui.ovsdb.remote import Remote


class Tls(msgspec.Struct, frozen=True):
    """Who we are to a server and whom we believe.

    private_key and certificate are our own identity (PEM), ca_cert the authority that must have
    signed the server's. The server's certificate must name the host of the remote, or server_name
    where that is given; check_host=False leaves the name unchecked, as the OVS tools do (ovs-pki
    makes certificates that name no host). With bootstrap, a ca_cert that does not exist yet is taken
    from the first server and written down (ovn-nbctl(8), --bootstrap-ca-cert).
    """

    private_key: Path | None = None
    certificate: Path | None = None
    ca_cert: Path | None = None
    bootstrap: bool = False
    server_name: str | None = None
    check_host: bool = True

    def context(self) -> ssl.SSLContext:
        """A fresh context; files are read anew, so that renewed certificates are found.

        Raises ConnectError where a file is missing or is not what it should be.
        """
        if self.ca_cert is None:
            raise ConnectError("TLS needs the certificate of the authority to trust: give --ca-cert FILE")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = self.check_host
        if self.must_bootstrap:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        else:
            _load(
                "authority's certificate", self.ca_cert, partial(context.load_verify_locations, self.ca_cert)
            )
        if self.certificate is not None:
            certificate, key = self.certificate, self.private_key
            load = partial(context.load_cert_chain, certificate, key)
            _load("certificate and key", certificate, load, key)
        return context

    @property
    def must_bootstrap(self) -> bool:
        """Whether the authority has still to be learnt from the server."""
        return self.bootstrap and self.ca_cert is not None and not self.ca_cert.exists()

    def name_for(self, remote: Remote) -> str:
        """The name that the server's certificate must carry."""
        return self.server_name or remote.host

    def learn(self, transport_ssl: ssl.SSLObject) -> None:
        """Write down the authority at the end of the server's chain. It must have signed itself.

        Raises ConnectError where the server sent no such certificate or the file cannot be written.
        """
        from cryptography import x509  # noqa: PLC0415  # late: needed once in a console's life

        chain = _unverified_chain(transport_ssl)
        last = x509.load_der_x509_certificate(chain[-1]) if chain else None
        if last is None or last.issuer != last.subject:
            raise ConnectError(
                "the server sent no authority's certificate to bootstrap from: copy its CA file here instead"
            )
        assert self.ca_cert is not None  # must_bootstrap says so
        try:
            _write_new(self.ca_cert, ssl.DER_cert_to_PEM_cert(chain[-1]))
        except OSError as error:
            raise ConnectError(f"cannot write {self.ca_cert}: {error.strerror}") from error


def _unverified_chain(tls: ssl.SSLObject) -> list[bytes]:
    # Public from Python 3.13 on; the versions before have it one layer down.
    if hasattr(tls, "get_unverified_chain"):
        return list(tls.get_unverified_chain())
    inner = getattr(tls, "_sslobj", None)
    return [c.public_bytes(ssl._ssl.ENCODING_DER) for c in inner.get_unverified_chain()] if inner else []  # type: ignore[attr-defined]


def _write_new(path: Path, pem: str) -> None:
    """Make the file whole or not at all, and never over one that somebody made meanwhile."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(pem)
        os.link(name, path)
    finally:
        Path(name).unlink()


def _load(what: str, path: Path, load: Callable[[], None], beside: Path | None = None) -> None:
    try:
        load()
    except ssl.SSLError as error:
        raise ConnectError(f"{path} is no usable {what}: {error.reason or error}") from error
    except OSError as error:
        culprit = beside if beside and os.access(path, os.R_OK) else path  # the error names neither
        raise ConnectError(f"cannot read {culprit}: {error.strerror}") from error
