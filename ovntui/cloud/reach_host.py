"""Which records a row of a host reaches, of its Open vSwitch and of its libvirt. See reach."""

from typing import Any

from ovntui.cloud.cells import Kind
from ovntui.cloud.facts import Facts
from ovntui.cloud.keys import iface_id
from ovntui.cloud.reach import Touch, gone
from ovntui.ovsdb.wire import refs


def on_host(facts: Facts, host: str, touched: dict[Kind, set[str]]) -> dict[str, Touch]:
    """What a row of each of the host's tables adds to what is touched."""
    there = facts.hosts[host]

    def plugged(interface: str) -> None:
        row = there.interfaces.rows.get(interface)
        if row is not None and (port := iface_id(row)):
            facts.north.ports_named.collect(port, touched["port"])

    def system(_uuid: str, _row: object, _other: object) -> None:
        touched["host"].add(host)
        touched["vm"].update(f"{host}/{domain}" for domain in there.domains.rows)
        if name := there.system_id():
            facts.south.chassis_named.collect(name, touched["chassis"])

    def bridge(_uuid: str, row: Any, other: Any) -> None:
        touched["host"].add(host)
        for port in gone(row, other if other is not None and row.name == other.name else None, "ports"):
            if (port_row := there.ports.rows.get(port)) is not None:
                for uuid in refs(port_row.interfaces):
                    plugged(uuid)

    def port(_uuid: str, row: Any, _other: Any) -> None:
        touched["host"].add(host)
        for uuid in refs(row.interfaces):
            plugged(uuid)

    def interface(_uuid: str, row: Any, _other: Any) -> None:
        touched["host"].add(host)
        if name := iface_id(row):
            facts.north.ports_named.collect(name, touched["port"])

    def hypervisor(_uuid: str, _row: object, _other: object) -> None:
        touched["host"].add(host)

    def domain(uuid: str, _row: object, _other: object) -> None:
        touched["host"].add(host)
        touched["vm"].add(f"{host}/{uuid}")

    return {
        "Open_vSwitch": system,
        "Bridge": bridge,
        "Port": port,
        "Interface": interface,
        "Way": hypervisor,
        "Hypervisor": hypervisor,
        "Hardware": hypervisor,
        "Pool": hypervisor,
        "Domain": domain,
    }
