"""Which records a row reaches: what has to be joined again when the row comes, goes or changes.

A record depends on a row because of relations that exist before the change or after it. So each
method here runs twice for a change: with the row as it was while the indices still show the old
relations, and with the row as it is once they show the new ones. `other` is the row of the other
moment, for the few rows that lead to thousands of records: those are followed only where the two
differ.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from ovntui.cloud.cells import Kind
from ovntui.cloud.facts import Facts
from ovntui.cloud.keys import chassis_mappings, datapath_of, pinned_to
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import southbound as sb
from ovntui.ovsdb.wire import refs, text

Touch = Callable[[str, Any, Any], None]


def gone(row: Any, other: Any, column: str) -> Iterable[str]:
    """The references of a column that the row has and the other has not."""
    value: Any = getattr(row, column)
    if other is None:
        return refs(value)
    against = getattr(other, column)
    return () if value == against else set(refs(value)).difference(refs(against))


class Reach:
    """Collects keys of records, by kind. A key may be of a record that is not there (yet)."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.touched: defaultdict[Kind, set[str]] = defaultdict(set)
        self.control = False
        self._translating: set[str] = set()

    def north(self) -> dict[str, Touch]:
        """What each table of northbound reaches. (Kept in no attribute: in a circle with its own methods
        this would wait for the garbage collector, which is off while a cloud is loaded.)"""
        return {
            "NB_Global": self._nb_global,
            "Connection": self._control,
            "DHCP_Options": self._dhcp_options,
            "Logical_Switch": self._logical_switch,
            "Logical_Switch_Port": self._logical_switch_port,
            "Logical_Router": self._logical_router,
            "Logical_Router_Port": self._logical_router_port,
            "Logical_Router_Static_Route": self._static_route,
            "Gateway_Chassis": self._gateway_chassis,
            "HA_Chassis_Group": self._ha_chassis_group,
            "HA_Chassis": self._ha_chassis,
            "NAT": self._nat,
        }

    def south(self) -> dict[str, Touch]:
        """The same for southbound."""
        return {
            "SB_Global": self._sb_global,
            "Connection": self._control,
            "Chassis": self._chassis,
            "Chassis_Private": self._chassis_private,
            "Encap": self._encap,
            "Datapath_Binding": self._datapath_binding,
            "Port_Binding": self._port_binding,
        }

    def finish(self) -> None:
        """Follow what is cheaper followed once than for each row: the NAT rules of routers whose ports
        or gateways changed, and the VMs of ports. (What left meanwhile was touched when it left.)"""
        for uuid in self._translating:
            if (row := self._facts.north.routers.rows.get(uuid)) is not None:
                self.touched["nat"].update(refs(row.nat))
        if self._facts.vms_of_port.members:
            ports = self._facts.north.ports.rows
            for uuid in self.touched["port"]:
                if (port := ports.get(uuid)) is not None:
                    self._vms_at(port.name)

    def _vms_at(self, port: str) -> None:
        """The VMs with an interface for a logical port of that name."""
        self._facts.vms_of_port.collect(port, self.touched["vm"])

    # northbound

    def _control(self, _uuid: str, _row: object, _other: object) -> None:
        self.control = True

    def _nb_global(self, _uuid: str, row: nb.NBGlobal, other: nb.NBGlobal | None) -> None:
        self.control = True
        if other is None or row.nb_cfg != other.nb_cfg:
            self.touched["chassis"].update(self._facts.south.chassis.rows)
        if other is None:
            self.touched["vm"].update(self._facts.vms)

    def _dhcp_options(self, uuid: str, _row: nb.DHCPOptions, _other: nb.DHCPOptions | None) -> None:
        north = self._facts.north
        north.ports_served.collect(uuid, self.touched["port"])

    def _logical_switch(self, uuid: str, row: nb.LogicalSwitch, other: nb.LogicalSwitch | None) -> None:
        self.touched["switch"].add(uuid)
        named_alike = other is not None and (row.name, row.external_ids) == (other.name, other.external_ids)
        for port in gone(row, other if named_alike else None, "ports"):
            self._port(port)

    def _port(self, uuid: str) -> None:
        """A switch port and all that show something of it."""
        north = self._facts.north
        self.touched["port"].add(uuid)
        north.switches_of_port.collect(uuid, self.touched["switch"])
        row = north.ports.rows.get(uuid)
        if row is not None and row.type == "router":
            for router_port in self.behind(row):
                self.router_port(router_port)

    def behind(self, row: nb.LogicalSwitchPort) -> Iterable[str]:
        """The router ports that a port of type router names."""
        north = self._facts.north
        for name in north.router_port_names(row):
            yield from north.router_ports_named[name]

    def _logical_switch_port(
        self, uuid: str, row: nb.LogicalSwitchPort, other: nb.LogicalSwitchPort | None
    ) -> None:
        north = self._facts.north
        if other is not None:  # one that comes or goes is told of as such
            self.touched["port"].add(uuid)
        north.switches_of_port.collect(uuid, self.touched["switch"])
        if row.type == "router":
            for router_port in self.behind(row):
                self.router_port(router_port)
        self._vms_at(row.name)
        north.ports_within.collect(row.name, self.touched["port"])
        north.nats_of_port.collect(row.name, self.touched["nat"])

    def _logical_router(self, uuid: str, row: nb.LogicalRouter, other: nb.LogicalRouter | None) -> None:
        touched = self.touched
        touched["router"].add(uuid)
        named_alike = (
            other is not None
            and (row.name, row.enabled) == (other.name, other.enabled)
            and row.ports == other.ports
            and (row.options, row.external_ids) == (other.options, other.external_ids)
        )
        for port in refs(row.ports) if not named_alike else ():
            self.router_port(port)
        touched["nat"].update(gone(row, other if named_alike else None, "nat"))
        if not named_alike:
            for name in pinned_to(row.options):
                self._facts.south.chassis_named.collect(name, touched["chassis"])

    def _logical_router_port(
        self, uuid: str, row: nb.LogicalRouterPort, _other: nb.LogicalRouterPort | None
    ) -> None:
        self.router_port(uuid, row)

    def router_port(self, uuid: str, row: nb.LogicalRouterPort | None = None) -> None:
        """A router port, its router and that router's NAT rules, what it is joined to, and the
        chassis that may host it."""
        facts, touched = self._facts, self.touched
        north, south = facts.north, facts.south
        touched["router_port"].add(uuid)
        for router in north.routers_of_port[uuid]:
            touched["router"].add(router)
            self._translating.add(router)
        north.nats_through.collect(uuid, touched["nat"])
        if row is None:
            row = north.router_ports.rows.get(uuid)
        if row is None:
            return
        for port in north.ports_into[row.name]:
            touched["port"].add(port)
            north.switches_of_port.collect(port, touched["switch"])
        north.router_ports_facing.collect(row.name, touched["router_port"])
        if peer := text(row.peer):
            north.router_ports_named.collect(peer, touched["router_port"])
        for name in north.candidate_names(row):
            south.chassis_named.collect(name, touched["chassis"])
        for binding in south.bindings_named[f"cr-{row.name}"]:
            touched["chassis"].update(refs(south.bindings.rows[binding].chassis))
        for router in north.routers_of_port[uuid]:
            for name in pinned_to(north.routers.rows[router].options):
                south.chassis_named.collect(name, touched["chassis"])

    def _static_route(self, uuid: str, _row: object, _other: object) -> None:
        self._facts.north.routers_of_route.collect(uuid, self.touched["router"])

    def _gateway_chassis(self, uuid: str, row: nb.GatewayChassis, _other: nb.GatewayChassis | None) -> None:
        self._facts.south.chassis_named.collect(row.chassis_name, self.touched["chassis"])
        for router_port in self._facts.north.router_ports_of_candidate[uuid]:
            self.router_port(router_port)

    def _ha_chassis_group(self, uuid: str, _row: nb.HAChassisGroup, _other: nb.HAChassisGroup | None) -> None:
        for router_port in self._facts.north.router_ports_of_group[uuid]:
            self.router_port(router_port)

    def _ha_chassis(self, uuid: str, row: nb.HAChassis, _other: nb.HAChassis | None) -> None:
        self._facts.south.chassis_named.collect(row.chassis_name, self.touched["chassis"])
        for group in self._facts.north.groups_of_member[uuid]:
            for router_port in self._facts.north.router_ports_of_group[group]:
                self.router_port(router_port)

    def _nat(self, uuid: str, _row: nb.NAT, _other: nb.NAT | None) -> None:
        self.touched["nat"].add(uuid)
        self._facts.north.routers_of_nat.collect(uuid, self.touched["router"])

    # southbound

    def _sb_global(self, _uuid: str, row: sb.SBGlobal, other: sb.SBGlobal | None) -> None:
        self.control = True
        if other is None or row.nb_cfg != other.nb_cfg:
            self.touched["chassis"].update(self._facts.south.chassis.rows)

    def _chassis(self, uuid: str, row: sb.Chassis, other: sb.Chassis | None) -> None:
        facts, touched = self._facts, self.touched
        touched["chassis"].add(uuid)
        touched["host"].update(facts.hosts_of_system[row.name])
        if other is None or (row.name, row.hostname) != (other.name, other.hostname):
            self._chassis_label(uuid, row.name)
        networks = set(chassis_mappings((row.other_config, row.external_ids)))
        if other is not None:
            networks.difference_update(chassis_mappings((other.other_config, other.external_ids)))
        for network, _bridge in networks:
            facts.north.ports_onto.collect(network, touched["port"])

    def _chassis_label(self, uuid: str, name: str) -> None:
        """Everything that shows the name of a chassis."""
        north, south = self._facts.north, self._facts.south
        rows = south.bindings.rows
        for index in (south.bindings_on, south.bindings_beside):
            for binding in index[uuid]:
                self._bound(rows[binding].logical_port)
        for router_port in north.router_ports_with(name):
            self.router_port(router_port)
        for router in north.routers_pinned[name]:
            self.touched["router"].add(router)
            for router_port in refs(north.routers.rows[router].ports):
                self.router_port(router_port)
            self._translating.add(router)

    def _chassis_private(self, _uuid: str, row: sb.ChassisPrivate, _other: sb.ChassisPrivate | None) -> None:
        self._facts.south.chassis_named.collect(row.name, self.touched["chassis"])

    def _encap(self, uuid: str, _row: sb.Encap, _other: sb.Encap | None) -> None:
        self._facts.south.chassis_of_encap.collect(uuid, self.touched["chassis"])

    def _datapath_binding(
        self, _uuid: str, row: sb.DatapathBinding, _other: sb.DatapathBinding | None
    ) -> None:
        for key in datapath_of((row.nb_uuid, row.external_ids)):
            self.touched["switch"].add(key)
            self.touched["router"].add(key)

    def _port_binding(self, _uuid: str, row: sb.PortBinding, _other: sb.PortBinding | None) -> None:
        self.touched["chassis"].update(refs(row.chassis))
        self._bound(row.logical_port)

    def _bound(self, name: str) -> None:
        """What shows where a port of that name is bound."""
        north, touched = self._facts.north, self.touched
        if name in north.ports_named.members:
            for port in north.ports_named[name]:
                touched["port"].add(port)
                north.switches_of_port.collect(port, touched["switch"])
        north.nats_of_port.collect(name, touched["nat"])
        if name in north.router_ports_named.members:
            for router_port in north.router_ports_named[name]:
                self.router_port(router_port)
        if name.startswith("cr-"):
            for router_port in north.router_ports_named[name[3:]]:
                self.router_port(router_port)
