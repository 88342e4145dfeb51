"""A switch from its row, its tally of ports and the routers behind them."""

from ovntui.cloud.facts import Facts, first
from ovntui.cloud.joins.relations import named_router, tunnel_key
from ovntui.cloud.records import Named, Switch, Uplink
from ovntui.cloud.records.names import row_label
from ovntui.cloud.tallies import SwitchTally
from ovntui.ovsdb.wire import mapping, number


def join_switch(facts: Facts, uuid: str) -> Switch:
    """Raises KeyError where there is no such switch."""
    north = facts.north
    row = north.switches.rows[uuid]
    tally = north.tally.switches.get(uuid) or SwitchTally()
    config = mapping(row.other_config)
    uplinks: list[Uplink] = []
    routers: set[Named] = set()
    for key in tally.leading:
        port = north.ports.rows[key]
        if port.type == "localnet":
            network = mapping(port.options).get("network_name", "")
            uplinks.append(Uplink(Named(key, port.name), network, number(port.tag)))
            continue
        router_port = first(north.router_ports_named[north.router_port_names(port)[0]])
        router = named_router(facts, first(north.routers_of_port[router_port])) if router_port else None
        if router is not None:
            routers.add(router)
    states = tally.states
    return Switch(
        key=uuid,
        name=row.name,
        label=row_label(row),
        subnet=config.get("subnet", ""),
        exclude_ips=config.get("exclude_ips", ""),
        ipv6_prefix=config.get("ipv6_prefix", ""),
        vlan_passthru=config.get("vlan-passthru") == "true",
        mcast_snoop=config.get("mcast_snoop") == "true",
        ports=sum(states.values()),
        bindable=states["up"] + states["down"],
        up=states["up"],
        disabled=states["disabled"],
        uplinks=tuple(sorted(uplinks, key=lambda uplink: (uplink.network, uplink.port))),
        routers=tuple(sorted(routers, key=lambda router: (router.name, router.key))),
        tunnel_key=tunnel_key(facts, uuid),
    )
