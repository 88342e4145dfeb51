"""Errors of the system's own, told as an operator would tell them."""

import errno
import socket
import ssl

from ovntui.ovsdb.remote import Remote


def explain(error: Exception, remote: Remote, name: str) -> str:
    """One sentence: what was tried, what came of it, and what to do. name is the database's."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error, remote)
    if isinstance(error, ssl.SSLError):
        return (
            f"{remote} did not agree to TLS ({error.reason or error}): is it a pssl: listener, "
            "and does it accept this certificate?"
        )
    if isinstance(error, TimeoutError) and remote.scheme == "ssh":
        return f"{remote} did not answer in time: is the host well, and its ovsdb-server?"
    if isinstance(error, TimeoutError):
        return f"{remote} did not answer in time: is it the address of an OVSDB server, and is it well?"
    if isinstance(error, socket.gaierror):
        return f"{remote.host} is no host that is known here: give an address, or check the name"
    if isinstance(error, OSError):
        return _system(error, remote, name)
    return f"{remote}: {error}"


def hint_for(remote: Remote) -> str:
    """What to look at when a peer hangs up before it has said anything."""
    if remote.scheme == "ssl":
        return "is it a pssl: listener, and does it accept this certificate?"
    return "is it an OVSDB server" + (", and one without TLS (ptcp:)?" if remote.scheme == "tcp" else "?")


def _certificate(error: ssl.SSLCertVerificationError, remote: Remote) -> str:
    if "Hostname mismatch" in error.verify_message or "IP address mismatch" in error.verify_message:
        return (
            f"{remote}: the server's certificate is for another name: give the right one with "
            "--tls-server-name, or --no-host-check where certificates name no host (as ovs-pki makes them)"
        )
    return (
        f"{remote}: the server's certificate is not to be trusted ({error.verify_message}): check --ca-cert"
    )


def _system(error: OSError, remote: Remote, name: str) -> str:
    # asyncio raises its own ConnectionResetError, without a number, when a peer hangs up in mid-handshake
    match error.errno or (errno.ECONNRESET if isinstance(error, ConnectionError) else None):
        case errno.ENOENT:
            return f"there is no socket {remote.path}: is the ovsdb-server of {name} running on this machine?"
        case errno.EACCES | errno.EPERM:
            return f"no permission to open {remote.path or remote}: run as root, or join the socket's group"
        case errno.ECONNREFUSED if remote.scheme == "unix":
            return f"nobody serves {remote.path} any more: is the ovsdb-server of {name} running?"
        case errno.ECONNREFUSED:
            return f"{remote} refused the connection: is an ovsdb-server listening there (set-connection)?"
        case errno.ENOTSOCK | errno.EPROTOTYPE:
            return f"{remote.path} is not a socket of an OVSDB server"
        case errno.EHOSTUNREACH | errno.ENETUNREACH:
            return f"{remote} cannot be reached from here: check the address and the routes"
        case errno.ECONNRESET | errno.EPIPE:
            return f"{remote} closed the connection: {hint_for(remote)}"
    return f"{remote}: {error.strerror or error}"
