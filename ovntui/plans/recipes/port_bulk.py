"""One change to many ports: port security, DHCP."""

from collections.abc import Iterator
from typing import Final

from ovntui.cloud.addresses import parse_addresses
from ovntui.cloud.records import Port
from ovntui.plans.acts.ports import set_dhcp, set_security
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish, any_of, lines
from ovntui.plans.recipes.addressing import secured
from ovntui.plans.recipes.consequences import listed
from ovntui.plans.recipes.served import NONE, dhcp_chosen, dhcp_name, dhcp_offers, is_dhcp
from ovntui.plans.recipes.things import all_existing, find, offers_of

_OWN, _ANY = "own addresses", "any address"

_STAY: Final = "have no MAC address and stay as they are"

_PORTS: Final = Field(
    name="port",
    label="Ports",
    help="the ports, by name or uuid, a line each",
    kind="many",
    required=True,
    offers=offers_of("port"),
    check=all_existing("port", "port"),
)


def _ports(view: View, values: Values) -> list[Port]:
    keys = dict.fromkeys(find(view, "port", line) for line in lines(values, "port"))
    return [view.cloud.ports[key] for key in keys if key is not None]


def _own(port: Port) -> tuple[str, ...]:
    """The elements of port_security that allow a port's own addresses; none where it has no known ones."""
    texts = (*port.addresses, *((port.dynamic_addresses,) if port.dynamic_addresses else ()))
    found = (
        secured(one.mac, one.ips) for one in parse_addresses(texts) if one.mac and "dynamic" not in one.words
    )
    return tuple(dict.fromkeys(found))


def _set_security(view: View, values: Values) -> Wish:
    wanted = values["allow"]
    ports = _ports(view, values)
    given = {port.name: _own(port) if wanted == _OWN else () for port in ports}
    unknown = [name for name, elements in given.items() if wanted == _OWN and not elements]
    return Wish(
        acts=tuple(
            set_security(port.name, given[port.name])
            for port in ports
            if port.name not in unknown and set(given[port.name]) != set(port.port_security)
        ),
        warnings=tuple(_security_warnings(ports, wanted, unknown)),
    )


def _security_warnings(ports: list[Port], wanted: str, unknown: list[str]) -> Iterator[str]:
    if unknown:
        one = len(unknown) == 1
        yield f"{listed(unknown)} {'has no MAC address and stays as it is' if one else _STAY}"
    opened = [port.name for port in ports if wanted == _ANY and port.port_security]
    if opened:
        yield f"{listed(opened)} may send from any address then"


def _chosen(view: View, values: Values, version: int) -> tuple[str | None, str] | None:
    """The options that were chosen, by uuid and network; None where nothing was."""
    choice = values.get(f"dhcpv{version}", "").strip()
    if not choice:
        return None
    uuid = dhcp_chosen(view, choice)
    return uuid, dhcp_name(view, uuid) if uuid else ""


def _set_dhcp(view: View, values: Values) -> Wish:
    acts = []
    for version in (4, 6):
        chosen = _chosen(view, values, version)
        for port in _ports(view, values) if chosen is not None else ():
            served = port.dhcpv4 if version == 4 else port.dhcpv6
            assert chosen is not None
            if (served.key if served is not None else None) != chosen[0]:
                acts.append(set_dhcp(port.name, version, *chosen))
    return Wish(
        acts=tuple(acts), meaning=("a VM that runs keeps its address until its lease ends",) if acts else ()
    )


def _dhcp(version: int) -> Field:
    return Field(
        name=f"dhcpv{version}",
        label=f"DHCPv{version}",
        help=f"the options that they are served from, or {NONE}; empty to leave it as it is",
        kind="choice",
        offers=lambda view, _values: dhcp_offers(view, version),
        is_offered=lambda view, _, text: is_dhcp(view, version, text),
    )


RECIPES: Final = (
    Recipe(
        name="set-port-security",
        title="Set port security",
        summary="Let ports send from their own addresses only, or from any.",
        subject="port",
        target="port",
        bulk=True,
        fields=(
            _PORTS,
            Field(
                name="allow",
                label="May send from",
                help="own addresses: those that the port has now, as far as they are known",
                kind="choice",
                required=True,
                default=lambda _view, _values: _OWN,
                offers=any_of(_OWN, _ANY),
            ),
        ),
        wish=_set_security,
    ),
    Recipe(
        name="set-dhcp",
        title="Set DHCP of ports",
        summary="Serve ports by DHCP, or serve them no more.",
        subject="port",
        target="port",
        bulk=True,
        fields=(_PORTS, _dhcp(4), _dhcp(6)),
        wish=_set_dhcp,
    ),
)
