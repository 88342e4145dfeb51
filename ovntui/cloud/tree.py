"""The whole cloud as text, for `ovntui show`: what ovn-nbctl show and ovn-sbctl show tell, joined.

Each thing stands on a line of its own with its relations beside it, indented beneath what it belongs
to and sorted by name, so that two outputs can be compared and any line can be searched for.
"""

from collections.abc import Iterable, Iterator

from ovntui.cloud.cells import Mood
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns import chassis as chassis_columns
from ovntui.cloud.columns import nat as nat_columns
from ovntui.cloud.columns import port as port_columns
from ovntui.cloud.columns import router as router_columns
from ovntui.cloud.columns import router_port as router_port_columns
from ovntui.cloud.columns import switch as switch_columns
from ovntui.cloud.export import to_json
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.overview import control_plane
from ovntui.cloud.records import Chassis, Host, Nat, Port, Router, RouterPort, Switch
from ovntui.safetext import SafeText

__all__ = ["to_json", "tree"]

_INDENT = "    "


def tree(cloud: Cloud) -> Iterator[SafeText]:
    """The lines, without line ends: the control plane, then switches, routers, chassis and hosts."""
    return (SafeText(line) for line in _lines(cloud))


def _lines(cloud: Cloud) -> Iterator[str]:
    yield _control(cloud)
    for switch in sorted(cloud.switches.values(), key=lambda one: (one.name, one.key)):
        yield from _switch(cloud, switch)
    orphans = sorted(
        (port for port in cloud.ports.values() if port.switch is None), key=lambda one: (one.name, one.key)
    )
    if orphans:
        yield "ports of no switch"
        for port in orphans:
            yield from _indented(_port(port))
    for router in sorted(cloud.routers.values(), key=lambda one: (one.name, one.key)):
        yield from _router(cloud, router)
    for chassis in sorted(cloud.chassis.values(), key=lambda one: (one.name, one.key)):
        yield from _chassis(cloud, chassis)
    for host in sorted(cloud.hosts.values(), key=lambda one: one.key):
        yield from _host(host)


def _words(*words: str | None) -> str:
    return "  ".join(word for word in words if word)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (_INDENT + line for line in lines)


def _both(label: str, name: str) -> str:
    return label if label == name else f"{label} ({name})"


def _control(cloud: Cloud) -> str:
    plane = control_plane(cloud)
    if plane.nb_cfg is None:
        return _words("cloud", f"chassis {plane.in_sync}/{plane.chassis} in sync")
    steps = (
        f"NB {plane.nb_cfg} → SB {plane.sb_cfg} → chassis {plane.in_sync}/{plane.chassis} at {plane.nb_cfg}"
    )
    return _words("cloud", plane.name, steps)


def _switch(cloud: Cloud, switch: Switch) -> Iterator[str]:
    up = f"{switch.up:,} of {switch.bindable:,} up" if switch.bindable else None
    sign = SIGNS[switch_columns.mood(switch)]
    yield _words(f"{sign} switch {_both(switch.label, switch.name)}", switch.key, switch.subnet, up)
    ports = sorted(
        (cloud.ports[key] for key in cloud.ports_of_switch(switch.key)), key=lambda one: (one.name, one.key)
    )
    for port in ports:
        yield from _indented(_port(port))


def _port(port: Port) -> Iterator[str]:
    yield _words(
        f"{SIGNS[port_columns.mood(port)]} port {port.name}",
        port.type,
        port.state if port.state in ("down", "disabled") else None,
        _place(port),
        *(f"{one.interface} on {one.bridge or '?'}@{one.host}" for one in port.interfaces),
    )
    if port.peer is not None:
        router = f"of router {port.router.name}" if port.router else None
        yield _INDENT + _words(f"router port {port.peer.name}", router, *port.peer_networks)
    else:
        yield from (f"{_INDENT}addresses {address}" for address in port.addresses)
    if port.dynamic_addresses:
        yield f"{_INDENT}assigned {port.dynamic_addresses}"
    if port.network is not None:
        yield f"{_INDENT}network {port.network}"
    if port.parent is not None:
        yield f"{_INDENT}parent {port.parent.name}"
    if port.tag is not None:
        yield f"{_INDENT}tag {port.tag}"


