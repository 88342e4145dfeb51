"""The columns of switches."""

from ovntui.cloud.addresses import address_order
from ovntui.cloud.cells import Cell, Column, Door, Listing, Mood
from ovntui.cloud.marks import sign
from ovntui.cloud.records import Switch
from ovntui.cloud.records.names import row_label
from ovntui.cloud.shown import count, door, listing, names, number, shown


def mood(switch: Switch) -> Mood:
    """● all ports up, ◐ some, ○ none, · nothing that could be."""
    if not switch.bindable:
        return Mood.PLAIN
    if switch.up == switch.bindable:
        return Mood.GOOD
    return Mood.PARTLY if switch.up else Mood.DIM


def _ports(switch: Switch) -> Cell:
    return shown(f"{switch.up:,}/{switch.bindable:,}") if switch.bindable else count(0)


def _share(switch: Switch) -> tuple[float, int]:
    return (switch.up / switch.bindable if switch.bindable else 2.0, -switch.bindable)


def _uplinks(switch: Switch) -> Cell:
    return shown(
        ", ".join(
            uplink.network if uplink.tag is None else f"{uplink.network} vlan {uplink.tag}"
            for uplink in switch.uplinks
        )
    )


def _uplink_door(switch: Switch) -> Door | Listing | None:
    if len(switch.uplinks) == 1:
        return door("port", switch.uplinks[0].port)
    return (
        Listing("port", f"{listing('port', 'switch', switch.label).filter} type=localnet")
        if switch.uplinks
        else None
    )


def _router_door(switch: Switch) -> Door | Listing | None:
    if len(switch.routers) == 1:
        return door("router", switch.routers[0])
    return listing("router_port", "switch", switch.label) if switch.routers else None


def _vlan(switch: Switch) -> Cell:
    return shown("passthru" if switch.vlan_passthru else "")


COLUMNS: tuple[Column[Switch], ...] = (
    Column("sign", "", lambda switch: sign(mood(switch)), width=1, sort=_share, echo=True),
    Column("name", "SWITCH", lambda switch: shown(switch.label, Mood.NAME), width=20, grow=3, bare=row_label),
    Column(
        "subnet",
        "SUBNET",
        lambda switch: shown(switch.subnet or switch.ipv6_prefix),
        width=18,
        sort=lambda switch: address_order(switch.subnet or switch.ipv6_prefix),
    ),
    Column(
        "up",
        "UP",
        _ports,
        width=9,
        sort=_share,
        door=lambda switch: listing("port", "switch", switch.label),
        right=True,
    ),
    Column("uplink", "UPLINK", _uplinks, width=14, grow=1, door=_uplink_door),
    Column("routers", "ROUTERS", lambda switch: names(switch.routers), width=12, grow=2, door=_router_door),
    Column(
        "ports",
        "PORTS",
        lambda switch: count(switch.ports),
        width=6,
        sort=lambda switch: switch.ports,
        door=lambda switch: listing("port", "switch", switch.label),
        right=True,
        optional=True,
    ),
    Column(
        "disabled",
        "DISABLED",
        lambda switch: count(switch.disabled),
        sort=lambda switch: switch.disabled,
        right=True,
        optional=True,
    ),
    Column("prefix", "IPV6 PREFIX", lambda switch: shown(switch.ipv6_prefix), width=20, optional=True),
    Column("excluded", "EXCLUDED", lambda switch: shown(switch.exclude_ips), width=20, grow=1, optional=True),
    Column("vlan", "VLAN", _vlan, optional=True),
    Column(
        "key",
        "KEY",
        lambda switch: number(switch.tunnel_key),
        width=6,
        sort=lambda switch: switch.tunnel_key or 0,
        right=True,
        optional=True,
    ),
    Column("id", "LOGICAL SWITCH", lambda switch: shown(switch.name), width=36, optional=True),
    Column("uuid", "UUID", lambda switch: shown(switch.key, Mood.DIM), width=36, optional=True),
)
