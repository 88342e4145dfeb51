"""The rows of the northbound database, with the indices that the joins walk."""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from ovntui.cloud.keys import NEITHER, called, option, options_of, pinned_to, refs_of_both, version_of
from ovntui.cloud.records.names import row_label
from ovntui.cloud.records.port import port_state
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.table import Names, Table, itself
from ovntui.cloud.tallies import PortTally
from ovntui.ovsdb.wire import refs, texts


class NorthFacts:
    """The northbound database."""

    def __init__(self) -> None:
        self.globals = Table[nb.NBGlobal]()
        self.connections = Table[nb.Connection]()
        self.dhcp = Table[nb.DHCPOptions]()
        self.dhcp_of_network = self.dhcp.by(attrgetter("cidr"), itself)
        self.dhcp_of_version = self.dhcp.by(attrgetter("cidr"), version_of)
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
        self.nats_among = self.nats.by(
            attrgetter("allowed_ext_ips", "exempted_ext_ips"), refs_of_both, NEITHER
        )
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

    def count_changed_ports(
        self, pairs: Mapping[str, tuple[nb.LogicalSwitchPort, nb.LogicalSwitchPort]]
    ) -> None:
        self.tally.states_changed(pairs, self.switches_of_port)

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
