"""Change ports that are there: addresses, port security, DHCP; enable and disable them."""

from collections.abc import Iterator
from typing import Final

from ovntui.cloud.addresses import parse_addresses
from ovntui.cloud.records import Port
from ovntui.plans.act import Act
from ovntui.plans.acts.ports import enable_port, set_addresses, set_dhcp, set_security
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, any_of, lines
from ovntui.plans.recipes.addressing import (
    element_fault,
    secured,
    security_fault,
    segment_of,
)
from ovntui.plans.recipes.segment import PORT_FREE, Segment
from ovntui.plans.recipes.served import (
    NONE,
    dhcp_choice,
    dhcp_chosen,
    dhcp_name,
    dhcp_offers,
    is_dhcp,
    is_served,
    owner_queries,
)
from ovntui.plans.recipes.things import all_existing, existing, find, offers_of, said, yes

_ENABLED, _DISABLED = "enabled", "disabled"


def _port(view: View, values: Values) -> Port | None:
    key = find(view, "port", said(values, "port"))
    return view.cloud.ports[key] if key is not None else None


def _segment(view: View, port: Port | None) -> Segment | None:
    return segment_of(view, port.switch.key if port is not None and port.switch else None)


def _segment_asked(view: View, values: Values) -> Segment | None:
    return _segment(view, _port(view, values))


def _is_vif(view: View, values: Values) -> bool:
    port = _port(view, values)
    return port is not None and port.type == ""


def _addresses(view: View, values: Values) -> str:
    port = _port(view, values)
    return "\n".join(port.addresses) if port is not None else ""


def _addresses_fault(view: View, values: Values) -> str | None:
    port, elements = _port(view, values), lines(values, "addresses")
    segment, own = _segment(view, port), port.name if port is not None else ""
    if len(set(elements)) < len(elements):
        return "the same stands here twice"
    faults = (element_fault(segment, element, own) for element in elements)
    return next((fault for fault in faults if fault), None)


def _free(view: View, values: Values) -> Iterator[Offer]:
    """The port's first MAC address with each free address."""
    port = _port(view, values)
    segment = _segment(view, port)
    if port is None or segment is None:
        return
    mac = next((address.mac for address in parse_addresses(port.addresses) if address.mac), "")
    for network in segment.networks() if mac else ():
        for _, ip in zip(range(PORT_FREE), segment.free(network), strict=False):
            yield Offer(f"{mac} {ip}", f"free in {network}")
    if mac and segment.managed:
        yield Offer(f"{mac} dynamic", "chosen by northd")


def _security(view: View, values: Values) -> str:
    port = _port(view, values)
    return "\n".join(port.port_security) if port is not None else ""


def _own_addresses(_: View, values: Values) -> Iterator[Offer]:
    for address in parse_addresses(lines(values, "addresses")):
        if address.mac:
            yield Offer(secured(address.mac, address.ips), "what its addresses say")


def _security_fault(_: View, values: Values) -> str | None:
    faults = (security_fault(element) for element in lines(values, "security"))
    return next((fault for fault in faults if fault), None)


def _served(view: View, port: Port, version: int) -> str | None:
    served = port.dhcpv4 if version == 4 else port.dhcpv6
    return served.key if served is not None and view.cloud.dhcp_network(served.key) is not None else None


def _dhcp(version: int) -> Field:
    def default(view: View, values: Values) -> str:
        port = _port(view, values)
        uuid = _served(view, port, version) if port is not None else None
        return NONE if uuid is None else dhcp_choice(view, uuid)

    return Field(
        name=f"dhcpv{version}",
        label=f"DHCPv{version}",
        help="the options that it is served from, or none",
        kind="choice",
        required=True,
        default=default,
        offers=lambda view, _: dhcp_offers(view, version),
        applies=lambda view, values: _is_vif(view, values) and is_served(view, version),
        is_offered=lambda view, _, text: is_dhcp(view, version, text),
    )


def _enabled(view: View, values: Values) -> str:
    port = _port(view, values)
    return "no" if port is not None and port.state == "disabled" else "yes"


