"""Plain facts of the cloud that an operator should look at, one function a kind.

These are facts that stand in the databases, not conclusions: finding causes is the doctor's work.
"""

from collections.abc import Sequence

import msgspec

from ovntui.cloud.cells import Door, Listing, Mood
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.gateways import Gateways
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Named
from ovntui.safetext import SafeText

SHOWN = 3
"""How many of a kind are named one by one; more are counted in one line."""


class Attention(msgspec.Struct, frozen=True):
    """One line: what is the matter, and where to look at it. The text begins with the sign of its mood."""

    text: SafeText
    mood: Mood
    door: Door | Listing | None


def attention(cloud: Cloud, gateways: Gateways, behind: Sequence[Named]) -> tuple[Attention, ...]:
    """All that wants attention, the worst first."""
    return (
        *unclaimed_gateways(cloud, gateways),
        *host_errors(cloud),
        *chassis_behind(behind),
        *misplaced_gateways(gateways),
        *pairs_without_failover(cloud, gateways),
        *ports_without_peer(cloud),
        *plain_listeners(cloud),
        *ports_down(cloud),
    )


def _line(mood: Mood, text: str, door: Door | Listing | None = None) -> Attention:
    return Attention(SafeText(f"{SIGNS[mood]} {text}"), mood, door)


def _each_or_all(
    found: Sequence[Attention], mood: Mood, summary: str, door: Listing | None
) -> Sequence[Attention]:
    return found if len(found) <= SHOWN else [_line(mood, f"{len(found):,} {summary}", door)]


def unclaimed_gateways(cloud: Cloud, gateways: Gateways) -> Sequence[Attention]:
    """Gateways that no chassis holds: nothing leaves through them."""
    if not cloud.chassis:
        return ()  # the southbound database is not known: nobody can tell
    found = [
        _line(Mood.BAD, f"gateway {port.name} is held by no chassis", Door("router_port", port.key))
        for port in gateways.unclaimed
    ]
    return _each_or_all(
        found, Mood.BAD, "gateways are held by no chassis", Listing("router_port", "active=none")
    )


def chassis_behind(behind: Sequence[Named]) -> Sequence[Attention]:
    """Chassis on which the last configuration asked for is not in force."""
    found = [_line(Mood.WARNING, f"chassis {one.name} is behind", Door("chassis", one.key)) for one in behind]
    return _each_or_all(found, Mood.WARNING, "chassis are behind", Listing("chassis", "sync=behind"))


def host_errors(cloud: Cloud) -> Sequence[Attention]:
    """Interfaces that Open vSwitch could not open (Interface: error)."""
    found = [
        _line(Mood.BAD, f"host {host.key}: {name}: {error}", Door("host", host.key))
        for host in sorted(cloud.hosts.values(), key=lambda host: host.key)
        for name, error in host.failures
    ]
    return _each_or_all(found, Mood.BAD, "interfaces have an error", Listing("host", "!errors=0"))


def misplaced_gateways(gateways: Gateways) -> Sequence[Attention]:
    """Gateways held by another chassis than the one of the highest priority."""
    found = [
        _line(
            Mood.WARNING,
            f"gateway {port.name} is on {port.active.name}, not on {port.candidates[0].chassis.name}",
            Door("router_port", port.key),
        )
        for port in gateways.misplaced
        if port.active is not None
    ]
    return _each_or_all(
        found,
        Mood.WARNING,
        "gateways are not on their highest priority",
        Listing("router_port", "held=fallback"),
    )


def pairs_without_failover(cloud: Cloud, gateways: Gateways) -> Sequence[Attention]:
    """Gateways with exactly two chassis in a cloud that has no third: when the active one dies, the other
    sees no BFD peer at all, takes itself for the isolated one, and does not take over."""
    if len(cloud.chassis) != 2:
        return ()
    found = [
        _line(Mood.WARNING, f"{port.name}: two gateways only, no fail-over", Door("router_port", port.key))
        for port in gateways.ports
        if len(port.candidates) == 2
    ]
    return _each_or_all(found, Mood.WARNING, "gateways have two chassis only: no fail-over", None)


def ports_without_peer(cloud: Cloud) -> Sequence[Attention]:
    """Ports of type router whose router-port names nothing that exists."""
    ports = sorted(
        (cloud.ports[key] for key in cloud.ports_without_peer()), key=lambda port: (port.name, port.key)
    )
    found = []
    for port in ports:
        wanted = port.peer.name if port.peer else ""
        text = f"names router port {wanted}, which does not exist" if wanted else "names no router port"
        found.append(_line(Mood.WARNING, f"port {port.name} {text}", Door("port", port.key)))
    return _each_or_all(
        found,
        Mood.WARNING,
        "ports name a router port that does not exist",
        Listing("port", "peer=none"),
    )


def plain_listeners(cloud: Cloud) -> Sequence[Attention]:
    """Databases that listen in plain text on an address that others reach (Connection: target)."""
    return [
        _line(Mood.WARNING, f"{database.upper()} listens on {target}, unencrypted")
        for database, target in cloud.listeners
        if target.startswith("ptcp:") and not target.endswith((":127.0.0.1", ":[::1]"))
    ]


def ports_down(cloud: Cloud) -> Sequence[Attention]:
    """Ports that could be up and are not."""
    down = cloud.ports_down
    if len(down) > SHOWN:
        return [_line(Mood.DIM, f"{len(down):,} ports are down", Listing("port", "state=down"))]
    ports = sorted((cloud.ports[key] for key in down), key=lambda port: (port.name, port.key))
    found = []
    for port in ports:
        if port.chassis is not None:
            text = f"port {port.name} is down on {port.chassis.name}"
        elif port.interfaces:
            text = f"port {port.name} is plugged in on {port.interfaces[0].host} and not bound"
        else:
            text = f"port {port.name} is bound nowhere"
        found.append(_line(Mood.DIM, text, Door("port", port.key)))
    return found
