"""Relations that several kinds of records show."""

from ovntui.cloud.facts import Facts, first
from ovntui.cloud.records import Named
from ovntui.ovsdb.wire import Refs, refs


def named_chassis(facts: Facts, uuid: str) -> Named | None:
    """A chassis by its uuid."""
    return facts.south.chassis_names[uuid]


def chassis_in(facts: Facts, column: Refs) -> tuple[Named, ...]:
    """The chassis in a reference column, by name."""
    kind, body = column
    if kind == "uuid":
        one = named_chassis(facts, str(body))
        return () if one is None else (one,)
    if not body:
        return ()
    found = (named_chassis(facts, uuid) for uuid in refs(column))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.name, one.key)))


def holder(facts: Facts, logical_port: str) -> Named | None:
    """The chassis on which a port of that name is bound."""
    bound = facts.south.binding(logical_port)
    if bound is None:
        return None
    return next((one for uuid in refs(bound[1].chassis) if (one := named_chassis(facts, uuid))), None)


def chassis_by_name(facts: Facts, name: str) -> Named:
    """A chassis by its system-id; the key is "" while none of that name is registered."""
    uuid = first(facts.south.chassis_named[name])
    return (named_chassis(facts, uuid) if uuid else None) or Named("", name)


def named_switch(facts: Facts, port: str) -> Named | None:
    """The switch that lists a port."""
    uuid = first(facts.north.switches_of_port[port])
    return None if uuid is None else facts.north.switch_names[uuid]


def named_router(facts: Facts, uuid: str | None) -> Named | None:
    """A router by its uuid."""
    return facts.north.router_names[uuid] if uuid else None


def tunnel_key(facts: Facts, uuid: str) -> int | None:
    """The tunnel key of a switch or router, once northd has made its datapath."""
    datapath = first(facts.south.datapaths_of[uuid])
    return None if datapath is None else facts.south.datapaths.rows[datapath].tunnel_key
