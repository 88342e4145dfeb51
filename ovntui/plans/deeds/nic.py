"""The NICs of a VM, and their way into Open vSwitch."""

import asyncio
import json
from typing import Final
from xml.etree import ElementTree

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.hosts.vm_xml import nic_xml, nics_of, read_nic
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.deeds.subject import parts
from ovntui.plans.plan import Deed

_PATIENCE: Final = 60.0
"""Seconds until a NIC has to be there, or gone."""
_LOOK: Final = 0.3


class Nic(Craft):
    """The subject is a VM's uuid and a MAC address; what is there is what ovntui would have asked for to get
    the NIC. One that is there only until the VM goes off, or only from then on, is told apart."""

    name = "nic"
    noun = "NIC"

    async def look(self, site: Site, subject: str) -> str | None:
        uuid, mac = parts(subject)
        kept = await site.virt(lambda there: there.domains.find_xml(uuid))
        live = await site.virt(lambda there: there.domains.find_xml(uuid, running=True))
        found = [None if xml is None else _nic(xml, mac) for xml in (kept, live)]
        if found[0] is None and (live is None or found[1] is None):
            return None
        if live is None or found[0] == found[1]:
            return found[0]
        return f"kept: {found[0]}\nnow: {found[1]}"

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        uuid, mac = parts(deed.subject)
        xml = deed.after
        if await self.look(site, deed.subject) is not None:
            for running in (True, False):
                element = await _element(site, uuid, mac, running=running)
                if element is not None:
                    await site.work(lambda there: there.domains.detach(uuid, element))  # noqa: B023  # awaited
                    tell("wait for the guest to let go of it", None)
                    await _gone(site, uuid, mac)
        if xml is not None:
            await site.work(lambda there: there.domains.attach(uuid, xml))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        uuid, _ = parts(deed.subject)
        word = "detach-device" if deed.after is None else "attach-device"
        return (("virsh", word, "--persistent", uuid, "/dev/stdin"),)


class Plugged(Craft):
    """The subject is an iface-id; what is there is "up" once ovn-controller has all flows of the port in
    place (Interface external_ids:ovn-installed, see ovn-controller(8))."""

    name = "plugged"
    noun = "port"
    is_wait = True

    async def look(self, site: Site, subject: str) -> str | None:
        told = await site.must(*_find(subject))
        rows = json.loads(told)["data"]
        pairs = [dict(ids[1]) for (ids,) in rows]
        return "up" if any(ids.get("ovn-installed") == "true" for ids in pairs) else None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        loop = asyncio.get_running_loop()
        end = loop.time() + _PATIENCE
        tell(deed.sentence, None)
        while await self.look(site, deed.subject) is None:
            if loop.time() > end:
                raise HostError(
                    f"port {deed.subject} was not up on {site.name} after {_PATIENCE:g} s: is its switch "
                    "there, and does ovn-controller run?"
                )
            await asyncio.sleep(_LOOK)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        return (_find(deed.subject),)


def _find(iface_id: str) -> tuple[str, ...]:
    return (
        *("ovs-vsctl", "--format=json", "--columns=external_ids"),
        *("find", "Interface", f"external_ids:iface-id={iface_id}"),
    )


def _nic(xml: str, mac: str) -> str | None:
    found = nics_of(xml).get(mac.lower())
    return None if found is None else nic_xml(read_nic(found))


async def _element(site: Site, uuid: str, mac: str, *, running: bool) -> str | None:
    """libvirt's own description of a NIC, which it wants to see when the NIC is to go."""
    xml = await site.virt(lambda there: there.domains.find_xml(uuid, running=running))
    found = None if xml is None else nics_of(xml).get(mac.lower())
    return None if found is None else ElementTree.tostring(found, "unicode")


async def _gone(site: Site, uuid: str, mac: str) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE
    while await _element(site, uuid, mac, running=True) is not None:
        if loop.time() > end:
            raise HostError(f"the guest does not let go of {mac}: is it still starting, or has it stopped?")
        await asyncio.sleep(_LOOK)
