"""The first process of a host: gives it its name and its own /etc, /var, /root, /home and /run, then reaps
what ends in it. Run by the interpreter alone, inside new namespaces; it ends only by being killed.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

WRITTEN = ("/etc", "/var", "/root", "/home")
"""Folders whose changes stay in the host."""
EMPTY = (
    "/etc/libvirt",
    "/etc/openvswitch",
    "/etc/ovn",
    "/etc/netplan",
    "/etc/ssh",
    "/root/.ssh",
    "/var/lib/libvirt",
    "/var/lib/openvswitch",
    "/var/lib/ovn",
    "/var/cache/libvirt",
    "/var/log/libvirt",
    "/var/log/openvswitch",
    "/var/log/ovn",
)
"""Folders that the machine around may have filled for itself."""
RUN = ("openvswitch", "ovn", "libvirt", "sshd", "lock", "console")


def mount(*arguments: str) -> None:
    """Run mount(8)."""
    subprocess.run(["mount", *arguments], check=True)


def furnish() -> None:
    """Put the host's own folders over the machine's. What is written lies in the memory behind /run."""
    mount("--make-rprivate", "/")
    mount("-t", "sysfs", "sysfs", "/sys")
    mount("-t", "tmpfs", "-o", "mode=755", "lab", "/run")
    for folder in WRITTEN:
        upper, work = Path(f"/run/lab/upper{folder}"), Path(f"/run/lab/work{folder}")
        upper.mkdir(parents=True)
        work.mkdir(parents=True)
        mount("-t", "overlay", "-o", f"lowerdir={folder},upperdir={upper},workdir={work}", "lab", folder)
    for folder in EMPTY:
        Path(folder).mkdir(parents=True, exist_ok=True)
        mount("-t", "tmpfs", "-o", "mode=755", "lab", folder)
    Path("/root/.bashrc").write_text("")  # every command by SSH would wait for what that does
    Path("/root/.ssh").chmod(0o700)
    for name in RUN:
        Path("/run", name).mkdir()


def set_kernel() -> None:
    """IPv4 only. AF_PACKET leaves a copy of each frame to the kernel's stack: arp_ignore keeps a NIC that
    is a bridge's port from answering for the bridge's address."""
    for name, value in (("ipv6/conf/*/disable_ipv6", "1"), ("ipv4/conf/*/arp_ignore", "1")):
        for which in ("all", "default"):
            setting = Path("/proc/sys/net", name.replace("*", which))
            if setting.exists():
                setting.write_text(value)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def main(name: str) -> None:
    """Become the host of that name; say "ready" on stdout; stay."""
    socket.sethostname(name)
    furnish()
    set_kernel()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    print("ready", flush=True)  # noqa: T201  # to whom started it
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    while True:
        signal.sigwait({signal.SIGCHLD})
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass


if __name__ == "__main__":
    main(sys.argv[3])
