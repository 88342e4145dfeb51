"""All rows of all databases in one place, with the indices that the joins walk.

Every relation is found from both of its ends in one step. Tables may arrive in any order and name rows
that are not there: an index simply holds a key that nobody asks for.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from ovntui.cloud.keys import (
    NEITHER,
    called,
    chassis_networks,
    datapath_of,
    option,
    options_of,
    pinned_to,
    redirect,
    refs_of_both,
    remote,
)
from ovntui.cloud.records.names import chassis_label, row_label
from ovntui.cloud.records.port import port_state
from ovntui.cloud.rows import libvirt as lv
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import open_vswitch as vs
from ovntui.cloud.rows import southbound as sb
from ovntui.cloud.table import Index, Names, Table, itself
from ovntui.cloud.tallies import PortTally
from ovntui.ovsdb.wire import mapping, refs, texts

UNBOUND_TYPES = frozenset(("chassisredirect", "patch", "l3gateway"))
"""Port bindings that stand for a router's side, not for a port that a chassis hosts."""


class NorthFacts:
    """The northbound database."""

    def __init__(self) -> None:
        self.globals = Table[nb.NBGlobal]()
        self.connections = Table[nb.Connection]()
        self.dhcp = Table[nb.DHCPOptions]()
        self.dhcp_names = Names(self.dhcp, attrgetter("cidr"))
        self.routes = Table[nb.LogicalRouterStaticRoute]()

        self.switches = Table[nb.LogicalSwitch]()
        self.switch_names = Names(self.switches, row_label)
        self.switches_called = self.switches.by(attrgetter("name", "external_ids"), called)
        self.switches_of_port = self.switches.by(attrgetter("ports"), refs)

        self.ports = Table[nb.LogicalSwitchPort]()
        self.ports_named = self.ports.by(attrgetter("name"), itself)
        self.ports_into = self.ports.by(options_of("router"), option("router-port"))
        self.ports_onto = self.ports.by(options_of("localnet"), option("network_name"))
        self.ports_within = self.ports.by(attrgetter("parent_name"), texts)
        self.ports_served = self.ports.by(
            attrgetter("dhcpv4_options", "dhcpv6_options"), refs_of_both, NEITHER
        )
        self.tally = PortTally()

        self.routers = Table[nb.LogicalRouter]()
        self.router_names = Names(self.routers, row_label)
        self.routers_called = self.routers.by(attrgetter("name", "external_ids"), called)
        self.routers_of_port = self.routers.by(attrgetter("ports"), refs)
        self.routers_of_nat = self.routers.by(attrgetter("nat"), refs)
        self.routers_pinned = self.routers.by(attrgetter("options"), pinned_to)
        self.routers_of_route = self.routers.by(attrgetter("static_routes"), refs)

        self.router_ports = Table[nb.LogicalRouterPort]()
        self.router_ports_named = self.router_ports.by(attrgetter("name"), itself)
        self.router_ports_facing = self.router_ports.by(attrgetter("peer"), texts)
        self.router_ports_of_candidate = self.router_ports.by(attrgetter("gateway_chassis"), refs)
        self.router_ports_of_group = self.router_ports.by(attrgetter("ha_chassis_group"), refs)

        self.candidates = Table[nb.GatewayChassis]()
        self.candidates_named = self.candidates.by(attrgetter("chassis_name"), itself)
        self.groups = Table[nb.HAChassisGroup]()
        self.groups_of_member = self.groups.by(attrgetter("ha_chassis"), refs)
        self.members = Table[nb.HAChassis]()
        self.members_named = self.members.by(attrgetter("chassis_name"), itself)

        self.nats = Table[nb.NAT]()
        self.nats_of_port = self.nats.by(attrgetter("logical_port"), texts)
        self.nats_through = self.nats.by(attrgetter("gateway_port"), refs)
        self.nat_types: Counter[str] = Counter()

        self.tables: dict[str, Table[Any]] = {
            "NB_Global": self.globals,
            "Connection": self.connections,
            "DHCP_Options": self.dhcp,
            "Logical_Switch": self.switches,
            "Logical_Switch_Port": self.ports,
            "Logical_Router": self.routers,
            "Logical_Router_Port": self.router_ports,
            "Logical_Router_Static_Route": self.routes,
            "Gateway_Chassis": self.candidates,
            "HA_Chassis_Group": self.groups,
            "HA_Chassis": self.members,
            "NAT": self.nats,
        }

    def count_port(
        self, uuid: str, old: nb.LogicalSwitchPort | None, new: nb.LogicalSwitchPort | None
    ) -> None:
        self.tally.port_changed(uuid, old, new, self.switches_of_port[uuid])

    def count_new_ports(self, rows: Mapping[str, nb.LogicalSwitchPort]) -> None:
        self.tally.ports_came(rows, self.switches_of_port)

    def count_switch(self, uuid: str, old: nb.LogicalSwitch | None, new: nb.LogicalSwitch | None) -> None:
        """Count the ports that a switch lists now and did not, or did and does not."""
        if old is not None and new is not None and old.ports == new.ports:
            return
        before = set(refs(old.ports)) if old else set()
        after = set(refs(new.ports)) if new else set()
        rows = self.ports.rows
        for port in before - after:
            if (row := rows.get(port)) is not None:
                self.tally.leave(uuid, port, row.type, port_state(row))
        for port in after - before:
            if (row := rows.get(port)) is not None:
                self.tally.join(uuid, port, row.type, port_state(row))

    def count_nat(self, _uuid: str, old: nb.NAT | None, new: nb.NAT | None) -> None:
        if old is not None:
            self.nat_types[old.type] -= 1
            if not self.nat_types[old.type]:
                del self.nat_types[old.type]
        if new is not None:
            self.nat_types[new.type] += 1

    def router_port_names(self, row: nb.LogicalSwitchPort) -> tuple[str, ...]:
        """The router port that a switch port of type router names in its options."""
        return option("router-port")(row.options) if row.type == "router" else ()

    def candidate_names(self, row: nb.LogicalRouterPort) -> set[str]:
        """The chassis that host a router port or would, were its group to come or to go, by their names."""
        return {one.chassis_name for one in (*self._own_candidates(row), *(self._group_members(row) or ()))}

    def candidate_rows(self, row: nb.LogicalRouterPort) -> Sequence[nb.GatewayChassis | nb.HAChassis]:
        """A router port's own gateway chassis, or the members of its group. Only one of the two should
        be set (ovn-nb(5), Logical_Router_Port); where both are, northd uses the group."""
        members = self._group_members(row)
        return self._own_candidates(row) if members is None else members

    def _group_members(self, row: nb.LogicalRouterPort) -> list[nb.HAChassis] | None:
        """None where the port has no group, or one that is not there."""
        for uuid in refs(row.ha_chassis_group):
            if (group := self.groups.rows.get(uuid)) is not None:
                members = (self.members.rows.get(member) for member in refs(group.ha_chassis))
                return [member for member in members if member is not None]
        return None

    def _own_candidates(self, row: nb.LogicalRouterPort) -> list[nb.GatewayChassis]:
        candidates = (self.candidates.rows.get(uuid) for uuid in refs(row.gateway_chassis))
        return [candidate for candidate in candidates if candidate is not None]

    def router_ports_with(self, chassis_name: str) -> set[str]:
        """The router ports for which a chassis is a candidate, directly or through a group."""
        found: set[str] = set()
        for candidate in self.candidates_named[chassis_name]:
            found.update(self.router_ports_of_candidate[candidate])
        for member in self.members_named[chassis_name]:
            for group in self.groups_of_member[member]:
                found.update(self.router_ports_of_group[group])
        return found