def _edit(view: View, values: Values) -> Wish:
    port = _port(view, values)
    assert port is not None  # the form says so
    name, acts, meaning, warnings = port.name, list[Act](), list[str](), list[str]()
    addresses, security = lines(values, "addresses"), lines(values, "security")
    if set(addresses) != set(port.addresses):
        acts.append(set_addresses(name, addresses))
        meaning.append(
            f"{name} is reached under {', '.join(addresses)}" if addresses else f"{name} is reached no more"
        )
    if _is_vif(view, values):
        if set(security) != set(port.port_security):
            acts.append(set_security(name, security))
        allowed = {ip for one in parse_addresses(security) for ip in one.ips}
        own = {ip.partition("/")[0] for one in parse_addresses(addresses) for ip in one.ips}
        plain = {ip.partition("/")[0] for ip in allowed}
        if allowed and not any("/" in ip for ip in allowed) and (shut := sorted(own - plain)):
            warnings.append(f"port security does not let {name} send from {', '.join(shut)}")
        if not security and port.port_security:
            warnings.append(f"without port security {name} may send from any address")
    for version in (4, 6):
        if (choice := values.get(f"dhcpv{version}")) is None:
            continue
        uuid = dhcp_chosen(view, choice)
        if uuid != _served(view, port, version):
            acts.append(set_dhcp(name, version, uuid, dhcp_name(view, uuid) if uuid else ""))
            meaning.append("a VM that runs keeps its address until its lease ends")
    enabled = yes(values, "enabled")
    if enabled != (port.state != "disabled"):
        acts.append(enable_port(name, enabled))
        meaning.append(_state_meaning(port, enabled))
    return Wish(
        acts=tuple(acts),
        meaning=tuple(dict.fromkeys(meaning)),
        warnings=tuple(warnings),
        shows=("port", name),
    )


def _state_meaning(port: Port, enabled: bool) -> str:
    if enabled:
        return f"packets pass {port.name} again"
    where = f" on {port.chassis.name}" if port.chassis is not None else ""
    return f"{port.name}{where} neither sends nor receives any more"


def _set_enabled(view: View, values: Values) -> Wish:
    enabled = said(values, "state") == _ENABLED
    keys = dict.fromkeys(find(view, "port", line) for line in lines(values, "port"))
    ports = [view.cloud.ports[key] for key in keys if key is not None]
    concerned = [port for port in ports if (port.state != "disabled") != enabled]
    return Wish(
        acts=tuple(enable_port(port.name, enabled) for port in concerned),
        meaning=tuple(_state_meaning(port, enabled) for port in concerned),
        warnings=tuple(
            f"{port.name} joins {port.switch.name} to {port.router.name}: all that goes between the two stops"
            for port in concerned
            if not enabled and port.switch is not None and port.router is not None
        ),
        shows=("port", ports[0].name) if len(ports) == 1 else None,
    )


RECIPES: Final = (
    Recipe(
        name="edit-port",
        title="Edit a port",
        summary="Change a port's addresses, port security, DHCP and state.",
        subject="port",
        target="port",
        fields=(
            Field(
                name="port",
                label="Port",
                help="the port, by name or uuid",
                required=True,
                offers=offers_of("port"),
                check=existing("port", "port"),
            ),
            Field(
                name="addresses",
                label="Addresses",
                help='a line each: "MAC IP…", "MAC dynamic", "unknown", or "router" for a router\'s port',
                kind="many",
                default=_addresses,
                offers=_free,
                check=_addresses_fault,
            ),
            Field(
                name="security",
                label="Port security",
                help='the addresses it may send from, a line each: "MAC IP…"; none: any',
                kind="many",
                default=_security,
                offers=_own_addresses,
                check=_security_fault,
                applies=_is_vif,
            ),
            _dhcp(4),
            _dhcp(6),
            Field(
                name="enabled",
                label="Enabled",
                help="whether packets pass",
                kind="switch",
                default=_enabled,
            ),
        ),
        wish=_edit,
        queries=lambda cloud, values: owner_queries(_segment_asked(View(cloud), values), cloud),
    ),
    Recipe(
        name="set-port-enabled",
        title="Enable or disable ports",
        summary="Let packets pass ports, or stop them.",
        subject="port",
        target="port",
        bulk=True,
        fields=(
            Field(
                name="port",
                label="Ports",
                help="the ports, by name or uuid, a line each",
                kind="many",
                required=True,
                offers=offers_of("port"),
                check=all_existing("port", "port"),
            ),
            Field(
                name="state",
                label="State",
                help="what they are to be",
                kind="choice",
                required=True,
                offers=any_of(_ENABLED, _DISABLED),
                default=lambda _, __: _DISABLED,
            ),
        ),
        wish=_set_enabled,
    ),
)
