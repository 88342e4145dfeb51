"""The columns of chassis."""

from ovntui.cloud.addresses import address_order
from ovntui.cloud.cells import Cell, Column, Door, Listing, Mood
from ovntui.cloud.marks import sign
from ovntui.cloud.records import Chassis
from ovntui.cloud.records.names import chassis_label
from ovntui.cloud.shown import count, listing, number, shown


def mood(chassis: Chassis) -> Mood:
    """● the configuration asked for is in force, ▲ an older one is, · of another zone, which never says."""
    if chassis.remote:
        return Mood.PLAIN
    return Mood.GOOD if chassis.in_sync else Mood.WARNING


def _sync(chassis: Chassis) -> Cell:
    if chassis.remote:
        return shown("remote", Mood.DIM)
    return shown("in sync", Mood.GOOD) if chassis.in_sync else shown("behind", Mood.WARNING)


def _addresses(chassis: Chassis) -> Cell:
    return shown(" ".join(dict.fromkeys(encap.ip for encap in chassis.encaps)))


def _gateways(chassis: Chassis) -> Cell:
    held = sum(role.active for role in chassis.roles)
    return shown(f"{held:,}/{len(chassis.roles):,}") if chassis.roles else count(0)


def _gateway_door(chassis: Chassis) -> Door | Listing | None:
    held = [role for role in chassis.roles if role.active and role.port.key]
    return listing("router_port", "active", chassis.label) if held else None


def _mappings(chassis: Chassis) -> Cell:
    return shown(" ".join(f"{one.network}:{one.bridge}" for one in chassis.mappings))


_RANK = {Mood.WARNING: 0, Mood.GOOD: 1, Mood.PLAIN: 2}

COLUMNS: tuple[Column[Chassis], ...] = (
    Column(
        "sign",
        "",
        lambda chassis: sign(mood(chassis)),
        width=1,
        sort=lambda chassis: _RANK[mood(chassis)],
        echo=True,
    ),
    Column(
        "name",
        "CHASSIS",
        lambda chassis: shown(chassis.label, Mood.NAME),
        width=16,
        grow=2,
        bare=chassis_label,
    ),
    Column(
        "address",
        "ADDRESS",
        _addresses,
        width=15,
        grow=1,
        sort=lambda chassis: [address_order(encap.ip) for encap in chassis.encaps],
    ),
    Column(
        "ports",
        "PORTS",
        lambda chassis: count(chassis.bound),
        width=7,
        sort=lambda chassis: chassis.bound,
        door=lambda chassis: listing("port", "chassis", chassis.label),
        right=True,
    ),
    Column(
        "gateways",
        "GATEWAYS",
        _gateways,
        width=8,
        sort=lambda chassis: (sum(role.active for role in chassis.roles), len(chassis.roles)),
        door=_gateway_door,
        right=True,
    ),
    Column(
        "cfg",
        "CFG",
        lambda chassis: number(chassis.nb_cfg),
        6,
        sort=lambda chassis: chassis.nb_cfg,
        right=True,
    ),
    Column("mappings", "MAPPINGS", _mappings, width=20, grow=2),
    Column("sync", "SYNC", _sync, optional=True),
    Column(
        "encap",
        "ENCAP",
        lambda chassis: shown(" ".join(dict.fromkeys(encap.type for encap in chassis.encaps))),
        optional=True,
    ),
    Column(
        "host",
        "HOST",
        lambda chassis: shown(chassis.host or "", Mood.NAME),
        width=12,
        door=lambda chassis: Door("host", chassis.host) if chassis.host else None,
        optional=True,
    ),
    Column(
        "zones", "ZONES", lambda chassis: shown(" ".join(chassis.transport_zones)), width=10, optional=True
    ),
    Column("datapath", "DATAPATH", lambda chassis: shown(chassis.datapath_type), optional=True),
    Column("id", "SYSTEM ID", lambda chassis: shown(chassis.name), width=36, optional=True),
    Column("uuid", "UUID", lambda chassis: shown(chassis.key, Mood.DIM), width=36, optional=True),
)
