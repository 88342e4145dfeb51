"""Static MAC bindings: which MAC address a router takes for an IP address, without asking."""

from ipaddress import ip_address
from typing import Final

from ovntui.cloud.addresses import covers
from ovntui.plans.addresses import mac_fault
from ovntui.plans.recipe import Values, View
from ovntui.plans.recipes.asked import TRUTH, Asked
from ovntui.plans.recipes.family import Family
from ovntui.plans.recipes.family_forms import recipes_of
from ovntui.plans.recipes.things import existing, find, offers_of
from ovntui.plans.values import Columns


def _ip_fault(_: View, values: Values) -> str | None:
    try:
        ip_address(values["ip"].strip())
    except ValueError:
        return f"{values['ip'].strip()} is no IP address"
    return None


def said(row: Columns) -> str:
    """A binding in few words."""
    return f"{row['ip']} → {row['mac']} on {row['logical_port']}"


def _warnings(view: View, row: Columns) -> tuple[str, ...]:
    key = find(view, "router_port", str(row["logical_port"]))
    networks = view.cloud.router_ports[key].networks if key else ()
    if networks and not any(covers(network, str(row["ip"])) for network in networks):
        return (f"{row['ip']} is in none of the networks of {row['logical_port']}: {', '.join(networks)}",)
    return ()


FAMILY: Final = Family(
    table="Static_MAC_Binding",
    word="mac-binding",
    noun="MAC binding",
    title="a static MAC binding",
    summary="Tells a router port the MAC address of an IP address, so that it need not ask.",
    asked=(
        Asked(
            name="port",
            column="logical_port",
            label="Router port",
            help="the router port that sends to the address",
            required=True,
            offers=offers_of("router_port"),
            check=existing("router_port", "port"),
        ),
        Asked(
            name="ip",
            column="ip",
            label="IP address",
            help="whose MAC is told",
            required=True,
            check=_ip_fault,
        ),
        Asked(
            name="mac",
            column="mac",
            label="MAC address",
            help="where packets for the address go",
            required=True,
            check=lambda _view, values: mac_fault(values["mac"].strip()),
        ),
        Asked(
            name="override",
            column="override_dynamic_mac",
            label="Override",
            help="whether it goes before what the router has learned (ovn-nb(5), Static_MAC_Binding)",
            type=TRUTH,
            kind="switch",
            start=lambda _view, _values: "no",
        ),
    ),
    said=said,
    is_kept=True,
    subject="router_port",
    target="port",
    index=("logical_port", "ip"),
    warnings=_warnings,
)

RECIPES: Final = recipes_of(FAMILY)
