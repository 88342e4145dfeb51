"""Which DHCP options belong to which switch: OVN has no relation between the two, only ports name both."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from ovntui.cloud.cloud import Cloud
from ovntui.plans.acts.dhcp import OWNER
from ovntui.plans.recipe import Offer, Query, Values, View
from ovntui.plans.recipes.segment import Segment
from ovntui.plans.values import elements

NONE = "none"
"""The choice of no DHCP."""


def dhcp_queries(_: Cloud, __: Values) -> Iterable[Query]:
    """All DHCP options: a switch may have some that no port uses yet."""
    return (Query("DHCP_Options", ("cidr", "options", "external_ids")),)


def _version(cidr: str) -> int:
    return 6 if ":" in cidr else 4


def _external_ids(view: View, uuid: str) -> dict[str, str]:
    return dict(elements(view.rows["DHCP_Options"][uuid]["external_ids"]))


def _cidrs(view: View, version: int) -> dict[str, str]:
    rows = view.rows.get("DHCP_Options", {})
    return {uuid: str(row["cidr"]) for uuid, row in rows.items() if _version(str(row["cidr"])) == version}


def dhcp_of(view: View, segment: Segment, version: int) -> str | None:
    """The options for the ports of a switch, by uuid: those made for it, else those that serve most of its
    ports, else the only ones of its networks; None where there are none, or several without a difference."""
    cidrs = _cidrs(view, version)
    made = [uuid for uuid in cidrs if _external_ids(view, uuid).get(OWNER) == segment.switch.name]
    if made:
        return min(made)
    uses: dict[str, int] = {}
    for port in segment.ports:
        served = port.dhcpv4 if version == 4 else port.dhcpv6
        if served is not None and served.key in cidrs:
            uses[served.key] = uses.get(served.key, 0) + 1
    if uses:
        return min(uses, key=lambda uuid: (-uses[uuid], uuid))
    networks = segment.networks()
    fitting = [
        uuid for uuid, cidr in cidrs.items() if OWNER not in _external_ids(view, uuid) and _in(cidr, networks)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _in(cidr: str, networks: Iterable[object]) -> bool:
    try:
        return ip_network(cidr, strict=False) in networks
    except ValueError:
        return False


def dhcp_name(view: View, uuid: str) -> str:
    """What the options serve: their network."""
    return str(view.rows["DHCP_Options"][uuid]["cidr"])


def dhcp_offers(view: View, version: int) -> Iterator[Offer]:
    """All options of an IP version, by network, where several are of the same one by uuid; and none."""
    cidrs = _cidrs(view, version)
    counts = list(cidrs.values())
    for uuid, cidr in sorted(cidrs.items(), key=lambda pair: (pair[1], pair[0])):
        owner = _external_ids(view, uuid).get(OWNER, "")
        said = f"made for {owner}" if owner else ""
        yield Offer(cidr, said) if counts.count(cidr) == 1 else Offer(uuid, f"{cidr} {said}".strip())
    yield Offer(NONE)


def dhcp_chosen(view: View, version: int, choice: str) -> str | None:
    """The uuid of the options that were chosen; None for none."""
    cidrs = _cidrs(view, version)
    if choice in cidrs:
        return choice
    return next((uuid for uuid, cidr in cidrs.items() if cidr == choice), None)
