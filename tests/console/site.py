"""A host that gives the same answers to the same commands, for pictures of plans that work on hosts."""

import json
import shlex
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from ovntui.hosts.done import Done, Heard
from ovntui.hosts.site import Site

ADDRESSES: Final = {"ens2": "10.10.10.236", "ens3": "10.10.20.236"}
NETPLAN: Final = """\
network:
  version: 2
  ethernets:
    ens2:
      addresses: [10.10.10.236/24]  # given by the office
      routes:
      - {to: default, via: 10.10.10.1}
"""


def _link(name: str, address: str) -> dict[str, object]:
    info = {"local": address, "prefixlen": 24, "scope": "global"}
    mac = f"52:54:00:aa:00:0{name[-1]}"
    return {"ifname": name, "link_type": "ether", "address": mac, "addr_info": [info]}


_LINKS: Final = [_link(name, address) for name, address in ADDRESSES.items()]
_DEFAULT: Final = {"dst": "default", "gateway": "10.10.10.1", "dev": "ens2"}

_SHOWN: Final = "Id,LoadState,ActiveState,UnitFileState"

BARE: Final[Mapping[str, str]] = {
    "ip -json -details address show": json.dumps(_LINKS),
    "ip -json route show default": json.dumps([_DEFAULT]),
    "ip -json address show dev ens2": json.dumps(_LINKS[:1]),
    "ip -json -4 route show dev ens2": json.dumps([_DEFAULT]),
    "ip -json -6 route show dev ens2": "[]",
    "modinfo": "/lib/modules/openvswitch.ko",
    "find /etc/netplan": "/etc/netplan/50-office.yaml\n",
    "cat -- /etc/netplan/50-office.yaml": NETPLAN,
    "dpkg-query": "openvswitch-switch installed\nqemu-utils installed\n",
    "test -d /run/systemd/system": "",
    "test -e /sys/class/net/ens2": "",
    f"systemctl show --property={_SHOWN} -- openvswitch-switch": "\n\n".join(
        f"Id={unit}.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled"
        for unit in ("openvswitch-switch", "ovsdb-server", "ovs-vswitchd")
    ),
    "systemctl show": "Id=none.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n",
    "ovs-vsctl --timeout=10 --format=json --columns=external_ids list": json.dumps(
        {"data": [[["map", [["system-id", "third"]]]]]}
    ),
    "ovs-vsctl --format=json --columns=external_ids find Interface": json.dumps({"data": []}),
    "mkdir": "",
    "flock": "",
}
"""What a host prints that has Open vSwitch and nothing else; a command that is not here fails."""


class Scripted(Site):
    """Answers by the beginning of a command."""

    def __init__(self, name: str) -> None:
        super().__init__(name, None)

    @property
    def is_reached(self) -> bool:
        return True

    async def welcomed(self) -> None:
        """It always is."""

    @asynccontextmanager
    async def anew(self) -> AsyncIterator[Site]:
        yield self

    def _root(self) -> tuple[str, ...]:
        return ()

    async def _run(self, argv: tuple[str, ...], data: bytes, seconds: float, heard: Heard | None) -> Done:
        line = shlex.join(argv[2:])  # without the language
        for beginning, out in BARE.items():
            if line.startswith(beginning):
                return Done(0, out.encode(), "")
        return Done(2, b"", "No such file or directory")
