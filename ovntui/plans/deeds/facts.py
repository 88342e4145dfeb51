"""What a host is, as far as those want to know who are about to make a chassis of it or to move its NICs."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Sight
from ovntui.plans.deeds.keepers import KEEPERS


class Nic(msgspec.Struct, frozen=True, kw_only=True):
    """A network card. addresses have their prefix lengths; gateway is the next router of a default route that
    leaves by it, "" where none does; is_dynamic: an IPv4 address was lent to it, by DHCP."""

    name: str
    mac: str
    addresses: tuple[str, ...] = ()
    gateway: str = ""
    is_dynamic: bool = False


class HostFacts(msgspec.Struct, frozen=True, kw_only=True):
    """addresses are the host's own, with prefix lengths. has_datapath says whether its kernel has an
    openvswitch module, has_systemd whether systemd runs there. seen_as is the address that the console is
    seen as from there, "" where that is not known. files are the texts of those by which its network outlasts
    a restart, by their paths (see keepers)."""

    addresses: tuple[str, ...] = ()
    nics: tuple[Nic, ...] = ()
    has_datapath: bool = False
    has_systemd: bool = True
    seen_as: str = ""
    files: dict[str, str] = {}


class Facts(Sight):
    """The subject is nothing; what is there is HostFacts as JSON."""

    name = "facts"

    async def look(self, site: Site, subject: str) -> str | None:
        links = json.loads(await site.must("ip", "-json", "-details", "address", "show") or "[]")
        routes = json.loads(await site.must("ip", "-json", "route", "show", "default") or "[]")
        module = await site.run("modinfo", "--field", "filename", "openvswitch")
        systemd = await site.run("test", "-d", "/run/systemd/system")
        facts = HostFacts(
            addresses=tuple(one for link in links for one in _addresses(link)),
            nics=tuple(_nics(links, {route.get("dev"): route.get("gateway", "") for route in routes})),
            has_datapath=module.status == 0,
            has_systemd=systemd.status == 0,
            seen_as=site.seen_as,
            files=await _files(site),
        )
        return msgspec.json.encode(facts).decode()


def facts_of(found: str | None) -> HostFacts:
    """The facts; of a host that does not answer nothing is known."""
    return msgspec.json.decode(found, type=HostFacts) if found else HostFacts()


def _addresses(link: Mapping[str, Any]) -> list[str]:
    infos = [one for one in link.get("addr_info", ()) if one.get("scope") == "global"]
    return [f"{one['local']}/{one['prefixlen']}" for one in infos]


def _nics(links: list[dict[str, Any]], gateways: Mapping[str, str]) -> Iterator[Nic]:
    """Cards, and what stands for one in a virtual machine or a namespace; no bridges, tunnels or taps."""
    for link in links:
        kind = link.get("linkinfo", {}).get("info_kind", "")
        if link.get("link_type") != "ether" or kind not in ("", "veth", "bond", "vlan"):
            continue
        yield Nic(
            name=link["ifname"],
            mac=link.get("address", ""),
            addresses=tuple(_addresses(link)),
            gateway=gateways.get(link["ifname"], ""),
            is_dynamic=any(
                one.get("dynamic") and one.get("family") == "inet" for one in link.get("addr_info", ())
            ),
        )


async def _files(site: Site) -> dict[str, str]:
    paths = [path for keeper in KEEPERS.values() for path in await keeper.paths(site)]
    texts = {path: await site.read(path) for path in paths if not any(map(str.isspace, path))}
    return {path: text for path, text in texts.items() if text is not None}
