"""Ways into the hypervisors: an sshd each, and a controller whose root has a key and knows theirs."""

from collections.abc import Iterable
from typing import Final

from tests.lab.cast import Hypervisor
from tests.lab.namespaces import Host

PID: Final = "/run/sshd.pid"
USER: Final = "kim"
"""A user who is not root, and whom sudo asks no password."""

_HOST_KEY: Final = "/etc/ssh/ssh_host_ed25519_key"
OPERATOR_KEY: Final = "/root/.ssh/id_ed25519"
_SERVER: Final = """\
ListenAddress {address}
HostKey {key}
PidFile {pid}
AuthorizedKeysFile /etc/ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
MaxSessions 8
Subsystem sftp internal-sftp
"""


def set_up_operator(controller: Host) -> str:
    """Give the controller's root a key; returns the public half."""
    make_key(controller, OPERATOR_KEY)
    return controller.read(f"{OPERATOR_KEY}.pub")


def make_key(host: Host, path: str, passphrase: str = "") -> None:
    """Make a key pair, the public half in PATH.pub."""
    host.run("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", host.name, "-f", path)


def start(host: Host, who: Hypervisor, operator: str) -> None:
    """Let the operator in as root and as a user with sudo."""
    configure(host, who, operator)
    restart(host)


def configure(host: Host, who: Hypervisor, operator: str) -> None:
    """Let an sshd that is started by others let the operator in."""
    make_key(host, _HOST_KEY)
    host.write("/etc/ssh/authorized_keys", operator)
    host.write("/etc/ssh/sshd_config", _SERVER.format(address=who.public, key=_HOST_KEY, pid=PID))
    for file, line in (
        ("passwd", f"{USER}:x:4000:4000::/home/{USER}:/bin/bash"),
        ("group", f"{USER}:x:4000:"),
        ("shadow", f"{USER}:*:19000:0:99999:7:::"),
    ):
        with (host.root / "etc" / file).open("a") as users:
            users.write(f"{line}\n")
    host.run("install", "-d", "-o", USER, f"/home/{USER}")
    host.write(f"/etc/sudoers.d/{USER}", f"{USER} ALL=(ALL) NOPASSWD: ALL\n", 0o440)


def restart(host: Host) -> None:
    """Start sshd as it is configured."""
    host.run(host.run("which", "sshd").strip(), "-E", "/run/sshd.log")


def introduce(controller: Host, hosts: Iterable[tuple[Host, Hypervisor]]) -> None:
    """Let the controller know the hypervisors' names and keys."""
    known = []
    for host, who in hosts:
        kind, key, _ = host.read(f"{_HOST_KEY}.pub").split(maxsplit=2)
        known.append(f"{who.name},{who.public} {kind} {key}\n")
    controller.write("/root/.ssh/known_hosts", "".join(known), 0o600)
