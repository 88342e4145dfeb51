"""Where a NIC's addresses and routes are, as a deed holds it: JSON, so that its lines can be compared."""

import json
from collections.abc import Iterator, Mapping

import msgspec

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site


class BridgeState(msgspec.Struct, frozen=True, kw_only=True):
    """A bridge of Open vSwitch: its datapath_type, the MAC address that it was given, if any, and whether the
    NIC is a port of it."""

    datapath: str
    mac: str
    has_nic: bool


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """addresses and routes as ip-address(8) and ip-route(8) take them, with " on DEVICE" behind; bridge is
    None where there is none; files are the lines of the files of configuration that tell of the NIC, with
    their ends."""

    bridge: BridgeState | None
    addresses: tuple[str, ...]
    routes: tuple[str, ...]
    files: dict[str, tuple[str, ...] | None]


def write_placement(placement: Placement) -> str:
    """As a deed holds it."""
    return msgspec.json.format(msgspec.json.encode(placement, order="sorted"), indent=1).decode()


def read_placement(text: str) -> Placement:
    """The other way."""
    return msgspec.json.decode(text, type=Placement)


def lines_of(text: str) -> tuple[str, ...]:
    """A file's text as a placement holds it: joined, they are the text again, to the byte."""
    return tuple(text.splitlines(keepends=True))


def told(placement: Placement) -> Iterator[str]:
    """As a person reads it."""
    bridge = placement.bridge
    if bridge is not None:
        mac = f", {bridge.mac}" if bridge.mac else ""
        yield f"bridge with datapath {bridge.datapath}{mac}{', over the NIC' if bridge.has_nic else ''}"
    else:
        yield "no bridge"
    yield from placement.addresses
    yield from placement.routes
    for path, lines in placement.files.items():
        yield f"{path}:"
        yield from (f"  {line.rstrip()}" for line in lines or ())


async def placement_of(site: Site, nic: str, bridge: str, files: list[str]) -> Placement | None:
    """How it is now; None where there is no such NIC. Raises HostError."""
    there = await site.run("test", "-e", f"/sys/class/net/{nic}")
    if there.status != 0:
        return None
    devices = [nic]
    if (await site.run("test", "-e", f"/sys/class/net/{bridge}")).status == 0:
        devices.append(bridge)
    addresses: list[str] = []
    routes: list[str] = []
    for device in devices:
        addresses += [f"{one} on {device}" for one in await _addresses(site, device)]
        for version in ("-4", "-6"):
            shown = json.loads(
                await site.must("ip", "-json", version, "route", "show", "dev", device) or "[]"
            )
            routes += [f"{words} on {device}" for one in shown if (words := _route(one))]
    held = {}
    for path in files:
        text = await site.read(path)
        held[path] = None if text is None else lines_of(text)
    return Placement(
        bridge=await _bridge(site, nic, bridge),
        addresses=tuple(addresses),
        routes=tuple(routes),
        files=held,
    )


async def _addresses(site: Site, device: str) -> list[str]:
    shown = json.loads(
        await site.must("ip", "-json", "address", "show", "dev", device, "scope", "global") or "[]"
    )
    return [
        f"{one['local']}/{one['prefixlen']}"
        for link in shown
        for one in link.get("addr_info", ())
        if "local" in one
    ]


def _route(shown: Mapping[str, object]) -> str:
    """A route as ip-route(8) takes it; "" for one that the kernel makes by itself."""
    if shown.get("protocol") == "kernel" or shown.get("type", "unicast") != "unicast":
        return ""
    words = [str(shown["dst"])]
    for word, key in (("via", "gateway"), ("src", "prefsrc"), ("metric", "metric")):
        if key in shown:
            words += [word, str(shown[key])]
    flags = shown.get("flags")
    words += ["onlink"] if isinstance(flags, list) and "onlink" in flags else []
    return " ".join(words)


async def _bridge(site: Site, nic: str, bridge: str) -> BridgeState | None:
    done = await site.run("ovs-vsctl", "--timeout=10", "br-exists", bridge)
    if done.status == 2:  # ovs-vsctl(8), br-exists
        return None
    if done.status != 0:
        raise HostError(f"{site.name}: Open vSwitch does not answer there")
    ports = await site.must("ovs-vsctl", "--timeout=10", "list-ports", bridge)
    kind = await site.must("ovs-vsctl", "--timeout=10", "get", "Bridge", bridge, "datapath_type")
    mac = await site.must(
        *("ovs-vsctl", "--timeout=10", "--if-exists", "get", "Bridge", bridge, "other-config:hwaddr")
    )
    return BridgeState(
        datapath=kind.strip().strip('"') or "system",
        mac=mac.strip().strip('"'),
        has_nic=nic in ports.split("\n"),
    )
