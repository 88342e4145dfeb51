"""Which of two hosts a VM runs on, and what has to be there before it comes."""

import asyncio
import contextlib
from typing import Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.deeds.subject import parts
from ovntui.plans.deeds.volumes import PART, delete_volume
from ovntui.plans.plan import Deed

_HOURS: Final = 12 * 3600.0
_LOOK: Final = 0.3
_AGAIN: Final = 5.0
_TRIES: Final = 12
"""How often, and every how many seconds, libvirt is told that a move is given up."""
_LARGEST: Final = 64 * 2**20
"""Bytes of a file that is carried through this machine."""


class Place(Craft):
    """The subject is a VM's uuid; the hosts that it goes from and to, each with the address at which the
    other one's QEMU reaches it; and "copy" where its disks go along, or "". What is there is the name of the
    host on which it is on."""

    name = "place"
    noun = "VM"
    can_stop = True

    async def look(self, site: Site, subject: str) -> str | None:
        uuid, *hosts = parts(subject)
        for name in (hosts[0], hosts[2]):
            at = site if name == site.name else site.peer(name)
            if await at.virt(lambda there: there.domains.state(uuid)) in ("running", "paused"):
                return name
        return None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        uuid, first, first_address, second, second_address, copies = parts(deed.subject)
        if deed.after is None or await self.look(site, deed.subject) == deed.after:
            return ""
        there = second if deed.after == second else first
        source, target = (site, site.peer(second)) if there == second else (site.peer(second), site)
        address = second_address if there == second else first_address
        far = await target.virt(lambda it: it.migration)
        job = source.work(
            lambda it: it.migration.move(uuid, far, address, copies_disks=copies == "copy"), _HOURS
        )
        task = asyncio.ensure_future(job)
        try:
            while not (await asyncio.wait([task], timeout=_LOOK))[0]:
                part = None
                with contextlib.suppress(HostError):  # it is over in this very moment
                    part = await source.virt(lambda it: it.migration.part(uuid))
                tell(f"to {there}", part)
        except HostError:  # it was given up
            for _ in range(_TRIES):
                with contextlib.suppress(HostError):
                    await source.virt(lambda it: it.migration.give_up(uuid))
                if (await asyncio.wait([task], timeout=_AGAIN))[0]:
                    break
            else:  # seen with libvirt 9.0: it waits for a disk's copy that has long been whole
                raise HostError(
                    f"libvirt on {source.name} does not end the move, though told to; the VM stays there"
                ) from None
            if task.exception() is None:
                return "it had moved before it could be given up"
            raise
        return task.result() or ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        uuid, first, first_address, second, second_address, copies = parts(deed.subject)
        host, address = (second, second_address) if deed.after == second else (first, first_address)
        copied = ("--copy-storage-all",) if copies else ()
        return (
            (
                *("virsh", "migrate", "--live", "--persistent", "--undefinesource", *copied),
                *(uuid, f"qemu+ssh://{host}/system", f"tcp://{address}"),
            ),
        )


class Carried(Craft):
    """A small file that another host has as well. The subject is a pool and a name, and the host and the path
    that it is carried from. What is there is "there"."""

    name = "carried file"
    noun = "volume"

    async def look(self, site: Site, subject: str) -> str | None:
        pool, name, *_ = parts(subject)
        return "there" if await site.virt(lambda it: it.storage.find(pool, name)) is not None else None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        pool, name, host, path = parts(deed.subject)
        await delete_volume(site, pool, name)
        if deed.after is None:
            return ""
        done = await site.peer(host).run("head", "-c", str(_LARGEST + 1), "--", path)
        if done.status or len(done.out) > _LARGEST:
            raise HostError(f"{host}: {path} cannot be read, or is larger than 64 MiB")
        folder = await site.virt(lambda it: it.storage.folder(pool))
        made = f"{folder}/{name}"
        await site.must("dd", f"of={made}{PART}", "conv=fsync", "status=none", data=done.out)
        await site.must("mv", "-T", "--", made + PART, made)
        await site.work(lambda it: it.storage.refresh(pool))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        pool, name, host, path = parts(deed.subject)
        if deed.after is None:
            return (("virsh", "vol-delete", "--pool", pool, "--", name),)
        return (("scp", "--", f"{host}:{path}", name), ("virsh", "pool-refresh", "--", pool))
