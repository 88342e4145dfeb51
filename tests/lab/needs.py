"""Whether there can be a lab on this machine."""

import os
import subprocess
from typing import Final

from tests.servers.process import program

PROGRAMS: Final = (
    *("unshare", "nsenter", "ip", "ethtool", "ping", "ssh-keygen", "sshd", "sudo", "busybox"),
    *("libvirtd", "virsh", "qemu-system-x86_64"),
    *("ovsdb-server", "ovs-vswitchd", "ovn-northd", "ovn-controller", "ovn-nbctl", "ovn-sbctl"),
)


def missing() -> str | None:
    """Why there can be none, in a few words; None where there can be one."""
    if os.geteuid() != 0:
        return "it needs root"
    absent = []
    for name in PROGRAMS:
        try:
            program(name)
        except FileNotFoundError:
            absent.append(name)
    if absent:
        return f"{', '.join(absent)} not installed; tools/system-packages tests installs what a lab needs"
    namespaces = ("--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--mount-proc")
    done = subprocess.run(
        [program("unshare"), *namespaces, "mount", "-t", "tmpfs", "lab", "/run"],
        capture_output=True,
        text=True,
        check=False,
    )
    return f"no namespaces to be had: {done.stderr.strip()}" if done.returncode else None
