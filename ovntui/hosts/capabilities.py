"""What a host can run, and its networks, read from libvirt's XML."""

from xml.etree import ElementTree

from ovntui.cloud.rows.libvirt import Machine, Network

_BEST: tuple[str, ...] = ("kvm", "qemu")


def read_guest(xml: str, architecture: str) -> tuple[tuple[str, ...], tuple[Machine, ...]]:
    """How VMs of an architecture can run, the best first, and on which machine types ("Driver capabilities
    XML format"): those with a short name first."""
    root = ElementTree.fromstring(xml)  # noqa: S314  # libvirtd's own, over our own channel
    kinds: dict[str, None] = {}
    machines: dict[Machine, None] = {}
    for arch in root.iterfind(f"./guest[os_type='hvm']/arch[@name='{architecture}']"):
        kinds |= dict.fromkeys(one.get("type", "") for one in arch.iterfind("domain"))
        named = sorted(arch.iterfind("machine"), key=lambda one: "canonical" not in one.attrib)
        names = ((one.text or "", one.get("canonical")) for one in named)
        machines |= dict.fromkeys(Machine(name, canonical or name) for name, canonical in names)
    return tuple(kind for kind in _BEST if kind in kinds), tuple(machines)


def read_network(xml: str) -> Network:
    """One network ("Network XML format")."""
    root = ElementTree.fromstring(xml)  # noqa: S314  # as above
    bridge, port = root.find("bridge"), root.find("virtualport")
    return Network(
        name=root.findtext("name") or "",
        bridge="" if bridge is None else bridge.get("name", ""),
        is_ovs=port is not None and port.get("type") == "openvswitch",
    )
