"""The databases of two of the zoo's hosts."""

from typing import Any

from tests.console.rows import Ref, Rows
from tests.console.zoo.facts import CHASSIS

_ADDRESSES = {"kvm1": "10.10.10.234", "kvm2": "10.10.10.235", "kvm3": "10.10.10.236"}
_PLUGGED = {"kvm1": ["web-3", "db-1"], "kvm2": ["web-1", "db-2"]}


def host(label: str) -> Rows:
    """The Open_vSwitch database of kvm1, where all is well, or of kvm2, where an interface could not be
    opened and a tunnel is down."""
    rows = Rows()
    inner = [_port(rows, "br-int", type="internal", ofport=65534, link_state="up")]
    outer = [_port(rows, "br-ext", type="internal", ofport=65534, link_state="up")]
    for number, port in enumerate(_PLUGGED[label]):
        ids = {"iface-id": port, "vm-id": f"vm of {port}", "iface-status": "active"}
        inner.append(_port(rows, f"vnet{number}", ofport=number + 1, link_state="up", external_ids=ids))
    if label == "kvm2":
        error = "could not open network device vnet9 (No such device)"
        inner.append(_port(rows, "vnet9", ofport=-1, error=error, external_ids={"iface-id": "web-8"}))
    inner += [_tunnel(rows, label, peer) for peer in _ADDRESSES if peer != label]
    bridges = [
        rows.add("Bridge", "br-int", name="br-int", datapath_type="system", fail_mode="secure", ports=inner),
        rows.add("Bridge", "br-ext", name="br-ext", datapath_type="system", ports=outer),
    ]
    rows.add(
        "Open_vSwitch",
        bridges=bridges,
        ovs_version="3.1.0",
        system_type="debian",
        system_version="12",
        external_ids={
            "system-id": CHASSIS[label],
            "hostname": label,
            "ovn-remote": "tcp:10.10.10.233:6642",
            "ovn-bridge-mappings": "UPLINK:br-ext",
        },
    )
    return rows


def _port(rows: Rows, name: str, ids: dict[str, str] | None = None, **interface: Any) -> Ref:
    """A port of one interface. ids are the port's own external_ids."""
    one = rows.add("Interface", name, name=name, **interface)
    return rows.add("Port", name, name=name, interfaces=one, external_ids=ids)


def _tunnel(rows: Rows, label: str, peer: str) -> Ref:
    """A tunnel as ovn-controller makes it; the one from kvm2 to kvm3 is down."""
    return _port(
        rows,
        f"ovn-{peer}-0",
        {"ovn-chassis-id": f"{CHASSIS[peer]}@{_ADDRESSES[peer]}"},
        type="geneve",
        ofport=10,
        options={"remote_ip": _ADDRESSES[peer], "key": "flow"},
        bfd_status={"state": "down" if (label, peer) == ("kvm2", "kvm3") else "up"},
    )