class SouthFacts:
    """The southbound database."""

    def __init__(self) -> None:
        self.globals = Table[sb.SBGlobal]()
        self.connections = Table[sb.Connection]()

        self.chassis = Table[sb.Chassis]()
        self.chassis_names = Names(self.chassis, chassis_label)
        self.chassis_named = self.chassis.by(attrgetter("name"), itself)
        self.chassis_of_encap = self.chassis.by(attrgetter("encaps"), refs)
        self.chassis_mapping = self.chassis.by(attrgetter("other_config", "external_ids"), chassis_networks)
        self.chassis_remote = self.chassis.by(attrgetter("other_config"), remote)
        self.privates = Table[sb.ChassisPrivate]()
        self.privates_named = self.privates.by(attrgetter("name"), itself)
        self.encaps = Table[sb.Encap]()

        self.datapaths = Table[sb.DatapathBinding]()
        self.datapaths_of = self.datapaths.by(attrgetter("nb_uuid", "external_ids"), datapath_of)

        self.bindings = Table[sb.PortBinding]()
        self.bindings_named = self.bindings.by(attrgetter("logical_port"), itself)
        self.bindings_on = self.bindings.by(attrgetter("chassis"), refs)
        self.bindings_beside = self.bindings.by(
            attrgetter("additional_chassis", "requested_chassis"), refs_of_both, NEITHER
        )
        """chassis → bindings that name it, but as the one that they are on."""
        self.redirects_on = self.bindings.by(redirect, refs)
        self.bound: Counter[str] = Counter()
        """Switch ports bound, by chassis uuid."""

        self.tables: dict[str, Table[Any]] = {
            "SB_Global": self.globals,
            "Connection": self.connections,
            "Chassis": self.chassis,
            "Chassis_Private": self.privates,
            "Encap": self.encaps,
            "Datapath_Binding": self.datapaths,
            "Port_Binding": self.bindings,
        }

    def count_binding(self, _uuid: str, old: sb.PortBinding | None, new: sb.PortBinding | None) -> None:
        before = refs(old.chassis) if old is not None and old.type not in UNBOUND_TYPES else ()
        after = refs(new.chassis) if new is not None and new.type not in UNBOUND_TYPES else ()
        if before == after:
            return
        for chassis in before:
            self.bound[chassis] -= 1
            if not self.bound[chassis]:
                del self.bound[chassis]
        for chassis in after:
            self.bound[chassis] += 1

    def count_new_bindings(self, rows: Mapping[str, sb.PortBinding]) -> None:
        hosted = (row.chassis for row in rows.values() if row.type not in UNBOUND_TYPES)
        self.bound.update(chain.from_iterable(map(refs, hosted)))

    def binding(self, logical_port: str) -> tuple[str, sb.PortBinding] | None:
        """The binding of that name; of several, as in a race, a bound one comes first."""
        found = self.bindings_named.members.get(logical_port)
        if found is None:
            return None
        rows = self.bindings.rows
        if isinstance(found, set):
            found = min(found, key=lambda uuid: (rows[uuid].chassis[1] == [], uuid))
        return found, rows[found]


