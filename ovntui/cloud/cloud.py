"""The cloud: everything that is known, joined, and kept so as rows change.

apply() takes what a monitor reported and costs the same however large the cloud is: it updates indices
and counters, and drops those records that the rows reach. A record is joined when somebody looks at it
and kept until then.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Set
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, TypeVar

from ovntui.cloud.cells import Kind
from ovntui.cloud.delta import KINDS, Delta
from ovntui.cloud.facts import Facts, HostFacts, first, first_row, iface_id
from ovntui.cloud.joins.chassis import join_chassis, may_hold, reached, target
from ovntui.cloud.joins.host import join_host
from ovntui.cloud.joins.nat import join_nat
from ovntui.cloud.joins.port import join_port
from ovntui.cloud.joins.relations import chassis_label
from ovntui.cloud.joins.router import join_router, join_router_port, routes_of
from ovntui.cloud.joins.switch import join_switch
from ovntui.cloud.reach import Reach, Touch
from ovntui.cloud.records import (
    Chassis,
    Host,
    Named,
    Nat,
    Port,
    PortState,
    Record,
    Route,
    Router,
    RouterPort,
    Switch,
)
from ovntui.cloud.records.names import label
from ovntui.cloud.rows.northbound import NBGlobal
from ovntui.cloud.table import Table
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import refs

R = TypeVar("R", bound=Record)

Source: TypeAlias = Literal["nb", "sb"] | tuple[Literal["host"], str]
"""The database that a change came from."""
Changes: TypeAlias = Iterable[Change[Any]]


class Records(Mapping[str, R]):
    """The records of one kind by key, each joined when first asked for."""

    __slots__ = ("_join", "_joined", "_keys")

    def __init__(self, keys: Mapping[str, Any], join: Callable[[str], R]) -> None:
        self._keys = keys
        self._join = join
        self._joined: dict[str, R] = {}

    def __getitem__(self, key: str) -> R:
        record = self._joined.get(key)
        if record is None:
            record = self._joined[key] = self._join(key)
        return record

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def forget(self, keys: Iterable[str]) -> None:
        """Join these anew when they are asked for again."""
        if self._joined:
            for key in keys:
                self._joined.pop(key, None)


class Cloud:
    """Chassis, switches, ports, routers, NAT rules and hosts, by key."""

    def __init__(self) -> None:
        self._facts = facts = Facts()
        north = facts.north
        self._counts: dict[str, Callable[[str, Any, Any], None]] = {
            "Logical_Switch": north.count_switch,
            "Logical_Switch_Port": north.count_port,
            "NAT": north.count_nat,
            "Port_Binding": facts.south.count_binding,
        }
        self._hosts_known: dict[str, HostFacts] = {}
        self.chassis: Records[Chassis] = Records(facts.south.chassis.rows, self._chassis)
        self.switches: Records[Switch] = Records(north.switches.rows, lambda key: join_switch(facts, key))
        self.ports: Records[Port] = Records(north.ports.rows, lambda key: join_port(facts, key))
        self.routers: Records[Router] = Records(north.routers.rows, self._router)
        self.router_ports: Records[RouterPort] = Records(
            north.router_ports.rows, lambda key: join_router_port(facts, key)
        )
        self.nats: Records[Nat] = Records(north.nats.rows, self._nat)
        self.hosts: Records[Host] = Records(self._hosts_known, lambda key: join_host(facts, key))
        self.kinds: Mapping[Kind, Records[Any]] = MappingProxyType(
            {
                "chassis": self.chassis,
                "switch": self.switches,
                "port": self.ports,
                "router": self.routers,
                "router_port": self.router_ports,
                "nat": self.nats,
                "host": self.hosts,
            }
        )

    # what comes in

    def apply(self, source: Source, changes: Changes) -> Delta:
        """Take in what one database reported, in its order. Tables that the cloud knows nothing of are
        passed over; what a change says of the row before is not relied upon."""
        facts, reach, delta = self._facts, Reach(self._facts), Delta()
        if source == "nb":
            self._take(changes, facts.north.tables, reach.north, _NORTH_KINDS, delta)
        elif source == "sb":
            self._take(changes, facts.south.tables, reach.south, _SOUTH_KINDS, delta)
        else:
            self._take_host(source[1], changes, reach, delta)
        reach.finish()
        delta.control = reach.control
        for kind in KINDS:
            keys, records = delta[kind], self.kinds[kind]
            touched = reach.touched[kind]
            keys.changed = {key for key in keys.changed | touched if key in records} - keys.added
            records.forget(keys.changed)
            records.forget(keys.removed)
        return delta

    def drop(self, source: Source) -> Delta:
        """Forget a database, as when a host is taken off the console."""
        facts = self._facts
        if source == "nb":
            tables = facts.north.tables
        elif source == "sb":
            tables = facts.south.tables
        elif source[1] in facts.hosts:
            tables = facts.hosts[source[1]].tables
        else:
            return Delta()
        rows = [
            Change[Any](name, uuid, row, None)
            for name, table in tables.items()
            for uuid, row in list(table.rows.items())
        ]
        delta = self.apply(source, rows)
        if not isinstance(source, str):
            del facts.hosts[source[1]]
        return delta

    def _take(
        self,
        changes: Changes,
        tables: Mapping[str, Table[Any]],
        touches: Mapping[str, Touch],
        kinds: Mapping[str, Kind],
        delta: Delta,
    ) -> None:
        counts = self._counts
        for name, uuid, _, new in changes:
            table = tables.get(name)
            if table is None:
                continue
            old = table.rows.get(uuid)
            if old is None:
                if new is None:
                    continue
                touch = touches[name]
                if name in kinds:
                    delta[kinds[name]].add(uuid)
            else:
                touch = touches[name]
                touch(uuid, old, new)
                if new is None and name in kinds:
                    delta[kinds[name]].remove(uuid)
            table.put(uuid, old, new)
            if name in counts:
                counts[name](uuid, old, new)
            if new is not None:
                touch(uuid, new, old)

    def _take_host(self, host: str, changes: Changes, reach: Reach, delta: Delta) -> None:
        facts = self._facts
        there = facts.hosts.setdefault(host, HostFacts())
        touches = reach.on_host(host)
        touch_system = touches["Open_vSwitch"]
        for change in changes:
            name, uuid, _, new = change
            if name == "Interface":
                old = there.interfaces.rows.get(uuid)
                before = (iface_id(old),) if old is not None and iface_id(old) else ()
                after = (iface_id(new),) if new is not None and iface_id(new) else ()
                facts.plugged.move((host, uuid), before, after)
            system_before = there.system_id()
            if name == "Open_vSwitch":
                touch_system(uuid, None, None)
            self._take((change,), there.tables, touches, {}, delta)
            system = there.system_id()
            if system != system_before:
                facts.hosts_of_system.move(
                    host, (system_before,) if system_before else (), (system,) if system else ()
                )
                touch_system(uuid, None, None)
        if there.system.rows and host not in self._hosts_known:
            self._hosts_known[host] = there
            delta["host"].add(host)
        elif not there.system.rows and host in self._hosts_known:
            del self._hosts_known[host]
            delta["host"].remove(host)

    # what is asked

    @property
    def nb_global(self) -> NBGlobal | None:
        """The northbound database's row about the control plane."""
        row: NBGlobal | None = first_row(self._facts.north.globals)
        return row

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
        """The chassis of this zone that have not reached the configuration asked for, by name."""
        facts = self._facts
        remote = set(facts.south.chassis_remote["true"])
        goal = target(facts)
        found = [
            Named(key, chassis_label(row))
            for key, row in facts.south.chassis.rows.items()
            if key not in remote and reached(facts, key)[0] < goal
        ]
        return tuple(sorted(found, key=lambda one: (one.name, one.key)))

    def remote_chassis(self) -> int:
        """How many chassis belong to other availability zones."""
        return self._facts.south.chassis_remote.count("true")

    @property
    def nat_counts(self) -> Mapping[str, int]:
        """How many NAT rules of each type; kept, not counted."""
        return MappingProxyType(self._facts.north.nat_types)

    def ports_of_switch(self, switch: str) -> list[str]:
        """The keys of a switch's ports that are there, in no order."""
        row = self._facts.north.switches.rows.get(switch)
        return [key for key in refs(row.ports) if key in self.ports] if row else []

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

    def ports_onto(self, network: str) -> list[str]:
        """The localnet ports of a physical network, in no order."""
        return list(self._facts.north.ports_onto[network])

    def nats_of_router(self, router: str) -> list[str]:
        """The keys of a router's NAT rules that are there, in the server's order."""
        row = self._facts.north.routers.rows.get(router)
        return [key for key in refs(row.nat) if key in self.nats] if row else []

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
        north = self._facts.north
        return [
            port
            for name in north.ports_into
            if name not in north.router_ports_named
            for port in north.ports_into[name]
        ]

    def port_named(self, name: str) -> str | None:
        """The key of the switch port of that name."""
        return first(self._facts.north.ports_named[name])

    def router_port_named(self, name: str) -> str | None:
        """The key of the router port of that name."""
        return first(self._facts.north.router_ports_named[name])

    def chassis_named(self, name: str) -> str | None:
        """The key of the chassis with that system-id."""
        return first(self._facts.south.chassis_named[name])

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
            return ((key, key) for key in self.hosts)
        north = self._facts.north
        tables: Mapping[Kind, Table[Any]] = {
            "switch": north.switches,
            "port": north.ports,
            "router": north.routers,
            "router_port": north.router_ports,
        }
        return ((key, label(row.name, row.external_ids)) for key, row in tables[kind].rows.items())

    # joins that read other records

    def _chassis(self, key: str) -> Chassis:
        held = [self.router_ports[port] for port in may_hold(self._facts, key)]
        return join_chassis(self._facts, key, held)

    def _router(self, key: str) -> Router:
        return join_router(self._facts, key, tuple(self._ports_of_router(key)))

    def _nat(self, key: str) -> Nat:
        router = self.router_of_nat(key)
        ports = self._ports_of_router(router) if router else []
        return join_nat(self._facts, key, [port for port in ports if port.is_gateway or port.active])

    def _ports_of_router(self, router: str) -> list[RouterPort]:
        ports: Container[str] = self.router_ports
        found = (key for key in refs(self._facts.north.routers.rows[router].ports) if key in ports)
        return sorted((self.router_ports[key] for key in found), key=lambda port: (port.name, port.key))


_NORTH_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "Logical_Switch": "switch",
        "Logical_Switch_Port": "port",
        "Logical_Router": "router",
        "Logical_Router_Port": "router_port",
        "NAT": "nat",
    }
)
_SOUTH_KINDS: Mapping[str, Kind] = MappingProxyType({"Chassis": "chassis"})
