"""A VM's power."""

import asyncio
from collections.abc import Iterator
from typing import Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.errors import Refusal
from ovntui.plans.plan import Deed, Difference

_PATIENCE: Final = 120.0
"""Seconds that a guest is given to shut down."""
_LOOK: Final = 0.5


class Power(Craft):
    """The subject is a VM's uuid; what is there is running, paused or off. A VM that runs is asked to shut
    down, and it is its guest that does."""

    name = "power"
    noun = "VM"

    async def look(self, site: Site, subject: str) -> str | None:
        return await site.virt(lambda there: there.domains.state(subject))

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        uuid = deed.subject
        now = await self.look(site, uuid)
        match now, deed.after:
            case None, _:
                raise HostError(f"there is no such VM on {site.name} any more")
            case "off", "running":
                await site.work(lambda there: there.domains.start(uuid))
            case "paused", "running":
                await site.work(lambda there: there.domains.resume(uuid))
            case "running", "paused":
                await site.work(lambda there: there.domains.pause(uuid))
            case "running", "off":
                await site.work(lambda there: there.domains.shut_down(uuid))
                tell("wait for the guest to shut down", None)
                await _wait_off(site, uuid)
            case "paused", "off":
                raise HostError("a VM that is paused hears nothing: resume it, or force it off")
            case _ if now != deed.after:
                raise HostError(f"a VM that is {now} cannot become {deed.after} at once")
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        word = {"running": "start", "paused": "suspend"}.get(deed.after or "", "shutdown")
        if (deed.before, deed.after) == ("paused", "running"):
            word = "resume"
        return (("virsh", word, deed.subject),)


class ForcedOff(Power):
    """One whose power is cut."""

    name = "forced off"

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        if await self.look(site, deed.subject) not in ("off", None):
            await site.work(lambda there: there.domains.force_off(deed.subject))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        return (("virsh", "destroy", deed.subject),)

    def inverse(self, deed: Deed) -> Deed | None:
        raise Refusal("what its guest had not written to a disk is lost: a forced off cannot be undone")


class FirstStart(Power):
    """A VM of the same plan, that nobody has worked in yet: to be taken back it is forced off. What is there
    is "on", or nothing."""

    name = "first start"

    async def look(self, site: Site, subject: str) -> str | None:
        return "on" if await super().look(site, subject) in ("running", "paused") else None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        uuid = deed.subject
        is_on = await self.look(site, uuid) is not None
        if deed.after is not None and not is_on:
            await site.work(lambda there: there.domains.start(uuid))
        elif deed.after is None and is_on:
            await site.work(lambda there: there.domains.force_off(uuid))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        return (("virsh", "destroy" if deed.after is None else "start", deed.subject),)

    def differences(self, subject: str, expected: str | None, found: str | None) -> Iterator[Difference]:
        """None that matters: a VM that was turned off since can be taken away as well as one that runs."""
        return iter(())


class Reboot(Power):
    """Once its guest was asked there is nothing to see of it, and nothing to take back."""

    name = "reboot"

    async def look(self, site: Site, subject: str) -> str | None:
        return None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        await site.work(lambda there: there.domains.reboot(deed.subject))
        return "its guest was asked to reboot; whether and when it does is its own affair"

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        return (("virsh", "reboot", deed.subject),)

    def inverse(self, deed: Deed) -> Deed | None:
        raise Refusal("a reboot cannot be undone")


class Autostart(Craft):
    """Whether a VM starts with its host. The subject is its uuid; what is there is "yes", or nothing."""

    name = "autostart"
    noun = "VM"

    async def look(self, site: Site, subject: str) -> str | None:
        return "yes" if await site.virt(lambda there: there.domains.has_autostart(subject)) else None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        wanted = deed.after is not None
        if not wanted and await site.virt(lambda there: there.domains.state(deed.subject)) is None:
            return ""
        await site.work(lambda there: there.domains.set_autostart(deed.subject, wanted))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        return (("virsh", "autostart", *(() if deed.after else ("--disable",)), deed.subject),)


class Name(Craft):
    """What a VM is called. The subject is its uuid."""

    name = "name"
    noun = "VM"

    async def look(self, site: Site, subject: str) -> str | None:
        return await site.virt(lambda there: there.domains.name(subject))

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        name = deed.after
        if name is not None and name != await self.look(site, deed.subject):
            await site.work(lambda there: there.domains.rename(deed.subject, name))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        return (("virsh", "domrename", deed.subject, deed.after or ""),)


async def _wait_off(site: Site, uuid: str) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE
    while await site.virt(lambda there: there.domains.state(uuid)) not in ("off", None):
        if loop.time() > end:
            raise HostError(
                f"its guest did not shut down in {_PATIENCE:g} s: force it off, or look at its console"
            )
        await asyncio.sleep(_LOOK)
