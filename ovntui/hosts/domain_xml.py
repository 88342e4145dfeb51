"""libvirt's XML of a domain, read for what the console shows of it."""

from collections.abc import Iterator
from xml.etree import ElementTree

from ovntui.cloud.rows.libvirt import Disk, Nic


def read_devices(xml: str) -> tuple[tuple[Nic, ...], tuple[Disk, ...]]:
    """The network interfaces and disks, in the domain's order (libvirt's formatdomain)."""
    root = ElementTree.fromstring(xml)  # noqa: S314  # libvirtd's own, over our own channel
    return tuple(_nics(root)), tuple(_disks(root))


def _nics(root: ElementTree.Element) -> Iterator[Nic]:
    for one in root.iterfind("./devices/interface"):
        kind = one.get("type", "")
        yield Nic(
            mac=_attribute(one, "mac", "address"),
            kind=kind,
            source=_attribute(one, "source", "bridge")
            or _attribute(one, "source", "network")
            or _attribute(one, "source", "dev"),
            device=_attribute(one, "target", "dev"),
            iface_id=_attribute(one, "virtualport[@type='openvswitch']/parameters", "interfaceid"),
            model=_attribute(one, "model", "type"),
        )


def _disks(root: ElementTree.Element) -> Iterator[Disk]:
    for one in root.iterfind("./devices/disk"):
        source = one.find("source")
        yield Disk(
            target=_attribute(one, "target", "dev"),
            source=next(
                (source.get(key, "") for key in ("file", "dev", "volume", "name") if source.get(key)), ""
            )
            if source is not None
            else "",
            device=one.get("device", "disk"),
        )


def _attribute(element: ElementTree.Element, path: str, name: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(name, "")
