"""DHCP options: what OVN answers to the ports that name them."""

import re
from ipaddress import ip_address
from typing import Final

from ovntui.plans.addresses import mac_fault, network_fault
from ovntui.plans.recipe import Values, View
from ovntui.plans.recipes.asked import OPTIONAL_STRING, PAIRS, Asked, Said
from ovntui.plans.recipes.family import Family
from ovntui.plans.recipes.family_forms import recipes_of
from ovntui.plans.recipes.things import whole
from ovntui.plans.values import Columns, elements

_LIST: Final = re.compile(r"\{(.*)\}")


def _is_v4(_: View, values: Values) -> bool:
    return ":" not in values.get("cidr", "")


def _addresses(field: str, *, several: bool = False) -> Said:
    """A check that a field holds an address of the network's version, or several as OVN writes them."""

    def check(view: View, values: Values) -> str | None:
        text = values[field].strip()
        listed = _LIST.fullmatch(text) if several else None
        version = 4 if _is_v4(view, values) else 6
        for part in listed[1].split(",") if listed else [text]:
            try:
                found = ip_address(part.strip())
            except ValueError:
                return f"{part.strip()} is no IP address" + (
                    "; several are written {A, B}" if several else ""
                )
            if found.version != version:
                return f"{found} is no IPv{version} address, as the network is"
        return None

    return check


def _mac(field: str) -> Said:
    return lambda _view, values: mac_fault(values[field].strip())


def said(row: Columns) -> str:
    """DHCP options in few words."""
    return str(row["cidr"])


def _warnings(_: View, row: Columns) -> tuple[str, ...]:
    held = dict(elements(row["options"]))
    needed = ("server_id",) if ":" in str(row["cidr"]) else ("server_id", "server_mac", "lease_time")
    missing = [name for name in needed if name not in held]
    told = (
        [f"without {', '.join(missing)} OVN answers no request (ovn-nb(5), DHCP_Options)"] if missing else []
    )
    if ":" not in str(row["cidr"]) and "router" not in held:
        told.append("without router the machines get no way out")
    return tuple(told)


def _lost(_: View, row: Columns) -> tuple[str, ...]:
    return (f"ports that are served by {row['cidr']} get no address by DHCP any more",)


FAMILY: Final = Family(
    table="DHCP_Options",
    word="dhcp-options",
    noun="DHCP options",
    title="DHCP options",
    summary="What OVN answers by DHCP to the ports that name these options.",
    asked=(
        Asked(
            name="cidr",
            column="cidr",
            label="Network",
            help="the network of the addresses that are given, as in 172.16.0.0/24",
            required=True,
            check=lambda _view, values: network_fault(values["cidr"].strip()),
        ),
        Asked(
            name="router",
            column="options",
            key="router",
            label="Router",
            help="the machines' way out",
            type=OPTIONAL_STRING,
            check=_addresses("router"),
            applies=_is_v4,
        ),
        Asked(
            name="server-id",
            column="options",
            key="server_id",
            label="Server",
            help="the address that the answers come from, usually the router's",
            type=OPTIONAL_STRING,
            check=_addresses("server-id"),
            applies=_is_v4,
        ),
        Asked(
            name="server-duid",
            column="options",
            key="server_id",
            label="Server",
            help="a MAC address of which the server's DUID is made",
            type=OPTIONAL_STRING,
            check=_mac("server-duid"),
            applies=lambda view, values: not _is_v4(view, values),
        ),
        Asked(
            name="server-mac",
            column="options",
            key="server_mac",
            label="Server's MAC",
            help="the MAC address that the answers come from",
            type=OPTIONAL_STRING,
            check=_mac("server-mac"),
            applies=_is_v4,
        ),
        Asked(
            name="lease-time",
            column="options",
            key="lease_time",
            label="Lease",
            help="how long an address is lent, in seconds",
            type=OPTIONAL_STRING,
            check=whole("lease-time", 1, 4294967295, "a lease"),
            start=lambda _view, _values: "3600",
            applies=_is_v4,
        ),
        Asked(
            name="dns-server",
            column="options",
            key="dns_server",
            label="DNS server",
            help="an address; several are written {A, B}",
            type=OPTIONAL_STRING,
            check=_addresses("dns-server", several=True),
        ),
        Asked(
            name="mtu",
            column="options",
            key="mtu",
            label="MTU",
            help="68 to 65535 bytes; over Geneve that of the underlay less 58",
            type=OPTIONAL_STRING,
            check=whole("mtu", 68, 65535, "an MTU"),
            applies=_is_v4,
        ),
        Asked(
            name="options",
            column="options",
            label="More options",
            help="a line each: name=value, by the names of ovn-nb(5), DHCP_Options",
            type=PAIRS,
            kind="many",
        ),
    ),
    said=said,
    is_kept=True,
    called="cidr",
    warnings=_warnings,
    lost=_lost,
)

RECIPES: Final = recipes_of(FAMILY)
