"""The details of a host."""

from collections.abc import Iterator

from ovntui.cloud.cells import Door, Field, Mood, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.details.fields import SHOWN, line, relation, section, sections, titled
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Host, Interface, Tunnel
from ovntui.cloud.rows.libvirt import Pool, Volume
from ovntui.cloud.shown import listing, shown, size
from ovntui.safetext import SafeText

_TUNNEL_MOODS = {"up": Mood.GOOD, "down": Mood.DIM, "": Mood.PLAIN}


def details(cloud: Cloud, host: Host) -> tuple[SafeText, tuple[Section, ...]]:
    """Its Open vSwitch: what is plugged in where, and whom it reaches by which tunnel."""
    plugged = [one for one in host.interfaces if one.iface_id]
    others = [one for one in host.interfaces if not one.iface_id]
    return titled(host.key, host.system_id), sections(
        section(
            "Wrong", [line(name, f"{SIGNS[Mood.BAD]} {error}", Mood.BAD) for name, error in host.failures]
        ),
        section(
            "State",
            (
                relation("chassis", "chassis", host.chassis),
                None
                if host.chassis
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
            f"Plugged in ({len(plugged):,})",
            [*(_interface(cloud, one) for one in plugged[:SHOWN]), _rest(len(plugged))],
        ),
        section(
            f"Tunnels ({len(host.tunnels):,})",
            [*(_tunnel(cloud, one) for one in host.tunnels[:SHOWN]), _rest(len(host.tunnels))],
        ),
        section(
            "Bridges",
            [
                line(
                    one.name,
                    "  ".join(
                        filter(
                            None,
                            (
                                f"{one.ports:,} {'port' if one.ports == 1 else 'ports'}",
                                one.datapath_type,
                                one.fail_mode,
                            ),
                        )
                    ),
                )
                for one in host.bridges
            ],
        ),
        section(
            f"Other interfaces ({len(others):,})",
            [*(_interface(cloud, one) for one in others[:SHOWN]), _rest(len(others))],
        ),
        *(_pool(pool) for pool in cloud.pools(host.key)),
    )


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


def _interface(cloud: Cloud, one: Interface) -> Field:
    port = cloud.port_named(one.iface_id) if one.iface_id else None
    words = [f"on {one.bridge}" if one.bridge else "on no bridge", one.type, one.link]
    words += [f"VLAN {one.tag}"] if one.tag is not None else []
    mood = Mood.BAD if one.error else Mood.PLAIN
    if port is not None:
        words.append(f"→ {cloud.ports[port].name}")
    elif one.iface_id:
        words.append(f"→ {one.iface_id}: no such port")
        mood = Mood.WARNING
    return Field(one.name, shown("  ".join(filter(None, words)), mood), Door("port", port) if port else None)


def _tunnel(cloud: Cloud, one: Tunnel) -> Field:
    chassis = cloud.chassis_named(one.chassis_name) if one.chassis_name else None
    mood = Mood.BAD if one.error else _TUNNEL_MOODS.get(one.bfd, Mood.WARNING)
    words = [SIGNS[mood], one.type, one.remote_ip]
    words += [cloud.chassis[chassis].label] if chassis else [one.chassis_name]
    words += [f"BFD {one.bfd}"] if one.bfd else []
    return Field(
        one.name, shown("  ".join(filter(None, words)), mood), Door("chassis", chassis) if chassis else None
    )
