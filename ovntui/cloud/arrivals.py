"""Many new ports or bindings at once, as they come while a large cloud is loaded.

What cloud.reach and the counters say of one row after another is said here of all of them together, an
index at a time. It may name more than row by row: all of the rows are in the indices already.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ovntui.cloud.facts import Facts
from ovntui.cloud.reach import Reach
from ovntui.cloud.rows.northbound import LogicalSwitchPort
from ovntui.cloud.rows.southbound import PortBinding
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import refs

MANY: Final = 16
"""From how many new rows in one go they are taken together."""


def all_new(known: Mapping[str, Any], run: Sequence[Change[Any]]) -> dict[str, Any] | None:
    """The rows of one table's changes, where they are many and each is of another row that is not known."""
    if len(run) < MANY:
        return None
    rows = {uuid: new for _, uuid, _, new in run if new is not None}
    return rows if len(rows) == len(run) and known.keys().isdisjoint(rows) else None


def ports_came(facts: Facts, reach: Reach, rows: Mapping[str, LogicalSwitchPort]) -> None:
    """Switch ports are new, and in their indices."""
    north, touched = facts.north, reach.touched
    north.count_new_ports(rows)
    names = {row.name for row in rows.values()}
    north.switches_of_port.collect_all(rows.keys(), touched["switch"])
    north.ports_within.collect_all(names, touched["port"])
    north.nats_of_port.collect_all(names, touched["nat"])
    facts.vms_of_port.collect_all(names, touched["vm"])
    for row in rows.values():
        if row.type == "router":
            for router_port in reach.behind(row):
                reach.router_port(router_port)


def bindings_came(facts: Facts, reach: Reach, rows: Mapping[str, PortBinding]) -> None:
    """Port bindings are new, and in their indices."""
    north, touched = facts.north, reach.touched
    facts.south.count_new_bindings(rows)
    for row in rows.values():
        touched["chassis"].update(refs(row.chassis))
    names = {row.logical_port for row in rows.values()}
    ports: set[str] = set()
    north.ports_named.collect_all(names, ports)
    touched["port"] |= ports
    north.switches_of_port.collect_all(ports, touched["switch"])
    north.nats_of_port.collect_all(names, touched["nat"])
    router_ports: set[str] = set()
    north.router_ports_named.collect_all(names, router_ports)
    gateways = {name[3:] for name in names if name.startswith("cr-")}
    north.router_ports_named.collect_all(gateways, router_ports)
    for router_port in router_ports:
        reach.router_port(router_port)
