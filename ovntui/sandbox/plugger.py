"""The stand-in plugger: plugs the NICs of VMs into Open vSwitch, as libvirt does where there is a hypervisor.

libvirt adds a port to br-int for each NIC of a VM that goes on, and takes it away when the VM goes off
(virnetdevopenvswitch.c); by its iface-id ovn-controller knows which logical port it may claim. libvirt's test
driver plugs in nothing, so this does. The controllers of a sandbox are real, and the claim is theirs.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final, TypeAlias

from ovntui.cloud.rows.libvirt import Domain, Nic
from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.ovsdb.changes import Change
from ovntui.sandbox import fabric

STAND_IN: Final = "ovntui's stand-in for libvirt"
"""What an Interface says in external_ids:plugged-by, which libvirt does not write."""

_FIND: Final = (
    *("ovs-vsctl", "--format=json", "--columns=name,external_ids"),
    *("find", "Interface", "external_ids:vm-id!=''"),
)

_Plug: TypeAlias = tuple[str, str]
"""A VM's uuid and the MAC address of its NIC."""


class Plugger:
    """Of one host, whose Open vSwitch it reaches through a site. take() is told what its libvirt tells."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._domains: dict[str, Domain] = {}
        self._plugged: dict[_Plug, str] = {}
        """The names of the interfaces that are there."""
        self._told = asyncio.Event()

    def take(self, changes: Sequence[Change[Any]]) -> None:
        """These rows of libvirt's differ now."""
        for change in changes:
            if isinstance(change.new, Domain):
                self._domains[change.uuid] = change.new
            else:
                self._domains.pop(change.uuid, None)
        self._told.set()

    async def follow(self) -> None:
        """Plug in and unplug for ever; what was plugged in before it began counts as its own. What Open
        vSwitch refuses is told on standard error, and tried again when libvirt tells something next. Raises
        HostError where Open vSwitch does not answer at the beginning."""
        rows = json.loads(await self._site.must(*_FIND))["data"]
        for name, ids in ((name, dict(pairs)) for name, (_, pairs) in rows):
            self._plugged[ids["vm-id"], ids.get("attached-mac", "")] = name
        while True:
            await self._told.wait()
            self._told.clear()
            wanted = dict(self._wanted())
            for plug in self._plugged.keys() - wanted.keys():
                if await self._done("--if-exists", "del-port", self._plugged[plug]):
                    del self._plugged[plug]
            for plug in wanted.keys() - self._plugged.keys():
                await self._plug(plug, wanted[plug])

    def _wanted(self) -> Iterator[tuple[_Plug, Nic]]:
        for uuid, domain in self._domains.items():
            if domain.state not in ("off", "crashed"):
                yield from (((uuid, nic.mac), nic) for nic in domain.nics if nic.iface_id)

    async def _plug(self, plug: _Plug, nic: Nic) -> None:
        taken = self._plugged.values()
        name = next(name for at in count() if (name := f"vnet{at}") not in taken)
        vm, mac = plug
        ids = {
            "attached-mac": mac,
            "iface-id": nic.iface_id,
            "iface-status": "active",
            "vm-id": vm,
            "plugged-by": STAND_IN,
        }
        if await self._done(*fabric.interface(name, ids)):
            self._plugged[plug] = name

    async def _done(self, *words: str) -> bool:
        try:
            await self._site.must("ovs-vsctl", "--no-wait", *words)
        except HostError as error:
            sys.stderr.write(f"{error}\n")
            return False
        return True
