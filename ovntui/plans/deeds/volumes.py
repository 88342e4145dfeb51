"""Volumes of storage pools whose pools are folders: new ones, filled ones, and such as go for good."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Final

from ovntui.cloud.rows.libvirt import Volume as Row
from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.hosts.volume_xml import NewVolume
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.deeds.subject import parts
from ovntui.plans.errors import Refusal
from ovntui.plans.plan import Deed

PART: Final = ".ovntui-part"
"""What stands behind the name of a volume that is not filled yet."""

_UNFINISHED: Final = "unfinished"
_HOURS: Final = 12 * 3600.0
"""Seconds that a copy or an upload may take."""
_LOOK: Final = 1.0
"""Seconds between two looks at how far a copy is."""


def state(capacity: int, form: str, backing: str = "", backing_format: str = "") -> str:
    """A volume as deeds hold it. A backing image comes with its format."""
    told = [f"capacity {capacity}", f"format {form}"]
    if backing:
        told += [f"thin over {backing}", f"in format {backing_format}"]
    return "\n".join(told)


def _meant(name: str, told: str) -> NewVolume:
    said = dict(_said(line) for line in told.splitlines())
    return NewVolume(
        name=name,
        capacity=int(said["capacity"]),
        format="qcow2" if said["format"] == "qcow2" else "raw",
        backing=said.get("thin over", ""),
        backing_format=said.get("in format", ""),
    )


def _said(line: str) -> tuple[str, str]:
    word = next(word for word in ("capacity", "format", "thin over", "in format") if line.startswith(word))
    return word, line.removeprefix(f"{word} ")


class Volume(Craft):
    """The subject is a pool and a name; behind them, for one that is to hold what another does, "copy" and
    that one's pool and name, or "file" and the path of a file here. One that is being filled has another name
    until it is whole."""

    name = "volume"
    noun = "volume"
    can_stop = True

    async def look(self, site: Site, subject: str) -> str | None:
        pool, name, *_ = parts(subject)
        found = await site.virt(lambda there: there.storage.find(pool, name))
        if found is None:
            part = await site.virt(lambda there: there.storage.find(pool, name + PART))
            return None if part is None else _UNFINISHED
        return state(found.capacity, found.format, found.backing, found.backing_format)

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        pool, name, *source = parts(deed.subject)
        await delete_volume(site, pool, name + PART)
        if deed.after is None or await site.virt(lambda there: there.storage.find(pool, name)) is not None:
            await delete_volume(site, pool, name)
        if deed.after is None:
            return ""
        volume = _meant(name, deed.after)
        if not source:
            await site.work(lambda there: there.storage.create(pool, volume))
            return ""
        try:
            part = _meant(name + PART, deed.after)
            fill = _copy if source[0] == "copy" else _upload
            path = await fill(site, pool, part, source[1:], tell)
            await site.must("mv", "-T", "--", path, path.removesuffix(PART))
        except HostError:
            await delete_volume(site, pool, name + PART)
            raise
        await site.work(lambda there: there.storage.refresh(pool))
        if source[0] == "file":  # whose size is its own
            await _grow(site, pool, volume)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        pool, name, *source = parts(deed.subject)
        if deed.after is None:
            return (("virsh", "vol-delete", "--pool", pool, "--", name),)
        volume = _meant(name, deed.after)
        if source and source[0] == "copy":
            return (
                ("virsh", "vol-clone", "--pool", pool, "--", source[2], name),
                ("virsh", "vol-resize", "--pool", pool, "--", name, f"{volume.capacity}b"),
            )
        made = ["virsh", "vol-create-as", "--format", volume.format]
        if volume.backing:
            made += ["--backing-vol", volume.backing, "--backing-vol-format", volume.backing_format]
        made += ["--allocation", "0", "--", pool, name, f"{volume.capacity}b"]
        if source:
            return tuple(made), ("virsh", "vol-upload", "--pool", pool, "--", name, source[1])
        return (tuple(made),)


class DeletedVolume(Volume):
    """One that goes, and all that is in it."""

    name = "deleted volume"

    def inverse(self, deed: Deed) -> Deed | None:
        raise Refusal(f"what was in {parts(deed.subject)[1]} is lost: a deleted disk cannot be brought back")


async def _grow(site: Site, pool: str, volume: NewVolume) -> None:
    found = await site.virt(lambda there: there.storage.find(pool, volume.name))
    if found is not None and found.capacity < volume.capacity:
        await site.work(lambda there: there.storage.resize(pool, volume.name, volume.capacity))


async def delete_volume(site: Site, pool: str, name: str) -> None:
    """Let there be no such volume."""
    if await site.virt(lambda there: there.storage.find(pool, name)) is not None:
        await site.work(lambda there: there.storage.delete(pool, name))


async def _copy(site: Site, pool: str, volume: NewVolume, source: list[str], tell: Tell) -> str:
    source_pool, source_name = source
    template = await site.virt(lambda there: there.storage.find(source_pool, source_name))
    if template is None:
        raise HostError(f"{site.name}: there is no volume {source_name} in pool {source_pool} any more")
    begun = NewVolume(name=volume.name, capacity=template.capacity, format=volume.format)
    job = site.work(lambda there: there.storage.copy(pool, begun, source_pool, source_name), _HOURS)
    path = await _watched(site, pool, template, volume.name, job, tell)
    if volume.capacity > template.capacity:
        await site.work(lambda there: there.storage.resize(pool, volume.name, volume.capacity))
    return path


async def _watched(site: Site, pool: str, template: Row, name: str, job: Awaitable[str], tell: Tell) -> str:
    """Tell how far a copy is while it is made."""
    task = asyncio.ensure_future(job)
    try:
        while not (await asyncio.wait([task], timeout=_LOOK))[0]:
            made = await site.virt(lambda there: there.storage.find(pool, name))
            if made is not None and template.allocation:
                tell(f"copy {template.name}", min(1.0, made.allocation / template.allocation))
    except (
        HostError
    ):  # it was given up, which libvirt cannot do: what it makes can be deleted once it is made
        await asyncio.wait([task])
        raise
    finally:
        task.cancel()
    return task.result()


async def _upload(site: Site, pool: str, volume: NewVolume, source: list[str], tell: Tell) -> str:
    file = Path(source[0])
    gone, sent = False, 0

    def progress(now: int) -> bool:
        nonlocal sent
        sent = now
        return not gone

    path = await site.work(lambda there: there.storage.create(pool, volume))
    job = site.work(lambda there: there.storage.upload(pool, volume.name, file, progress), _HOURS)
    task = asyncio.ensure_future(job)
    try:
        size = max(1, (await asyncio.to_thread(file.stat)).st_size)
        while not (await asyncio.wait([task], timeout=_LOOK))[0]:
            tell(f"upload {file.name}", min(1.0, sent / size))
        task.result()
    except OSError as error:
        raise HostError(f"{file}: {error.strerror or error}") from error
    finally:
        gone = True
        await asyncio.wait([task])
    return path
