"""The cables: one switch in a namespace of its own, with a public and a private bridge."""

import subprocess
from typing import Final

from tests.lab.namespaces import Host
from tests.servers.process import program

PUBLIC: Final = "public"
PRIVATE: Final = "private"


class Switch:
    """Joins hosts at their NICs. Its namespace is its own: names do not meet those of another lab."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def set_up(self) -> None:
        """Make the two bridges."""
        for bridge in (PUBLIC, PRIVATE):
            self._host.run("ip", "link", "add", bridge, "type", "bridge")
            self._host.run("ip", "link", "set", bridge, "up")

    def plug(self, host: Host, nic: str, bridge: str, mac: str | None = None) -> None:
        """A cable from a bridge to a host's NIC of that name. Its checksums are computed, not left to
        hardware that is not there: OVS's userspace datapath would pass packets on without them."""
        port = _port(host, bridge)
        address = ("address", mac) if mac else ()
        # not as in the host: the id of the namespace's process is one of the machine around
        self._host.run("ip", "link", "add", port, "type", "veth", "peer", "name", nic, *address)
        _move(self._host, nic, host)
        self._host.run("ethtool", "-K", port, "tx", "off")
        host.run("ethtool", "-K", nic, "tx", "off")
        self._host.run("ip", "link", "set", port, "master", bridge, "up")
        host.run("ip", "link", "set", nic, "up")

    def cut(self, host: Host, bridge: str = PUBLIC) -> None:
        """Pull the cable: packets go nowhere and no side is told."""
        self._host.run("ip", "link", "set", _port(host, bridge), "nomaster")

    def mend(self, host: Host, bridge: str = PUBLIC) -> None:
        """Plug it in again."""
        self._host.run("ip", "link", "set", _port(host, bridge), "master", bridge)


def _port(host: Host, bridge: str) -> str:
    return f"{bridge[:3]}-{host.name}"


def _move(switch: Host, nic: str, host: Host) -> None:
    """Give a NIC of the switch to a host. The host's process id means something only outside of both."""
    outside = [program("nsenter"), f"--target={switch.pid}", "--net", "--"]
    subprocess.run([*outside, program("ip"), "link", "set", nic, "netns", str(host.pid)], check=True)