def _place(port: Port) -> str | None:
    if port.tunnel_key is None:
        return None
    if port.type == "localnet":
        return f"mapped on {port.mapped} chassis"
    if port.is_gateway:
        return f"gateway on {port.gateway.name}" if port.gateway else "gateway on no chassis"
    if port.chassis is None:
        return None
    return f"on {', '.join(one.name for one in (port.chassis, *port.additional_chassis))}"


def _router(cloud: Cloud, router: Router) -> Iterator[str]:
    pinned = f"on {router.chassis.name}" if router.chassis else None
    disabled = None if router.enabled else "disabled"
    sign = SIGNS[router_columns.mood(router)]
    yield _words(f"{sign} router {_both(router.label, router.name)}", router.key, pinned, disabled)
    for one in router.ports:
        yield from _indented(_router_port(cloud.router_ports[one.key]))
    for route in cloud.routes_of_router(router.key):
        out = f"out of {route.output_port}" if route.output_port else None
        source = "by source" if route.policy == "src-ip" else None
        table = f"table {route.table}" if route.table else None
        yield _INDENT + _words(f"route {route.prefix} via {route.nexthop}", out, source, table)
    nats = (cloud.nats[key] for key in cloud.nats_of_router(router.key))
    for nat in sorted(nats, key=lambda one: (one.type, one.external_ip, one.logical_ip, one.key)):
        yield _INDENT + _nat(nat)


def _router_port(port: RouterPort) -> Iterator[str]:
    peer = f"to {port.peer.name}" if port.peer else None
    switch = f"on switch {port.switch.name}" if port.switch else None
    sign = SIGNS[router_port_columns.mood(port)]
    yield _words(f"{sign} port {port.name}", port.mac, *port.networks, peer, switch)
    for one in port.candidates:
        mark = SIGNS[Mood.GOOD if one.chassis == port.active else Mood.DIM]
        name = _both(one.chassis.name, one.chassis_name)
        active = "active" if one.chassis == port.active else None
        yield _INDENT + _words(f"{mark} gateway {name}", f"priority {one.priority}", active)


def _nat(nat: Nat) -> str:
    return _words(
        f"{SIGNS[nat_columns.mood(nat)]} nat {nat.type}",
        nat.key,
        f"external {nat_columns.external(nat)}",
        f"logical {nat.logical_ip}",
        f"port {nat.logical_port.name}" if nat.logical_port else None,
        f"mac {nat.external_mac}" if nat.external_mac else None,
        f"gateway port {nat.gateway_port.name}" if nat.gateway_port else None,
        f"match {nat.match}" if nat.match else None,
        f"on {nat.chassis.name}" if nat.chassis else "on no chassis",
    )


def _chassis(cloud: Cloud, chassis: Chassis) -> Iterator[str]:
    state = f"at {chassis.nb_cfg}" + ("" if chassis.in_sync or chassis.remote else f" of {chassis.target}")
    yield _words(
        f"{SIGNS[chassis_columns.mood(chassis)]} chassis {_both(chassis.label, chassis.name)}", state
    )
    if chassis.label != chassis.hostname and chassis.hostname:
        yield f"{_INDENT}hostname {chassis.hostname}"
    for encap in chassis.encaps:
        options = (f"{key}={value}" for key, value in encap.options)
        yield _INDENT + _words(f"encap {encap.type}", encap.ip, *options)
    for mapping in chassis.mappings:
        yield f"{_INDENT}network {mapping.network} by {mapping.bridge}"
    for name in sorted(cloud.bindings_on_chassis(chassis.key)):
        yield f"{_INDENT}binding {name}"


def _host(host: Host) -> Iterator[str]:
    chassis = f"chassis {host.chassis.name}" if host.chassis else "no chassis"
    yield _words(f"host {host.key}", host.system_id, chassis, f"Open vSwitch {host.ovs_version}", host.system)
    for bridge in host.bridges:
        yield _INDENT + _words(f"bridge {bridge.name}", bridge.datapath_type, bridge.fail_mode)
        for one in host.interfaces:
            if one.bridge == bridge.name:
                port = f"port {one.iface_id}" if one.iface_id else None
                yield 2 * _INDENT + _words(f"interface {one.name}", one.type, one.link, port, one.error)
        for tunnel in host.tunnels:
            if tunnel.bridge == bridge.name:
                bfd = f"BFD {tunnel.bfd}" if tunnel.bfd else None
                yield 2 * _INDENT + _words(
                    f"tunnel {tunnel.name}",
                    tunnel.type,
                    tunnel.remote_ip,
                    tunnel.chassis_name,
                    bfd,
                    tunnel.error,
                )
