"""Waiting until a host is a chassis, with its tunnels."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.deeds.membership import read_settings, sbctl
from ovntui.plans.plan import Deed

_REGISTERED: Final = 60.0
"""Seconds until a host is no chassis for a reason that waiting does not mend."""
_TUNNELS: Final = 20.0
"""Seconds that its tunnels are given then; those that are not up yet are told of."""
_EVERY: Final = 0.5


class Joined(Craft):
    """The subject is the tunnels' far ends, a blank between."""

    name = "joined"
    noun = "chassis"
    is_wait = True

    async def look(self, site: Site, subject: str) -> str | None:
        return None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        try:
            async with asyncio.timeout(_REGISTERED):
                there = await self._registered(site, tell)
        except TimeoutError:
            raise HostError(
                f"{site.name} is no chassis after {_REGISTERED:g} s: ovn-controller there is "
                f"{await _connection(site)}; /var/log/ovn/ovn-controller.log there tells more"
            ) from None
        wanted = deed.subject.split()
        loop = asyncio.get_running_loop()
        until = loop.time() + _TUNNELS
        while late := sorted(set(wanted) - {*await _tunnels(site)}):
            up = len(wanted) - len(late)
            tell(f"registered as {there}; {up} of {len(wanted)} tunnels are up", up / len(wanted))
            if loop.time() > until:
                return f"tunnels that are not up yet: {', '.join(late)}"
            await asyncio.sleep(_EVERY)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        return (("ovn-appctl", "-t", "ovn-controller", "connection-status"),)

    async def _registered(self, site: Site, tell: Tell) -> str:
        """The chassis' name, once southbound knows it."""
        while True:
            there = await read_settings(site)
            name = there.get("system-id", "")
            if name and (await _connection(site)) == "connected":
                query = ("--bare", "--columns=name", "find", "Chassis", f"name={name}")
                known = await site.must(*await sbctl(site, there), *query)
                if known.strip():
                    return name
            tell("waiting until southbound knows it", None)
            await asyncio.sleep(_EVERY)


async def _connection(site: Site) -> str:
    """How ovn-controller stands with southbound, in its own words."""
    done = await site.run("ovn-appctl", "-t", "ovn-controller", "connection-status", seconds=10)
    return done.out.decode(errors="replace").strip() if done.status == 0 else "not running"


async def _tunnels(site: Site) -> Iterator[str]:
    """The far ends of the tunnels that Open vSwitch has, and which BFD does not call down."""
    told: Any = json.loads(
        await site.must(
            *("ovs-vsctl", "--timeout=10", "--format=json", "--columns=type,options,ofport,bfd_status"),
            *("list", "Interface"),
        )
    )
    return (
        dict(options[1]).get("remote_ip", "")
        for _, options, ofport, bfd in told["data"]
        if isinstance(ofport, int) and ofport > 0 and dict(bfd[1]).get("state", "up") == "up"
    )
