"""What a host is, as far as those want to know who are about to make a chassis of it."""

import json

import msgspec

from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Sight


class HostFacts(msgspec.Struct, frozen=True, kw_only=True):
    """addresses are the host's own, with prefix lengths. has_datapath says whether its kernel has an
    openvswitch module. seen_as is the address that the console is seen as from there, "" where that is not
    known."""

    addresses: tuple[str, ...] = ()
    has_datapath: bool = False
    seen_as: str = ""


class Facts(Sight):
    """The subject is nothing; what is there is HostFacts as JSON."""

    name = "facts"

    async def look(self, site: Site, subject: str) -> str | None:
        shown = await site.run("ip", "-json", "address", "show", "scope", "global")
        found: list[str] = []
        if shown.status == 0:
            for link in json.loads(shown.out or b"[]"):
                found += [f"{one['local']}/{one['prefixlen']}" for one in link.get("addr_info", ())]
        module = await site.run("modinfo", "--field", "filename", "openvswitch")
        facts = HostFacts(addresses=tuple(found), has_datapath=module.status == 0, seen_as=site.seen_as)
        return msgspec.json.encode(facts).decode()


def facts_of(found: str | None) -> HostFacts:
    """The facts; of a host that does not answer nothing is known."""
    return msgspec.json.decode(found, type=HostFacts) if found else HostFacts()
