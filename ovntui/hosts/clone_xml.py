"""The definition of a VM that is to be like another one ("Domain XML format")."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree


class Card(NamedTuple):
    """A network card of a definition. kind is bridge, network …, source what it is plugged into; iface_id is
    "" where it has none."""

    mac: str
    kind: str
    source: str
    iface_id: str


def cards(xml: str) -> Iterator[Card]:
    """The network cards of a definition, in its order."""
    for one in _read(xml).iterfind("./devices/interface"):
        kind = one.get("type", "")
        yield Card(
            _attribute(one, "mac", "address"),
            kind,
            _attribute(one, "source", kind),
            _attribute(one, "virtualport/parameters", "interfaceid"),
        )


def cloned(
    xml: str, name: str, uuid: str, new_cards: Mapping[str, tuple[str, str]], disks: Mapping[str, str]
) -> str:
    """The definition with another name and uuid; by the old MAC address the new one and the new iface_id; and
    by the path of an old disk the new one's. What the host gave to the old VM alone is left out."""
    root = _read(xml)
    _put(root, "name", name)
    old = root.findtext("uuid")
    _put(root, "uuid", uuid)
    for entry in root.iterfind("./sysinfo/system/entry"):
        if entry.text == old:
            entry.text = uuid
    for genid in root.findall("genid"):
        root.remove(genid)
    for nvram in root.iterfind("./os/nvram"):
        nvram.text = None  # libvirt makes it of its template
    for one in root.iterfind("./devices/interface"):
        mac, iface_id = new_cards[_attribute(one, "mac", "address")]
        one.find("mac").set("address", mac)  # type: ignore[union-attr]  # it has just been read
        for parameters in one.iterfind("virtualport/parameters"):
            if parameters.get("interfaceid"):
                parameters.set("interfaceid", iface_id)
    for disk in root.iterfind("./devices/disk"):
        source = disk.find("source")
        if source is not None and source.get("file", "") in disks:
            source.set("file", disks[source.get("file", "")])
            for beneath in disk.findall("backingStore"):
                disk.remove(beneath)  # a copy stands alone
    return ElementTree.tostring(root, "unicode")


def _read(xml: str) -> ElementTree.Element:
    return ElementTree.fromstring(xml)  # noqa: S314  # libvirtd's own, over our own channel


def _put(root: ElementTree.Element, tag: str, text: str) -> None:
    for one in root.findall(tag):
        one.text = text


def _attribute(element: ElementTree.Element, path: str, name: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(name, "")
