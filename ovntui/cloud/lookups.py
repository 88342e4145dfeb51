"""What a cloud is asked beside its records: counters that it keeps, and relations too long for a record."""

from collections.abc import Iterator, Mapping, Set
from types import MappingProxyType
from typing import Any, Literal

from ovntui.cloud.cells import Kind
from ovntui.cloud.facts import Facts, first, first_row
from ovntui.cloud.joins.chassis import reached, target
from ovntui.cloud.joins.router import routes_of
from ovntui.cloud.records import Named, PortState, Route
from ovntui.cloud.records.names import chassis_label, label
from ovntui.cloud.rows.libvirt import Hardware, Pool
from ovntui.cloud.rows.northbound import NBGlobal
from ovntui.cloud.table import Index, Table
from ovntui.ovsdb.wire import refs


class Lookups:
    """Each answer is found through an index or read from a counter, but for those that say otherwise."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @property
    def nb_global(self) -> NBGlobal | None:
        """The northbound database's row about the control plane."""
        row: NBGlobal | None = first_row(self._facts.north.globals)
        return row

    def vms_of_port(self, name: str) -> frozenset[str]:
        """The VMs, by key, with an interface that is plugged into the port of that name."""
        return frozenset(self._facts.vms_of_port[name])

    def hardware(self, host: str) -> Hardware:
        """What a VM can be made of on a host; nothing where its libvirt is not known."""
        there = self._facts.hosts.get(host)
        found: Hardware | None = first_row(there.hardware) if there is not None else None
        return found or Hardware()

    def pools(self, host: str) -> tuple[Pool, ...]:
        """The storage pools of a host, by name."""
        there = self._facts.hosts.get(host)
        pools: list[Pool] = [] if there is None else list(there.pools.rows.values())
        return tuple(sorted(pools, key=lambda pool: pool.name))

    @property
    def sb_cfg(self) -> int | None:
        """SB_Global's nb_cfg: the configuration that northd has handed to the chassis."""
        row = first_row(self._facts.south.globals)
        return None if row is None else row.nb_cfg

    @property
    def listeners(self) -> tuple[tuple[Literal["nb", "sb"], str], ...]:
        """The connection targets that the databases are configured with."""
        north, south = self._facts.north.connections.rows, self._facts.south.connections.rows
        return (
            *(("nb", target) for target in sorted(row.target for row in north.values())),
            *(("sb", target) for target in sorted(row.target for row in south.values())),
        )

    @property
    def port_counts(self) -> Mapping[tuple[str, PortState], int]:
        """How many ports of each type are in each state; kept, not counted."""
        return MappingProxyType(self._facts.north.tally.by_type)

    @property
    def ports_down(self) -> Set[str]:
        """The ports that could be up and are not; kept, so copy it to keep it."""
        return self._facts.north.tally.down

    def chassis_behind(self) -> tuple[Named, ...]:
        """The chassis of this zone that have not reached the configuration asked for, by name. Looks at
        every chassis."""
        facts, south = self._facts, self._facts.south
        goal = target(facts)
        # Nearly always all are in sync and have told so in Chassis_Private, which is quick to see.
        late = {row.name for row in south.privates.rows.values() if row.nb_cfg < goal}
        told = south.privates_named.members
        remote = self.remote_chassis
        found = [
            Named(key, chassis_label(row))
            for key, row in south.chassis.rows.items()
            if (row.name in late or row.name not in told)
            and key not in remote
            and reached(facts, key)[0] < goal
        ]
        return tuple(sorted(found, key=lambda one: (one.name, one.key)))

    def chassis_at(self) -> Iterator[tuple[Named, int, int]]:
        """Every chassis of this zone, the configuration that it has in force, and when it reached that (ms
        since the epoch, 0 where it does not tell). Looks at every chassis."""
        remote = self.remote_chassis
        for key, row in self._facts.south.chassis.rows.items():
            if key not in remote:
                yield Named(key, chassis_label(row)), *reached(self._facts, key)

    def chassis_by_label(self) -> dict[str, str]:
        """The keys of the chassis of this zone by their labels, by system-id where several have one label.
        Looks at every one, but joins none."""
        south, remote = self._facts.south, self.remote_chassis
        found = {}
        for called, held in south.chassis_called.members.items():
            if isinstance(held, str):
                if held not in remote:
                    found[called] = held
                continue
            own = held - remote
            found.update(
                {called if len(own) == 1 else south.chassis.rows[key].name: key for key in sorted(own)}
            )
        return found

    @property
    def remote_chassis(self) -> Set[str]:
        """The chassis of other availability zones."""
        return set(self._facts.south.chassis_remote["true"])

    @property
    def chassis_for_gateways(self) -> Set[str]:
        """The chassis that are meant to be gateways (ovn-cms-options: enable-chassis-as-gw)."""
        return set(self._facts.south.chassis_for_gateways["true"])

    @property
    def nat_counts(self) -> Mapping[str, int]:
        """How many NAT rules of each type; kept, not counted."""
        return MappingProxyType(self._facts.north.nat_types)

    def ports_of_switch(self, switch: str) -> list[str]:
        """The keys of a switch's ports that are there, in no order."""
        row = self._facts.north.switches.rows.get(switch)
        return [key for key in refs(row.ports) if key in self._facts.north.ports.rows] if row else []

    def leading_ports(self, switch: str) -> list[str]:
        """The keys of a switch's ports of type router and localnet, in no order."""
        tally = self._facts.north.tally.switches.get(switch)
        return list(tally.leading) if tally else []

    def ports_on_chassis(self, chassis: str) -> list[str]:
        """The keys of the switch ports bound to a chassis, in no order."""
        south, named = self._facts.south, self._facts.north.ports_named
        names = (south.bindings.rows[binding].logical_port for binding in south.bindings_on[chassis])
        return [key for name in names for key in named[name]]

    def bindings_on_chassis(self, chassis: str) -> list[str]:
        """The names of all port bindings on a chassis, gateways included, in no order."""
        south = self._facts.south
        return [south.bindings.rows[binding].logical_port for binding in south.bindings_on[chassis]]

    def ports_within(self, name: str) -> list[str]:
        """The ports of the containers inside the VM of the port of that name, in no order."""
        return list(self._facts.north.ports_within[name])

    def chassis_mapping(self, network: str) -> list[str]:
        """The chassis that map a physical network, in no order."""
        return list(self._facts.south.chassis_mapping[network])

    def nats_of_router(self, router: str) -> list[str]:
        """The keys of a router's NAT rules that are there, in the server's order."""
        row = self._facts.north.routers.rows.get(router)
        return [key for key in refs(row.nat) if key in self._facts.north.nats.rows] if row else []

    def nats_of_port(self, port: str) -> list[str]:
        """The keys of the NAT rules that name a switch port as the one of their VM, in no order."""
        return list(self._facts.north.nats_of_port[port])

    def routes_of_router(self, router: str) -> tuple[Route, ...]:
        """A router's static routes, by table and prefix."""
        row = self._facts.north.routers.rows.get(router)
        return routes_of(self._facts, row) if row else ()

    def gateway_ports(self) -> list[str]:
        """The keys of all router ports with gateway chassis, in no order."""
        north = self._facts.north
        found: set[str] = set()
        for index in (north.router_ports_of_candidate, north.router_ports_of_group):
            for key in index:
                found.update(index[key])
        return list(found)

    def ports_without_peer(self) -> list[str]:
        """The ports of type router that name no router port that exists, in no order."""
        ports, there = self._facts.north.ports_into, self._facts.north.router_ports_named.members
        return [port for name in ports.members if name not in there for port in ports[name]]

    def physical_networks(self) -> dict[str, int]:
        """The physical networks that chassis map, with how many do."""
        mapping = self._facts.south.chassis_mapping
        return {network: mapping.count(network) for network in mapping}

    def ports_onto(self, network: str) -> list[str]:
        """The localnet ports to a physical network, in no order."""
        return list(self._facts.north.ports_onto[network])

    def encapsulations(self) -> set[str]:
        """The kinds of tunnels that chassis offer."""
        return set(self._facts.south.encaps_of)

    def dhcp_options(self) -> Iterator[tuple[str, str]]:
        """All DHCP options, with their networks as they are written."""
        return ((key, row.cidr) for key, row in self._facts.north.dhcp.rows.items())

    def is_served(self, version: int) -> bool:
        """Whether there are DHCP options of an IP version."""
        return str(version) in self._facts.north.dhcp_of_version

    def dhcp_network(self, dhcp_options: str) -> str | None:
        """The network of DHCP options as it is written, or None where there are none of that key."""
        row = self._facts.north.dhcp.rows.get(dhcp_options)
        return row.cidr if row is not None else None

    def dhcp_of_network(self, cidr: str) -> list[str]:
        """The DHCP options of a network, written so; in order."""
        return sorted(self._facts.north.dhcp_of_network[cidr])

    def ports_served(self, dhcp_options: str) -> list[str]:
        """The ports that name DHCP options, of either version, in no order."""
        return list(self._facts.north.ports_served[dhcp_options])

    def called(self, kind: Literal["switch", "router"], name: str) -> list[str]:
        """The switches or routers that go by a name, in order: names need not be unique."""
        north = self._facts.north
        return sorted((north.switches_called if kind == "switch" else north.routers_called)[name])

    def named(self, kind: Literal["switch", "router"], name: str) -> list[str]:
        """The switches or routers whose own name it is, in order."""
        north = self._facts.north
        rows: Mapping[str, Any] = (north.switches if kind == "switch" else north.routers).rows
        return [key for key in self.called(kind, name) if rows[key].name == name]

    def referring(self, table: str, column: str, uuid: str) -> list[tuple[str, str]] | None:
        """The northbound rows that refer to a row in a column, with their names; None where no index tells
        who does in that one."""
        north = self._facts.north
        indices: Mapping[tuple[str, str], tuple[Table[Any], Index[str]]] = {
            ("Logical_Switch", "ports"): (north.switches, north.switches_of_port),
            ("Logical_Router", "ports"): (north.routers, north.routers_of_port),
            ("Logical_Router", "nat"): (north.routers, north.routers_of_nat),
            ("Logical_Router", "static_routes"): (north.routers, north.routers_of_route),
            ("Logical_Router_Port", "gateway_chassis"): (
                north.router_ports,
                north.router_ports_of_candidate,
            ),
            ("Logical_Router_Port", "ha_chassis_group"): (north.router_ports, north.router_ports_of_group),
            ("Logical_Switch_Port", "dhcpv4_options"): (north.ports, north.ports_served),
            ("Logical_Switch_Port", "dhcpv6_options"): (north.ports, north.ports_served),
            ("NAT", "gateway_port"): (north.nats, north.nats_through),
            ("NAT", "allowed_ext_ips"): (north.nats, north.nats_among),
            ("NAT", "exempted_ext_ips"): (north.nats, north.nats_among),
        }
        if (table, column) not in indices:
            return None
        rows, index = indices[table, column]
        found = ((key, rows.rows[key]) for key in index[uuid])
        return [(key, getattr(row, "name", "")) for key, row in found if uuid in refs(getattr(row, column))]

    def port_named(self, name: str) -> str | None:
        """The key of the switch port of that name."""
        return first(self._facts.north.ports_named[name])

    def router_port_named(self, name: str) -> str | None:
        """The key of the router port of that name."""
        return first(self._facts.north.router_ports_named[name])

    def chassis_named(self, name: str) -> str | None:
        """The key of the chassis with that system-id."""
        return first(self._facts.south.chassis_named[name])

    def chassis_called(self, label: str) -> list[str]:
        """The keys of the chassis that people call so, in no order: several may have one host name."""
        return list(self._facts.south.chassis_called[label])

    def router_of(self, router_port: str) -> str | None:
        """The key of the router that has a port."""
        return first(self._facts.north.routers_of_port[router_port])

    def router_of_nat(self, nat: str) -> str | None:
        """The key of the router that has a NAT rule."""
        return first(self._facts.north.routers_of_nat[nat])

    def router_of_route(self, route: str) -> str | None:
        """The key of the router that has a static route."""
        return first(self._facts.north.routers_of_route[route])

    def router_ports_of_candidate(self, gateway_chassis: str) -> list[str]:
        """The router ports that a Gateway_Chassis row belongs to."""
        return list(self._facts.north.router_ports_of_candidate[gateway_chassis])

    def names(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """Keys and names of all records of a kind, without joining any."""
        if kind == "chassis":
            return ((key, row.hostname or row.name) for key, row in self._facts.south.chassis.rows.items())
        if kind == "host":
            return ((key, key) for key, there in self._facts.hosts.items() if there.named)
        if kind == "vm":
            return ((key, row.name) for key, row in self._facts.vms.items())
        north = self._facts.north
        if kind in ("port", "router_port"):
            ports: Table[Any] = north.ports if kind == "port" else north.router_ports
            return ((key, row.name) for key, row in ports.rows.items())
        tables: Mapping[Kind, Table[Any]] = {"switch": north.switches, "router": north.routers}
        return ((key, label(row.name, row.external_ids)) for key, row in tables[kind].rows.items())
