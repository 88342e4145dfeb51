"""What libvirt's test driver leaves out of what one does to a domain."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import libvirt

from ovntui.hosts.calls.domains import Domains
from ovntui.hosts.calls.told import told
from ovntui.hosts.errors import HostError


class StandInDomains(Domains):
    """In none of them a guest runs: to plug something in, a domain is turned off and on again, and nobody
    notices."""

    def undefine(self, uuid: str) -> None:
        flags = libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
        with told():
            self._of(uuid).undefineFlags(flags)

    def attach(self, uuid: str, xml: str) -> None:
        device = ElementTree.fromstring(xml)  # noqa: S314  # ours
        self._change(uuid, lambda devices: devices.append(device))

    def detach(self, uuid: str, xml: str) -> None:
        mac = _mac(ElementTree.fromstring(xml))  # noqa: S314  # libvirtd's own, over our own channel

        def unplug(devices: ElementTree.Element) -> None:
            for one in devices.findall("interface"):
                if _mac(one) == mac:
                    devices.remove(one)

        if not mac:
            raise HostError("a stand-in for a VM lets go of its NICs alone")
        self._change(uuid, unplug)

    def _change(self, uuid: str, change: Callable[[ElementTree.Element], None]) -> None:
        with told():
            domain = self._of(uuid)
            root = ElementTree.fromstring(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))  # noqa: S314  # as above
            devices = root.find("devices")
            assert devices is not None  # libvirt always writes one
            change(devices)
            state, _ = domain.state()
            if domain.isActive():
                domain.destroy()
            changed: Any = self._connection.defineXML(ElementTree.tostring(root, "unicode"))
            if state != libvirt.VIR_DOMAIN_SHUTOFF:
                changed.create()
            if state == libvirt.VIR_DOMAIN_PAUSED:
                changed.suspend()


def _mac(interface: ElementTree.Element) -> str:
    found = interface.find("mac")
    return "" if found is None else found.get("address", "").lower()
