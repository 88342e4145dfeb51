"""A chassis from its two rows, its encapsulations and the gateways it may hold."""

from collections.abc import Iterable

from ovntui.cloud.facts import Facts, first, first_row
from ovntui.cloud.joins.relations import named_router
from ovntui.cloud.keys import chassis_mappings, for_gateways
from ovntui.cloud.records import Chassis, Encap, Mapping, Named, Role, RouterPort
from ovntui.cloud.records.names import chassis_label
from ovntui.ovsdb.wire import mapping, refs, texts


def target(facts: Facts) -> int:
    """The configuration number that every chassis should reach (ovn-nb(5), NB_Global: nb_cfg); where
    the northbound database is not connected, the southbound copy of it."""
    row = first_row(facts.north.globals) or first_row(facts.south.globals)
    return 0 if row is None else int(row.nb_cfg)


def reached(facts: Facts, uuid: str) -> tuple[int, int]:
    """The configuration that a chassis has in force, and when it reached it (ms since the epoch)."""
    row = facts.south.chassis.rows[uuid]
    private = first(facts.south.privates_named[row.name])
    if private is None:
        return row.nb_cfg, 0
    own = facts.south.privates.rows[private]
    return own.nb_cfg, own.nb_cfg_timestamp


def may_hold(facts: Facts, uuid: str) -> set[str]:
    """The router ports whose gateway a chassis may hold, or holds."""
    south, north = facts.south, facts.north
    found = north.router_ports_with(south.chassis.rows[uuid].name)
    for binding in south.redirects_on[uuid]:
        found.update(north.router_ports_named[south.bindings.rows[binding].logical_port[3:]])
    return found


def join_chassis(facts: Facts, uuid: str, gateways: Iterable[RouterPort]) -> Chassis:
    """gateways are the ports that it may hold. Raises KeyError where there is no such chassis."""
    row = facts.south.chassis.rows[uuid]
    nb_cfg, timestamp = reached(facts, uuid)
    goal = target(facts)
    config = mapping(row.external_ids) | mapping(row.other_config)
    encaps = (facts.south.encaps.rows.get(key) for key in refs(row.encaps))
    roles = [role for port in gateways if (role := _role(port, uuid, row.name))]
    pinned = facts.north.routers_pinned[row.name]
    roles += [Role(Named("", ""), named_router(facts, router), None, True) for router in pinned]
    return Chassis(
        key=uuid,
        name=row.name,
        hostname=row.hostname,
        label=chassis_label(row),
        encaps=tuple(
            sorted(
                Encap(encap.type, encap.ip, tuple(sorted(mapping(encap.options).items())))
                for encap in encaps
                if encap is not None
            )
        ),
        mappings=tuple(Mapping(*pair) for pair in chassis_mappings((row.other_config, row.external_ids))),
        transport_zones=tuple(sorted(texts(row.transport_zones))),
        datapath_type=config.get("datapath-type", ""),
        nb_cfg=nb_cfg,
        target=goal,
        in_sync=nb_cfg >= goal,
        timestamp=timestamp,
        roles=tuple(sorted(roles, key=lambda role: (role.port.name, role.router or ("", ""), role.port.key))),
        bound=facts.south.bound[uuid],
        may_gateway=bool(for_gateways((row.other_config, row.external_ids))),
        interconnection=config.get("is-interconn") == "true",
        remote=config.get("is-remote") == "true",
        host=first(facts.hosts_of_system[row.name]),
    )


def _role(port: RouterPort, uuid: str, name: str) -> Role | None:
    priority = max((one.priority for one in port.candidates if one.chassis_name == name), default=None)
    active = port.active is not None and port.active.key == uuid
    if priority is None and not active:
        return None
    return Role(Named(port.key, port.name), port.router, priority, active)
