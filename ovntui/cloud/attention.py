"""Plain facts of the cloud that an operator should look at, one function a kind.

These are facts that stand in the databases, not conclusions: finding causes is the doctor's work.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import msgspec

from ovntui.cloud.cells import Door, Listing, Mood
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.gateways import Gateways
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Named, RouterPort
from ovntui.safetext import SafeText

T = TypeVar("T")

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
    found: Collection[T], each: Callable[[T], Attention], mood: Mood, summary: str, door: Listing | None
) -> Sequence[Attention]:
    """A line for each of a few, and one for many. No line is made that is not shown: while a large cloud is
    loaded all of its gateways want attention, and the overview is drawn many times."""
    if len(found) > SHOWN:
        return [_line(mood, f"{len(found):,} {summary}", door)]
    return [each(one) for one in found]


def unclaimed_gateways(cloud: Cloud, gateways: Gateways) -> Sequence[Attention]:
    """Gateways that no chassis holds: nothing leaves through them."""
    if not cloud.chassis:
        return ()  # the southbound database is not known: nobody can tell

    def each(port: RouterPort) -> Attention:
        text = f"gateway {port.name} is held by no chassis"
        return _line(Mood.BAD, text, Door("router_port", port.key))

    door = Listing("router_port", "active=none")
    return _each_or_all(gateways.unclaimed, each, Mood.BAD, "gateways are held by no chassis", door)


def chassis_behind(behind: Sequence[Named]) -> Sequence[Attention]:
    """Chassis on which the last configuration asked for is not in force."""

    def each(one: Named) -> Attention:
        return _line(Mood.WARNING, f"chassis {one.name} is behind", Door("chassis", one.key))

    return _each_or_all(behind, each, Mood.WARNING, "chassis are behind", Listing("chassis", "sync=behind"))


def host_errors(cloud: Cloud) -> Sequence[Attention]:
    """Interfaces that Open vSwitch could not open (Interface: error)."""
    found = [
        (host.key, *failure)
        for host in sorted(cloud.hosts.values(), key=lambda host: host.key)
        for failure in host.failures
    ]

    def each(one: tuple[str, str, str]) -> Attention:
        key, name, error = one
        return _line(Mood.BAD, f"host {key}: {name}: {error}", Door("host", key))

    return _each_or_all(found, each, Mood.BAD, "interfaces have an error", Listing("host", "!errors=0"))


def misplaced_gateways(gateways: Gateways) -> Sequence[Attention]:
    """Gateways held by another chassis than the one of the highest priority."""
    found = [(port, port.active) for port in gateways.misplaced if port.active is not None]

    def each(one: tuple[RouterPort, Named]) -> Attention:
        port, active = one
        text = f"gateway {port.name} is on {active.name}, not on {port.candidates[0].chassis.name}"
        return _line(Mood.WARNING, text, Door("router_port", port.key))

    return _each_or_all(
        found,
        each,
        Mood.WARNING,
        "gateways are not on their highest priority",
        Listing("router_port", "held=fallback"),
    )


def pairs_without_failover(cloud: Cloud, gateways: Gateways) -> Sequence[Attention]:
    """Gateways with exactly two chassis in a cloud that has no third: when the active one dies, the other
    sees no BFD peer at all, takes itself for the isolated one, and does not take over."""
    if len(cloud.chassis) != 2:
        return ()
    found = [port for port in gateways.ports if len(port.candidates) == 2]

    def each(port: RouterPort) -> Attention:
        text = f"{port.name}: two gateways only, no fail-over"
        return _line(Mood.WARNING, text, Door("router_port", port.key))

    return _each_or_all(found, each, Mood.WARNING, "gateways have two chassis only: no fail-over", None)


def ports_without_peer(cloud: Cloud) -> Sequence[Attention]:
    """Ports of type router whose router-port names nothing that exists."""
    found = cloud.ports_without_peer()
    if len(found) <= SHOWN:
        found.sort(key=lambda key: (cloud.ports[key].name, key))

    def each(key: str) -> Attention:
        port = cloud.ports[key]
        wanted = port.peer.name if port.peer else ""
        text = f"names router port {wanted}, which does not exist" if wanted else "names no router port"
        return _line(Mood.WARNING, f"port {port.name} {text}", Door("port", key))

    return _each_or_all(
        found,
        each,
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
