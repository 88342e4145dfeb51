"""The cloud: everything that is known, joined, and kept so as rows change.

apply() takes what a monitor reported and costs the same however large the cloud is: it updates indices
and counters, and drops those records that the rows reach. A record is joined when somebody looks at it
and kept until then.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from ovntui.cloud.arrivals import TOGETHER, all_alike, all_new
from ovntui.cloud.cells import Kind
from ovntui.cloud.delta import Delta, Keys
from ovntui.cloud.facts import Facts, HostFacts
from ovntui.cloud.gateways import Gateways
from ovntui.cloud.joined import Records
from ovntui.cloud.joins.chassis import join_chassis, may_hold
from ovntui.cloud.joins.host import join_any_host, join_host
from ovntui.cloud.joins.nat import join_nat
from ovntui.cloud.joins.port import join_port
from ovntui.cloud.joins.router import join_router, join_router_port
from ovntui.cloud.joins.switch import join_switch
from ovntui.cloud.joins.vm import join_vm
from ovntui.cloud.keys import iface_id, ifaces
from ovntui.cloud.lookups import Lookups
from ovntui.cloud.reach import Reach, Touch
from ovntui.cloud.reach_host import on_host
from ovntui.cloud.records import (
    Chassis,
    Host,
    Nat,
    Port,
    Router,
    RouterPort,
    Switch,
    Vm,
)
from ovntui.cloud.rows.libvirt import Domain
from ovntui.cloud.table import Table
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import refs

Source: TypeAlias = Literal["nb", "sb"] | tuple[Literal["host"], str]
"""The database that a change came from."""
Changes: TypeAlias = Iterable[Change[Any]]


class Cloud(Lookups):
    """Chassis, switches, ports, routers, NAT rules, hosts and VMs, by key."""

    def __init__(self) -> None:
        facts = Facts()
        super().__init__(facts)
        self._gateways: Gateways | None = None
        north = facts.north
        self._counts: dict[str, Callable[[str, Any, Any], None]] = {
            "Logical_Switch": north.count_switch,
            "Logical_Switch_Port": north.count_port,
            "NAT": north.count_nat,
            "Port_Binding": facts.south.count_binding,
        }
        self._hosts_named: dict[str, HostFacts] = {}
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
        """Those whose Open vSwitch is known."""
        self.all_hosts: Records[Host] = Records(self._hosts_named, lambda key: join_any_host(facts, key))
        """Those that nobody has reached as well."""
        self.vms: Records[Vm] = Records(facts.vms, lambda key: join_vm(facts, key))
        self.kinds: Mapping[Kind, Records[Any]] = MappingProxyType(
            {
                "chassis": self.chassis,
                "switch": self.switches,
                "port": self.ports,
                "router": self.routers,
                "router_port": self.router_ports,
                "nat": self.nats,
                "host": self.all_hosts,
                "vm": self.vms,
            }
        )

    # what comes in

    def apply(self, source: Source, changes: Changes) -> Delta:
        """Take in what one database reported, in its order. Tables that the cloud knows nothing of are
        passed over; what a change says of the row before is not relied upon."""
        facts, reach, delta = self._facts, Reach(self._facts), Delta()
        if source == "nb":
            self._take(changes, facts.north.tables, reach, reach.north(), _NORTH_KINDS, delta)
        elif source == "sb":
            self._take(changes, facts.south.tables, reach, reach.south(), _SOUTH_KINDS, delta)
        else:
            self._take_host(source[1], changes, reach, delta)
        reach.finish()
        delta.control = reach.control
        for kind in {*delta, *reach.touched}:
            keys, records, touched = delta[kind], self.kinds[kind], reach.touched[kind]
            keys.changed = ((keys.changed | touched) & records.rows.keys()) - keys.added
            records.forget(keys.changed)
            records.forget(keys.removed)
            if kind == "host":
                self.hosts.forget(keys.changed | keys.removed)
        if delta["router_port"]:
            self._gateways = None
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
        reach: Reach,
        touches: Mapping[str, Touch],
        kinds: Mapping[str, Kind],
        delta: Delta,
    ) -> None:
        for name, several in groupby(changes, key=itemgetter(0)):
            table = tables.get(name)
            if table is None:
                continue
            run = list(several)
            keys = delta[kinds[name]] if name in kinds else None
            if self._take_together(name, table, run, reach, keys):
                continue
            rows, put, touch, count = table.rows, table.put, touches[name], self._counts.get(name)
            for _, uuid, _, new in run:
                old = rows.get(uuid)
                if old is None:
                    if new is None:
                        continue
                    if keys is not None:
                        keys.add(uuid)
                else:
                    touch(uuid, old, new)
                    if new is None and keys is not None:
                        keys.remove(uuid)
                put(uuid, old, new)
                if count is not None:
                    count(uuid, old, new)
                if new is not None:
                    touch(uuid, new, old)

    def _take_together(
        self, name: str, table: Table[Any], run: list[Change[Any]], reach: Reach, keys: Keys | None
    ) -> bool:
        """Take in changes of one table in one go, where they are of a sort for which that can be done."""
        together = TOGETHER.get(name)
        if together is None:
            return False
        if rows := all_new(table.rows, run):
            table.put_new(rows)
            together.came(self._facts, reach, rows)
            if keys is not None:
                keys.add_all(rows.keys())
            return True
        if pairs := all_alike(table.rows, run, together.ties):
            table.put_alike({uuid: new for uuid, (_, new) in pairs.items()})
            together.changed(self._facts, reach, pairs)
            return True
        return False

    def _take_host(self, host: str, changes: Changes, reach: Reach, delta: Delta) -> None:
        facts = self._facts
        there = facts.hosts.setdefault(host, HostFacts())
        touches = on_host(facts, host, reach.touched)
        touch_system = touches["Open_vSwitch"]
        was_named = there.named
        for change in changes:
            name, uuid, _, new = change
            if name == "Interface":
                old = there.interfaces.rows.get(uuid)
                before = (iface_id(old),) if old is not None and iface_id(old) else ()
                after = (iface_id(new),) if new is not None and iface_id(new) else ()
                facts.plugged.move((host, uuid), before, after)
            elif name == "Domain":
                self._take_domain(f"{host}/{uuid}", new, delta)
            system_before = there.system_id()
            if name == "Open_vSwitch":
                touch_system(uuid, None, None)
            self._take((change,), there.tables, reach, touches, {}, delta)
            system = there.system_id()
            if system != system_before:
                facts.hosts_of_system.move(
                    host, (system_before,) if system_before else (), (system,) if system else ()
                )
                touch_system(uuid, None, None)
        for held, is_there in ((self._hosts_known, there.system.rows), (self._hosts_named, there.named)):
            if is_there:
                held[host] = there
            else:
                held.pop(host, None)
        if was_named != there.named:
            (delta["host"].add if there.named else delta["host"].remove)(host)

    def _take_domain(self, key: str, new: Domain | None, delta: Delta) -> None:
        facts = self._facts
        old = facts.vms.get(key)
        facts.vms_of_port.move(key, ifaces(old), ifaces(new))
        if new is not None:
            facts.vms[key] = new
        elif old is not None:
            del facts.vms[key]
        if (old is None) != (new is None):
            (delta["vm"].add if new is not None else delta["vm"].remove)(key)

    @property
    def gateways(self) -> Gateways:
        """The router ports with gateway chassis, by name; kept until a router port changes."""
        if self._gateways is None:
            ports = (self.router_ports[key] for key in self.gateway_ports() if key in self.router_ports)
            found = (port for port in ports if port.is_gateway)
            self._gateways = Gateways(sorted(found, key=lambda port: (port.name, port.key)))
        return self._gateways

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

TABLES: Mapping[Kind, tuple[Literal["nb", "sb"], str]] = MappingProxyType(
    {kind: ("nb", table) for table, kind in _NORTH_KINDS.items()}
    | {kind: ("sb", table) for table, kind in _SOUTH_KINDS.items()}
)
"""The table whose rows are the records of a kind, and the database that it is in."""
