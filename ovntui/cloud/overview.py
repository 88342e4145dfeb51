"""What an operator wants to know first: the control plane, counts, gateways, and what wants attention.

Made anew at each repaint from counters that the cloud keeps, so that it costs the same in a small cloud
and in a large one, but for the gateways, which are looked at one by one.
"""

from collections import Counter

import msgspec

from ovntui.cloud.attention import Attention, attention
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Gateway, Named, PortState


class ControlPlane(msgspec.Struct, frozen=True, kw_only=True):
    """How far a change of the northbound database has come (ovn-nb(5), NB_Global). The numbers after
    nb_cfg move only when somebody raises nb_cfg, as `ovn-nbctl --wait=hv sync` does."""

    name: str
    """The name given to the northbound database, often empty."""
    nb_cfg: int | None
    """The configuration asked for; None while the northbound database is not known."""
    sb_cfg: int | None
    """The one that northd has translated."""
    hv_cfg: int | None
    """The one that all chassis have in force."""
    sb_global: int | None
    """What the southbound database itself says (SB_Global:nb_cfg)."""
    translated_ms: int | None
    """From asking to translating, in ms; None where a time is missing or the two are of different numbers."""
    in_force_ms: int | None
    """From asking to being in force on the last chassis, in ms."""
    chassis: int
    """Chassis of this zone, those known through interconnection left out."""
    in_sync: int
    behind: tuple[Named, ...]
    """The chassis that have an older configuration in force, by name."""


class PortCounts(msgspec.Struct, frozen=True, kw_only=True):
    total: int
    up: int
    down: int
    disabled: int
    by_type: tuple[tuple[str, int], ...]
    """How many of each type; "" is a VM's or container's port."""


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    control: ControlPlane
    ports: PortCounts
    nats: tuple[tuple[str, int], ...]
    gateways: tuple[tuple[Named | None, Gateway], ...]
    """Each gateway with its router, by name."""
    attention: tuple[Attention, ...]


def overview(cloud: Cloud) -> Overview:
    """The cloud at this moment."""
    gateways = cloud.gateways
    control = control_plane(cloud)
    return Overview(
        control=control,
        ports=_port_counts(cloud),
        nats=tuple(sorted(cloud.nat_counts.items(), key=lambda kind: (-kind[1], kind[0]))),
        gateways=gateways.owned,
        attention=attention(cloud, gateways, control.behind),
    )


def control_plane(cloud: Cloud) -> ControlPlane:
    """Where the configuration has come to, and who is behind."""
    row = cloud.nb_global
    behind = cloud.chassis_behind()
    local = len(cloud.chassis) - len(cloud.remote_chassis)
    return ControlPlane(
        name=row.name if row else "",
        nb_cfg=row.nb_cfg if row else None,
        sb_cfg=row.sb_cfg if row else None,
        hv_cfg=row.hv_cfg if row else None,
        sb_global=cloud.sb_cfg,
        translated_ms=_span(row.nb_cfg_timestamp, row.sb_cfg_timestamp, row.nb_cfg == row.sb_cfg)
        if row
        else None,
        in_force_ms=_span(row.nb_cfg_timestamp, row.hv_cfg_timestamp, row.nb_cfg == row.hv_cfg)
        if row
        else None,
        chassis=local,
        in_sync=local - len(behind),
        behind=behind,
    )


def _span(since: int, until: int, same: bool) -> int | None:
    """From one timestamp to another in ms, where both tell of the same configuration. The clocks are
    those of different machines, so what looks negative is nothing to show."""
    return until - since if same and since and until >= since else None


def _port_counts(cloud: Cloud) -> PortCounts:
    states: Counter[PortState] = Counter()
    types: Counter[str] = Counter()
    for (port_type, state), count in cloud.port_counts.items():
        states[state] += count
        types[port_type] += count
    return PortCounts(
        total=states.total(),
        up=states["up"],
        down=states["down"],
        disabled=states["disabled"],
        by_type=tuple(sorted(types.items())),
    )
