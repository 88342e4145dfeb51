"""The columns of hosts."""

from ovntui.cloud.cells import EMPTY, Cell, Column, Mood
from ovntui.cloud.marks import sign
from ovntui.cloud.records import Host
from ovntui.cloud.shown import count, door, named, number, shown, size


def mood(host: Host) -> Mood:
    """✗ it is not reached or an interface has an error, ◐ it is about to be reached, ▲ no chassis or a tunnel
    is down, ● well."""
    if host.failures or host.way.state == "lost":
        return Mood.BAD
    if host.way.state == "connecting":
        return Mood.PARTLY
    if host.chassis is None or any(tunnel.bfd == "down" for tunnel in host.tunnels):
        return Mood.WARNING
    return Mood.GOOD


def _tunnels(host: Host) -> Cell:
    watched = [tunnel for tunnel in host.tunnels if tunnel.bfd]
    if not watched:
        return count(len(host.tunnels))
    up = sum(tunnel.bfd == "up" for tunnel in watched)
    return shown(f"{up}/{len(watched)}", Mood.PLAIN if up == len(watched) else Mood.WARNING)


def _vms(host: Host) -> Cell:
    if not host.libvirt:
        return EMPTY
    return shown(f"{host.vms_on:,}/{host.vms:,}", Mood.PLAIN if host.vms else Mood.DIM)


def _plugged(host: Host) -> int:
    return sum(bool(interface.iface_id) for interface in host.interfaces)


def link(host: Host) -> Cell:
    """How it is reached; SSH alone is not all of it."""
    way = host.way
    if way.state != "up":
        return shown(way.state, Mood.BAD if way.state == "lost" else Mood.PARTLY)
    missing = " and ".join(name for name, why in (("OVS", way.switch), ("libvirt", way.libvirt)) if why)
    return shown(f"no {missing}", Mood.WARNING) if missing else shown("up")


_RANK = {Mood.BAD: 0, Mood.PARTLY: 1, Mood.WARNING: 2, Mood.GOOD: 3}

COLUMNS: tuple[Column[Host], ...] = (
    Column(
        "sign", "", lambda host: sign(mood(host)), width=1, sort=lambda host: _RANK[mood(host)], echo=True
    ),
    Column("name", "HOST", lambda host: shown(host.key, Mood.NAME), width=13, grow=2),
    Column("link", "LINK", link, width=10),
    Column(
        "chassis",
        "CHASSIS",
        lambda host: named(host.chassis),
        12,
        1,
        door=lambda host: door("chassis", host.chassis),
    ),
    Column("ovs", "OVS", lambda host: shown(host.ovs_version), width=8),
    Column("tunnels", "TUNNELS", _tunnels, width=7, sort=lambda host: len(host.tunnels), right=True),
    Column(
        "errors",
        "ERRORS",
        lambda host: shown(str(len(host.failures)), Mood.BAD if host.failures else Mood.DIM),
        width=6,
        sort=lambda host: len(host.failures),
        right=True,
    ),
    Column(
        "mappings",
        "MAPPINGS",
        lambda host: shown(" ".join(f"{one.network}:{one.bridge}" for one in host.mappings)),
        width=15,
        grow=2,
    ),
    Column(
        "bridges",
        "BRIDGES",
        lambda host: shown(" ".join(one.name for one in host.bridges)),
        16,
        1,
        optional=True,
    ),
    Column(
        "plugged",
        "PLUGGED",
        lambda host: count(_plugged(host)),
        width=7,
        sort=_plugged,
        right=True,
        optional=True,
    ),
    Column("system", "SYSTEM", lambda host: shown(host.system), width=12, optional=True),
    Column("libvirt", "LIBVIRT", lambda host: shown(host.libvirt), width=8, optional=True),
    Column("qemu", "QEMU", lambda host: shown(host.qemu), width=8, optional=True),
    Column("cpus", "CPU", lambda host: number(host.cpus or None), 4, right=True, optional=True),
    Column(
        "memory",
        "MEMORY",
        lambda host: size(host.memory),
        width=8,
        sort=lambda host: host.memory,
        right=True,
        optional=True,
    ),
    Column("vms", "VMS", _vms, width=5, sort=lambda host: host.vms, right=True, optional=True),
    Column("hostname", "HOST NAME", lambda host: shown(host.hostname), width=14, optional=True),
    Column("remote", "SOUTHBOUND", lambda host: shown(host.remote), width=22, grow=1, optional=True),
    Column("id", "SYSTEM ID", lambda host: shown(host.system_id), width=36, optional=True),
)
