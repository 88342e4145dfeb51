"""Many ports or bindings at once: new ones, as they come while a large cloud is loaded, or others that have
another state, as when much of a cloud goes up or down.

What cloud.reach and the counters say of one row after another is said here of all of them together, an
index at a time. It may name more than row by row: all of the rows are in the indices already.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from ovntui.cloud.facts import Facts
from ovntui.cloud.reach import Reach
from ovntui.cloud.rows.northbound import LogicalSwitchPort
from ovntui.cloud.rows.southbound import PortBinding
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import refs

MANY: Final = 16
"""From how many rows in one go they are taken together."""

Pairs: TypeAlias = Mapping[str, tuple[Any, Any]]
"""Rows as they were and as they are, by uuid."""


class Together(NamedTuple):
    """How many rows of one table are taken in together."""

    came: Callable[[Facts, Reach, Mapping[str, Any]], None]
    """Called with new rows that are in their indices."""
    changed: Callable[[Facts, Reach, Pairs], None]
    """Called with rows that are others now and have the same ties."""
    ties: Callable[[Any], Any]
    """The columns by which a row is found or finds others, and what it is counted as."""


def all_new(known: Mapping[str, Any], run: Sequence[Change[Any]]) -> dict[str, Any] | None:
    """The rows of one table's changes, where they are many and each is of another row that is not known."""
    if len(run) < MANY:
        return None
    rows = {uuid: new for _, uuid, _, new in run if new is not None}
    return rows if len(rows) == len(run) and known.keys().isdisjoint(rows) else None


def all_alike(
    known: Mapping[str, Any], run: Sequence[Change[Any]], ties: Callable[[Any], Any]
) -> Pairs | None:
    """The rows of one table's changes, where they are many, and each is of another row that is known and has
    the same ties as before."""
    if len(run) < MANY:
        return None
    pairs = {}
    for _, uuid, _, new in run:
        old = known.get(uuid)
        if old is None or new is None or ties(old) != ties(new):
            return None
        pairs[uuid] = (old, new)
    return pairs if len(pairs) == len(run) else None


def _ports_came(facts: Facts, reach: Reach, rows: Mapping[str, LogicalSwitchPort]) -> None:
    """Switch ports are new, and in their indices."""
    facts.north.count_new_ports(rows)
    _reach_ports(facts, reach, rows)


def _ports_changed(facts: Facts, reach: Reach, pairs: Pairs) -> None:
    """Switch ports are others now, with the same ties."""
    facts.north.count_changed_ports(pairs)
    reach.touched["port"] |= pairs.keys()
    _reach_ports(facts, reach, {uuid: new for uuid, (_, new) in pairs.items()})


def _reach_ports(facts: Facts, reach: Reach, rows: Mapping[str, LogicalSwitchPort]) -> None:
    north, touched = facts.north, reach.touched
    names = {row.name for row in rows.values()}
    north.switches_of_port.collect_all(rows.keys(), touched["switch"])
    north.ports_within.collect_all(names, touched["port"])
    north.nats_of_port.collect_all(names, touched["nat"])
    facts.vms_of_port.collect_all(names, touched["vm"])
    for row in rows.values():
        if row.type == "router":
            for router_port in reach.behind(row):
                reach.router_port(router_port)


def _bindings_came(facts: Facts, reach: Reach, rows: Mapping[str, PortBinding]) -> None:
    """Port bindings are new, and in their indices."""
    facts.south.count_new_bindings(rows)
    _reach_bindings(facts, reach, rows)


def _bindings_changed(facts: Facts, reach: Reach, pairs: Pairs) -> None:
    """Port bindings are others now, with the same ties."""
    _reach_bindings(facts, reach, {uuid: new for uuid, (_, new) in pairs.items()})


def _reach_bindings(facts: Facts, reach: Reach, rows: Mapping[str, PortBinding]) -> None:
    north, touched = facts.north, reach.touched
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


TOGETHER: Final[Mapping[str, Together]] = MappingProxyType(
    {
        "Logical_Switch_Port": Together(
            _ports_came,
            _ports_changed,
            attrgetter("name", "type", "options", "parent_name", "dhcpv4_options", "dhcpv6_options"),
        ),
        "Port_Binding": Together(
            _bindings_came,
            _bindings_changed,
            attrgetter("logical_port", "type", "chassis", "additional_chassis", "requested_chassis"),
        ),
    }
)
"""The tables with tens of thousands of rows."""
