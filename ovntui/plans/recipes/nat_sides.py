"""The two sides of a router that translates addresses: where it leads outside, and what is behind it."""

from collections.abc import Iterator

from ovntui.cloud.addresses import parse_addresses
from ovntui.cloud.records import Port, RouterPort
from ovntui.plans.addresses import Network, bare, network_of
from ovntui.plans.recipe import Values, View
from ovntui.plans.recipes.routers import router_key
from ovntui.plans.recipes.segment import outer_networks
from ovntui.plans.recipes.things import said


def ports_of(view: View, values: Values) -> list[RouterPort]:
    """The ports of the router."""
    key, ports = router_key(view, values), view.cloud.router_ports
    named = view.cloud.routers[key].ports if key is not None else ()
    return [ports[one.key] for one in named if one.key in ports]


def gateways(view: View, values: Values) -> list[RouterPort]:
    """The ports of the router at which NAT is done: those with gateway chassis; of a router that is on one
    chassis as a whole those that lead outside, or all where none does."""
    key, ports = router_key(view, values), ports_of(view, values)
    if key is None or view.cloud.routers[key].chassis is None:
        return [port for port in ports if port.is_gateway]
    leading = [port for port in ports if port.switch is not None and outer_networks(view, port.switch.key)]
    return leading or ports


def inner_ports(view: View, values: Values) -> list[RouterPort]:
    """The other ones."""
    outer = gateways(view, values)
    return [port for port in ports_of(view, values) if port not in outer]


def networks_of(ports: list[RouterPort]) -> list[Network]:
    """The networks of these ports."""
    return [network for port in ports for text in port.networks if (network := network_of(text))]


def behind(view: View, values: Values) -> Iterator[Port]:
    """The VMs' ports on the switches of the inner ports."""
    for port in inner_ports(view, values):
        for key in view.cloud.ports_of_switch(port.switch.key) if port.switch is not None else ():
            if view.cloud.ports[key].type == "":
                yield view.cloud.ports[key]


def ips_of(port: Port) -> list[str]:
    """The addresses of a port, without prefix lengths."""
    found = parse_addresses((*port.addresses, port.dynamic_addresses or ""))
    return [str(ip) for address in found for text in address.ips if (ip := bare(text)) is not None]


def holder_of(view: View, values: Values) -> Port | None:
    """The switch port behind the router that has the logical address."""
    ip = bare(said(values, "logical"))
    return next((port for port in behind(view, values) if ip is not None and str(ip) in ips_of(port)), None)