class HostFacts:
    """One host's Open_vSwitch database, and what its libvirt says."""

    def __init__(self) -> None:
        self.system = Table[vs.OpenVSwitch]()
        self.bridges = Table[vs.Bridge]()
        self.bridges_of_port = self.bridges.by(attrgetter("ports"), refs)
        self.ports = Table[vs.Port]()
        self.ports_of_interface = self.ports.by(attrgetter("interfaces"), refs)
        self.interfaces = Table[vs.Interface]()
        self.hypervisor = Table[lv.Hypervisor]()
        self.hardware = Table[lv.Hardware]()
        self.pools = Table[lv.Pool]()
        self.domains = Table[lv.Domain]()
        self.tables: dict[str, Table[Any]] = {
            "Hypervisor": self.hypervisor,
            "Hardware": self.hardware,
            "Pool": self.pools,
            "Domain": self.domains,
            "Open_vSwitch": self.system,
            "Bridge": self.bridges,
            "Port": self.ports,
            "Interface": self.interfaces,
        }

    def system_id(self) -> str:
        """external_ids:system-id, which is the name of the host's chassis; "" where unset."""
        row = self.root()
        return mapping(row.external_ids).get("system-id", "") if row else ""

    def root(self) -> vs.OpenVSwitch | None:
        """The database's one row, if it is there."""
        row: vs.OpenVSwitch | None = first_row(self.system)
        return row


class Facts:
    """Everything that is known."""

    def __init__(self) -> None:
        self.north = NorthFacts()
        self.south = SouthFacts()
        self.hosts: dict[str, HostFacts] = {}
        self.plugged: Index[tuple[str, str]] = Index()
        """iface-id → (host, Interface uuid)."""
        self.hosts_of_system: Index[str] = Index()
        """system-id → host."""
        self.vms: dict[str, lv.Domain] = {}
        """All hosts' domains, by "HOST/UUID"."""
        self.vms_of_port: Index[str] = Index()
        """iface-id → keys of vms."""


def first(keys: Iterable[str]) -> str | None:
    """One of several rows of the same name, always the same one."""
    return min(keys, default=None)


def first_row(table: Table[Any]) -> Any:
    """The row of a table that should have one; of several always the same; None if it has none."""
    rows = table.rows
    return rows[min(rows)] if rows else None
