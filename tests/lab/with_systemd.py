"""A hypervisor of a lab on which systemd is the first process: its network is systemd-networkd's, and Open
vSwitch, OVN, libvirt and sshd are the units of their packages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.lab import blog, booted, ssh
from tests.lab.cast import ADDRESSES, HYPERVISORS, OUTSIDE
from tests.lab.keeping import has_networkd
from tests.lab.lab import Lab, lab
from tests.lab.namespaces import Host
from tests.lab.network import PUBLIC
from tests.lab.waiting import wait_for

WHO: Final = HYPERVISORS[0]
FILE: Final = "/etc/systemd/network/20-uplink.network"
_NETWORK: Final = f"""\
[Match]
Name=ens2

[Network]
Address={WHO.public}/24
Gateway={ADDRESSES[OUTSIDE]}
LinkLocalAddressing=no
"""
"""Without IPv6, which would be waited for."""
_LENDING: Final = f"""\
interface ens2
lease_file /run/udhcpd.leases
pidfile /run/udhcpd.pid
start 10.10.10.100
end 10.10.10.110
option subnet 255.255.255.0
option router {ADDRESSES[OUTSIDE]}
option lease 600
static_lease {{}} {{}}
static_lease {{}} {{}}
"""
SERVICES: Final = ("openvswitch-switch", "ovn-host", "libvirtd")
_UNITS: Final = ("dbus.socket", "ssh.service", *(f"{name}.service" for name in SERVICES))
_HIDDEN: Final = (
    *("/etc/libvirt", "/etc/netplan", "/etc/network", "/etc/openvswitch", "/etc/ovn", "/etc/ssh"),
    *("/etc/systemd/network", "/var/lib/libvirt", "/var/lib/openvswitch", "/var/lib/ovn"),
)
"""Folders that the machine around may have filled for itself."""


class BootedHost(Host):
    """A host whose root is another than that of the machine around."""

    def argv(self, *arguments: str) -> list[str]:
        return booted.Booted(self.pid).argv(*arguments)


def missing() -> str | None:
    """Why there can be none here; None where there can be one."""
    if reason := booted.missing():
        return reason
    if not has_networkd():
        return "systemd-networkd is not installed"
    absent = [unit for unit in _UNITS if not Path("/lib/systemd/system", unit).exists()]
    return f"there is no {', no '.join(absent)}" if absent else None


@contextmanager
def by_netplan(host: Host, path: str, text: str) -> Iterator[None]:
    """Let the host's network be netplan's for some time. It asks udev for links' names, which is not there:
    a program that does nothing stands in for udevadm(8)."""
    own = host.read(FILE)
    host.write("/usr/local/bin/udevadm", "#!/bin/sh\n", 0o755)
    host.write(path, text, 0o600)
    host.run("rm", FILE)
    host.run("netplan", "generate")
    host.run("networkctl", "reload")
    try:
        yield
    finally:
        host.run("rm", path, "/usr/local/bin/udevadm")
        host.run("netplan", "generate")
        host.write(FILE, own)
        host.run("networkctl", "reload")


def by_ifupdown(host: Host, binary: Path, text: str) -> None:
    """Let the host's network be ifupdown's from now on, by the unit of its package."""
    sbin = host.root / "usr/sbin"
    shutil.copy(binary, sbin / "ifup")
    for name in ("ifdown", "ifquery"):
        (sbin / name).symlink_to("ifup")
    unit = binary.parent.parent / "lib/systemd/system/networking.service"
    host.write("/etc/systemd/system/networking.service", unit.read_text())
    host.run("mkdir", *(f"/etc/network/if-{when}.d" for when in ("pre-up", "up", "down", "post-down")))
    for when in ("pre-up", "post-down"):
        script = "/usr/share/openvswitch/scripts/ifupdown.sh"
        host.run("ln", "-s", script, f"/etc/network/if-{when}.d/openvswitch")
    host.write("/etc/network/interfaces", text)
    host.run("systemctl", "disable", "--now", "systemd-networkd", "systemd-networkd.socket")
    host.run("rm", FILE)
    host.run("ip", "address", "flush", "dev", "ens2")
    host.run("systemctl", "daemon-reload")
    host.run("systemctl", "enable", "--now", "networking")


@contextmanager
def by_dhcp(lab: Lab, bridge_mac: str, bridge: str) -> Iterator[None]:
    """Let the host have its address by DHCP for some time. The outside lends it to its card, and lends bridge
    to a bridge of that MAC address."""
    host, outside, own = lab.hosts[WHO.name], lab.outside, lab.hosts[WHO.name].read(FILE)
    outside.write("/run/udhcpd.conf", _LENDING.format(WHO.nic_mac, WHO.public, bridge_mac, bridge))
    outside.run("touch", "/run/udhcpd.leases")
    outside.run("busybox", "udhcpd", "/run/udhcpd.conf")
    host.write(FILE, "[Match]\nName=ens2\n\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\n")
    host.run("networkctl", "reload")
    try:
        wait_for(lambda: "dynamic" in host.run("ip", "address", "show", "dev", "ens2"), "it is lent one")
        yield
    finally:
        outside.run("sh", "-c", "kill $(cat /run/udhcpd.pid)")
        host.write(FILE, own)
        host.run("ip", "address", "flush", "dev", "ens2")
        host.run("networkctl", "reload")


@contextmanager
def with_systemd(name: str, empty: Path) -> Iterator[Lab]:
    """A lab with that one hypervisor: it is reached, and nothing of OVN has been started. The folder is one
    that is lent to it."""
    with lab(name, hypervisors=0) as made, booted.booted(empty) as machine:
        host = made.hosts[WHO.name] = BootedHost(WHO.name, machine.pid)
        made.hypervisors = [WHO]
        made.switch.plug(host, "ens2", PUBLIC, WHO.nic_mac)
        _furnish(host)
        host.write(FILE, _NETWORK)
        host.run("systemctl", "enable", "systemd-networkd")
        host.run("systemctl", "disable", *SERVICES)
        host.run("systemctl", "start", "dbus.socket", "systemd-networkd")
        wait_for(lambda: ADDRESSES[OUTSIDE] in host.run("ip", "route"), "the host has a network")
        ssh.configure(host, WHO, made.controller.read(f"{ssh.OPERATOR_KEY}.pub"))
        host.run("systemctl", "start", "ssh")
        ssh.introduce(made.controller, [(host, WHO)])
        blog.open_databases(made)
        yield made


def _furnish(host: Host) -> None:
    for folder in _HIDDEN:
        host.run("mkdir", "-p", folder)
        host.run("mount", "-t", "tmpfs", "-o", "mode=755", "lab", folder)
    host.write("/root/.bashrc", "")  # every command by SSH would wait for what that does
    host.run("hostname", host.name)
    host.write("/etc/hosts", f"127.0.0.1 localhost\n{WHO.public} {host.name}\n")
    # AF_PACKET leaves a copy of each frame to the kernel's stack, as in the lab's other hosts
    host.run("sysctl", "--quiet", "--write", "net.ipv4.conf.all.arp_ignore=1")
    # systemd-networkd waits for no udev where /sys cannot be written to, as in a container
    host.run("mount", "-o", "remount,ro,bind", "/sys")
