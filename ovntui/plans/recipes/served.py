"""Which DHCP options belong to which switch: OVN has no relation between the two, only ports name both."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.plans.acts.dhcp import OWNER
from ovntui.plans.recipe import Offer, Query, View
from ovntui.plans.recipes.segment import Segment
from ovntui.plans.values import EMPTY, elements

NONE = "none"
"""The choice of no DHCP."""

_TABLE: Final = "DHCP_Options"
_ASKED_OF: Final = 4
"""Of how many DHCP options it is asked what they tell, for a proposal: there may be thousands."""


def owner_queries(segment: Segment | None, cloud: Cloud) -> Iterable[Query]:
    """For whom the DHCP options were made that may be a switch's; all else of them is in the cloud."""
    for uuid in _candidates(cloud, segment) if segment is not None else ():
        yield Query(_TABLE, ("external_ids",), [("_uuid", "==", ("uuid", uuid))])


def told_queries(cloud: Cloud) -> Iterable[Query]:
    """What some of the DHCP options tell."""
    for uuid, _ in islice(cloud.dhcp_options(), _ASKED_OF):
        yield Query(_TABLE, ("cidr", "options"), [("_uuid", "==", ("uuid", uuid))])


def told(view: View, option: str, version: int) -> list[str]:
    """What those that were asked tell by an option (ovn-nb(5), DHCP_Options), the most frequent first."""
    rows = view.rows.get(_TABLE, {}).values()
    held = (
        dict(elements(row["options"])).get(option) for row in rows if _version(str(row["cidr"])) == version
    )
    counts = Counter(value for value in held if value)
    return sorted(counts, key=lambda value: (-counts[value], value))


def _version(cidr: str) -> int:
    return 6 if ":" in cidr else 4


def _owner(view: View, uuid: str) -> str | None:
    row = view.rows.get(_TABLE, {}).get(uuid, {})
    return dict(elements(row.get("external_ids", EMPTY))).get(OWNER)


def _candidates(cloud: Cloud, segment: Segment) -> dict[str, str]:
    """The DHCP options of a switch's networks, and those that serve its ports, with their networks."""
    found = [uuid for network in segment.networks() for uuid in cloud.dhcp_of_network(str(network))]
    found += [one.key for port in segment.ports for one in (port.dhcpv4, port.dhcpv6) if one is not None]
    return {uuid: cidr for uuid in found if (cidr := cloud.dhcp_network(uuid)) is not None}


def dhcp_of(view: View, segment: Segment, version: int) -> str | None:
    """The options for the ports of a switch, by uuid: those made for it, else those that serve most of its
    ports, else the only ones of its networks; None where there are none, or several without a difference."""
    found = [uuid for uuid, cidr in _candidates(view.cloud, segment).items() if _version(cidr) == version]
    if made := [uuid for uuid in found if _owner(view, uuid) == segment.switch.name]:
        return min(made)
    served = ((port.dhcpv4 if version == 4 else port.dhcpv6) for port in segment.ports)
    if uses := Counter(one.key for one in served if one is not None and one.key in found):
        return min(uses, key=lambda uuid: (-uses[uuid], uuid))
    fitting = [uuid for uuid in found if _owner(view, uuid) is None]
    return fitting[0] if len(fitting) == 1 else None


def dhcp_name(view: View, uuid: str) -> str:
    """What the options serve: their network."""
    return view.cloud.dhcp_network(uuid) or uuid


def dhcp_choice(view: View, uuid: str) -> str:
    """By which word the options are chosen: their network, where several are of the same one their uuid."""
    cidr = dhcp_name(view, uuid)
    return cidr if view.cloud.dhcp_of_network(cidr) == [uuid] else uuid


def is_served(view: View, version: int) -> bool:
    """Whether there are any options of an IP version."""
    return view.cloud.is_served(version)


def dhcp_offers(view: View, version: int) -> Iterator[Offer]:
    """All options of an IP version, by network, where several are of the same one by uuid; and none."""
    for uuid, cidr in sorted(view.cloud.dhcp_options(), key=lambda pair: (pair[1], pair[0])):
        if _version(cidr) != version:
            continue
        owner, choice = _owner(view, uuid), dhcp_choice(view, uuid)
        said = f"made for {owner}" if owner else ""
        yield Offer(choice, said, uuid) if choice == cidr else Offer(choice, f"{cidr} {said}".strip())
    yield Offer(NONE)


def is_dhcp(view: View, version: int, choice: str) -> bool:
    """Whether a text is among those offers."""
    uuid = dhcp_chosen(view, choice)
    return choice == NONE or (uuid is not None and _version(dhcp_name(view, uuid)) == version)


def dhcp_chosen(view: View, choice: str) -> str | None:
    """The uuid of the options that were chosen; None for none."""
    if view.cloud.dhcp_network(choice) is not None:
        return choice
    found = view.cloud.dhcp_of_network(choice)
    return found[0] if len(found) == 1 else None
