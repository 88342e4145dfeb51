"""The details of a host."""

from collections.abc import Iterator

from ovntui.cloud.cells import Cell, Door, Field, Mood, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns.host import link
from ovntui.cloud.details.fields import SHOWN, line, relation, section, sections, titled
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Bridge, Host, Interface, Tunnel
from ovntui.cloud.rows.libvirt import Pool, Volume
from ovntui.cloud.shown import listing, shown, size
from ovntui.safetext import SafeText

_TUNNEL_MOODS = {"up": Mood.GOOD, "down": Mood.DIM, "": Mood.PLAIN}


def details(cloud: Cloud, host: Host) -> tuple[SafeText, tuple[Section, ...]]:
    """What it is, whom it reaches by which tunnel, and its Open vSwitch as `ovs-vsctl show` has it: a section
    for each bridge, with its ports."""
    return titled(host.key, host.system_id), sections(
        section(
            "Wrong", [line(name, f"{SIGNS[Mood.BAD]} {error}", Mood.BAD) for name, error in host.failures]
        ),
        section(
            "State",
            (
                *_way(host),
                relation("chassis", "chassis", host.chassis),
                None
                if host.chassis or not host.is_known
                else line("chassis", f"{SIGNS[Mood.WARNING]} not registered", Mood.WARNING),
                line("host name", host.hostname),
                line("system", host.system),
                line("Open vSwitch", host.ovs_version),
                line("libvirt", f"{host.libvirt}, QEMU {host.qemu}" if host.qemu else host.libvirt),
                line("VMs run by", host.stand_in, Mood.WARNING),
                line("CPU", f"{host.cpus:,}" if host.cpus else ""),
                Field("memory", size(host.memory)),
                line(
                    "VMs",
                    f"{host.vms_on:,} of {host.vms:,} on" if host.vms else "",
                    to=listing("vm", "host", host.key),
                ),
                line("southbound", host.remote),
            ),
        ),
        section("Bridge mappings", [line(one.network, one.bridge) for one in host.mappings]),
        section(
            f"Tunnels ({len(host.tunnels):,})",
            [*(_tunnel(cloud, one) for one in host.tunnels[:SHOWN]), _rest(len(host.tunnels))],
        ),
        *(_bridge(cloud, host, one) for one in host.bridges),
        section("On no bridge", _ports(cloud, host, "")),
        *(_pool(pool) for pool in cloud.pools(host.key)),
    )


def _way(host: Host) -> Iterator[Field]:
    """How it is reached, and why not or not wholly."""
    way, seen = host.way, link(host)
    yield line("link", " ".join(filter(None, (str(seen.text), way.by))), seen.mood)
    for label, why in (("", way.error), ("Open vSwitch", way.switch), ("libvirt", way.libvirt)):
        if why:
            yield line(label, f"{SIGNS[seen.mood]} {why}", seen.mood)


def _rest(whole: int) -> Field | None:
    return line("", f"… and {whole - SHOWN:,} more", Mood.DIM) if whole > SHOWN else None


def _pool(pool: Pool) -> Section | None:
    """A storage pool, with what is in it."""
    free = f"{size(pool.available).text} of {size(pool.capacity).text} free"
    volumes = [line(one.name, " ".join(_volume(one))) for one in pool.volumes[:SHOWN]]
    return section(
        f"Pool {pool.name}", [line("room", free), line("path", pool.path), *volumes, _rest(len(pool.volumes))]
    )


def _volume(one: Volume) -> Iterator[str]:
    taken = size(one.allocation).text
    yield f"{one.format} {size(one.capacity).text}{f', takes {taken}' if taken else ''}"
    if one.backing:
        yield f"thin over {one.backing}"


def _bridge(cloud: Cloud, host: Host, bridge: Bridge) -> Section | None:
    """A bridge with its ports; one without any is a line."""
    what = " ".join(filter(None, (bridge.datapath_type, bridge.fail_mode)))
    title = f"Bridge {bridge.name} ({bridge.ports:,})"
    return section(title, [line("", what, Mood.DIM), *_ports(cloud, host, bridge.name)]) or Section(title, ())


def _ports(cloud: Cloud, host: Host, bridge: str) -> list[Field | None]:
    """The interfaces of a bridge by name, tunnels among them; "" are those of none."""
    every: tuple[Interface | Tunnel, ...] = (*host.interfaces, *host.tunnels)
    found = [one for one in every if one.bridge == bridge]
    found.sort(key=lambda one: one.name)
    fields = [_interface(cloud, one) if isinstance(one, Interface) else _end(one) for one in found[:SHOWN]]
    return [*fields, _rest(len(found))]


def _interface(cloud: Cloud, one: Interface) -> Field:
    port = cloud.port_named(one.iface_id) if one.iface_id else None
    words = [f"in {one.port}" if one.port != one.name else "", one.type, one.link]
    words += [f"to {one.peer}"] if one.peer else []
    words += [f"VLAN {one.tag}"] if one.tag is not None else []
    mood = Mood.PLAIN
    if port is not None:
        words.append(f"→ {cloud.ports[port].name}")
    elif one.iface_id:
        words.append(f"→ {one.iface_id}: no such port")
        mood = Mood.WARNING
    return Field(one.name, _told(words, one.error, mood), Door("port", port) if port else None)


def _end(one: Tunnel) -> Field:
    """A tunnel among the ports of its bridge."""
    return Field(one.name, _told([one.type, f"to {one.remote_ip}"], one.error, Mood.PLAIN))


def _told(words: list[str], error: str, mood: Mood) -> Cell:
    """With what Open vSwitch has against it."""
    wrong = f"{SIGNS[Mood.BAD]} {error}" if error else ""
    return shown("  ".join(filter(None, (*words, wrong))), Mood.BAD if error else mood)


def _tunnel(cloud: Cloud, one: Tunnel) -> Field:
    chassis = cloud.chassis_named(one.chassis_name) if one.chassis_name else None
    mood = Mood.BAD if one.error else _TUNNEL_MOODS.get(one.bfd, Mood.WARNING)
    words = [SIGNS[mood], one.type, one.remote_ip]
    words += [cloud.chassis[chassis].label] if chassis else [one.chassis_name]
    words += [f"BFD {one.bfd}"] if one.bfd else []
    return Field(
        one.name, shown("  ".join(filter(None, words)), mood), Door("chassis", chassis) if chassis else None
    )
