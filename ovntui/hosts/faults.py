"""Errors of SSH and the network, told as an operator would tell them."""

import errno
import socket

import asyncssh

from ovntui.ovsdb.remote import Remote


def explain(error: Exception, remote: Remote) -> str:
    """One sentence: what was tried, what came of it, and what to do."""
    match error:
        case asyncssh.PermissionDenied():
            return (
                f"{remote} takes none of our keys: put one in its authorized_keys, or name user and key "
                "in ~/.ssh/config"
            )
        case asyncssh.HostKeyNotVerifiable():
            return f"{remote}: a host on the way has a key that is not known here ({error.reason})"
        case asyncssh.ConnectionLost():
            return f"{remote} closed the connection before anybody was let in: is sshd well there?"
        case asyncssh.DisconnectError():
            return f"{remote} and we do not understand each other: {error.reason}"
        case asyncssh.Error():
            return f"{remote}: {error}"
        case TimeoutError():
            return f"{remote} did not answer in time: is it the right address, and is the host up?"
        case socket.gaierror():
            return f"{remote.host} is no host that is known here: give an address, or check the name"
        case OSError():
            return _system(error, remote)
    return f"{remote}: {error}"


def lost(error: Exception | None, remote: Remote) -> str:
    """Why a connection ended that was up."""
    if isinstance(error, asyncssh.ConnectionLost) and "keepalive" in str(error):
        return f"{remote} gave no sign of life for too long"
    return f"{remote} closed the connection"


def unknown_key(remote: Remote, host: str, fingerprint: str) -> str:
    """Nobody here has met the host."""
    return (
        f"{remote}: its host key is not known here. Compare {fingerprint} with what the host itself says, "
        f"then let ssh {host} add it to ~/.ssh/known_hosts"
    )


def changed_key(remote: Remote, host: str, fingerprint: str) -> str:
    """The host is not who it was."""
    return (
        f"{remote}: its host key is not the one that is known here. Either the host was set up anew or "
        f"somebody stands in between: compare {fingerprint} with what the host itself says; "
        f"ssh-keygen -R {host} forgets the old one"
    )


def _system(error: OSError, remote: Remote) -> str:
    # of several addresses tried, asyncio tells only a text, without a number
    match error.errno:
        case errno.ECONNREFUSED:
            return f"{remote} refused the connection: is sshd running there, and on that port?"
        case errno.EHOSTUNREACH | errno.ENETUNREACH:
            return f"there is no route to {remote}: check the address and the routes"
        case errno.ECONNRESET | errno.EPIPE:
            return f"{remote} closed the connection before anybody was let in: is sshd well there?"
    return f"{remote}: {error.strerror or error}"
