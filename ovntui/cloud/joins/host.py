"""A host from its Open_vSwitch database."""

from ovntui.cloud.facts import Facts, HostFacts, first, first_row
from ovntui.cloud.joins.relations import chassis_by_name
from ovntui.cloud.keys import bridge_mappings
from ovntui.cloud.records import Bridge, Host, Interface, Mapping, Tunnel
from ovntui.cloud.rows.libvirt import Hypervisor
from ovntui.cloud.rows.open_vswitch import OpenVSwitch
from ovntui.cloud.rows.statistics import TUNNELS
from ovntui.cloud.rows.way import Way
from ovntui.ovsdb.wire import mapping, number, refs, text

_UNKNOWN = Hypervisor()
_NO_SWITCH = OpenVSwitch()
_NO_WAY = Way()
_TUNNELS = frozenset(TUNNELS)


def join_host(facts: Facts, name: str) -> Host:
    """Raises KeyError where no such host is connected, or nothing of its Open vSwitch is known yet."""
    row = facts.hosts[name].root()
    if row is None:
        raise KeyError(name)
    return _join(facts, name, row)


def join_any_host(facts: Facts, name: str) -> Host:
    """The same of one that nobody has reached as well."""
    return _join(facts, name, facts.hosts[name].root() or _NO_SWITCH)


def _join(facts: Facts, name: str, row: OpenVSwitch) -> Host:
    there = facts.hosts[name]
    ids = mapping(row.external_ids)
    system_id = ids.get("system-id", "")
    interfaces, tunnels = _interfaces(there)
    chassis = chassis_by_name(facts, system_id) if system_id else None
    hypervisor = first_row(there.hypervisor) or _UNKNOWN
    return Host(
        key=name,
        way=first_row(there.way) or _NO_WAY,
        system_id=system_id,
        hostname=ids.get("hostname", ""),
        ovs_version=text(row.ovs_version) or "",
        system=" ".join(filter(None, (text(row.system_type), text(row.system_version)))),
        remote=ids.get("ovn-remote", ""),
        mappings=tuple(Mapping(*pair) for pair in bridge_mappings(ids.get("ovn-bridge-mappings", ""))),
        bridges=tuple(
            sorted(
                Bridge(one.name, one.datapath_type, text(one.fail_mode) or "", len(refs(one.ports)))
                for one in there.bridges.rows.values()
            )
        ),
        interfaces=interfaces,
        tunnels=tunnels,
        chassis=chassis if chassis and chassis.key else None,
        libvirt=hypervisor.libvirt,
        qemu=hypervisor.qemu,
        stand_in=hypervisor.stand_in,
        cpus=hypervisor.cpus,
        memory=hypervisor.memory,
        vms=len(there.domains.rows),
        vms_on=sum(domain.state not in ("off", "crashed") for domain in there.domains.rows.values()),
    )


def _interfaces(there: HostFacts) -> tuple[tuple[Interface, ...], tuple[Tunnel, ...]]:
    interfaces = []
    tunnels = []
    for uuid, row in there.interfaces.rows.items():
        port_key = first(there.ports_of_interface[uuid])
        port = there.ports.rows[port_key] if port_key else None
        bridge_key = first(there.bridges_of_port[port_key]) if port_key else None
        bridge = there.bridges.rows[bridge_key].name if bridge_key else ""
        error = text(row.error) or ""
        if row.type in _TUNNELS:
            chassis = mapping(port.external_ids).get("ovn-chassis-id", "") if port else ""
            tunnels.append(
                Tunnel(
                    row.name,
                    row.type,
                    bridge,
                    mapping(row.options).get("remote_ip", ""),
                    _chassis_of(chassis),
                    mapping(row.bfd_status).get("state", ""),
                    error,
                )
            )
            continue
        ids = mapping(row.external_ids)
        interfaces.append(
            Interface(
                row.name,
                row.type,
                bridge,
                port.name if port else "",
                mapping(row.options).get("peer", ""),
                number(port.tag) if port else None,
                number(row.ofport),
                text(row.link_state) or "",
                ids.get("iface-id", ""),
                ids.get("vm-name") or ids.get("vm-uuid") or ids.get("vm-id") or "",
                error,
                ids.get("attached-mac", ""),
            )
        )
    order = _by_place
    return tuple(sorted(interfaces, key=order)), tuple(sorted(tunnels, key=order))


def _by_place(one: Interface | Tunnel) -> tuple[str, str, str]:
    return (one.bridge, one.name, str(one))


def _chassis_of(ovn_chassis_id: str) -> str:
    """The chassis name in Port external_ids:ovn-chassis-id, "NAME@REMOTE" and, since OVN 24.03, "%LOCAL"
    (ovn-controller's encaps.c)."""
    return ovn_chassis_id.rpartition("@")[0] or ovn_chassis_id
