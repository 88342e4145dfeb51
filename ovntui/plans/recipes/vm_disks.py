"""Where a new VM's disk comes from."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ovntui.cloud.rows.libvirt import Pool, Volume
from ovntui.hosts.vm_xml import VmDisk
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.deeds.subject import subject
from ovntui.plans.deeds.volumes import state
from ovntui.plans.errors import Refusal
from ovntui.plans.local_image import local_image
from ovntui.plans.recipe import Field, Offer, Values, View, any_of
from ovntui.plans.recipes.sizes import bytes_of, size_fault, size_text
from ovntui.plans.recipes.things import said
from ovntui.plans.recipes.upload_files import upload_act, upload_fault

THIN, COPY, EMPTY, UPLOAD, FILE, NONE = "thin", "copy", "empty", "upload", "file", "none"
GIB: Final = 2**30

_FOLDERS: Final = ("dir", "fs", "netfs")
"""Kinds of pools whose volumes are files."""


@dataclass(frozen=True, slots=True)
class Image:
    """A volume that may be what a disk begins with."""

    pool: Pool
    volume: Volume

    @property
    def name(self) -> str:
        """How it is chosen."""
        return f"{self.pool.name}/{self.volume.name}"


def folders(view: View, host: str) -> list[Pool]:
    """The pools of a host whose volumes are files, and whose names can be chosen, most room first."""
    pools = (one for one in view.cloud.pools(host) if one.kind in _FOLDERS and "/" not in one.name)
    return sorted(pools, key=lambda pool: (-pool.available, pool.name))


def all_images(view: View, host: str) -> list[Image]:
    """The volumes of those pools."""
    return [Image(pool, volume) for pool in folders(view, host) for volume in pool.volumes]


def images(view: View, host: str) -> list[Image]:
    """Those that hold a file system or may."""
    return [
        one
        for one in all_images(view, host)
        if one.volume.format in ("qcow2", "raw") and not one.volume.name.endswith(".iso")
    ]


def image_of(view: View, values: Values) -> Image | None:
    """The image that was chosen."""
    chosen = values.get("image", "")
    return next((one for one in images(view, said(values, "host")) if one.name == chosen), None)


def _disk(view: View, values: Values) -> str:
    host = said(values, "host")
    return THIN if images(view, host) else EMPTY if folders(view, host) else NONE


def _disk_fault(view: View, values: Values) -> str | None:
    host, disk = said(values, "host"), said(values, "disk")
    if disk in (THIN, COPY, EMPTY, UPLOAD) and not folders(view, host):
        return f"{host} has no active storage pool that is a folder: define one, or name a file"
    if disk in (THIN, COPY) and not images(view, host):
        return f"no pool of {host} holds an image: import one first, or make an empty disk"
    return None


def _makes(_: View, values: Values) -> bool:
    return said(values, "disk") in (THIN, COPY, EMPTY, UPLOAD)


def _begins(_: View, values: Values) -> bool:
    return said(values, "disk") in (THIN, COPY)


def _uploads(_: View, values: Values) -> bool:
    return said(values, "disk") == UPLOAD


def _kinds(view: View, _: Values) -> Iterator[Offer]:
    kinds = (THIN, COPY, EMPTY, UPLOAD, FILE, NONE)
    return (Offer(kind) for kind in kinds if kind != UPLOAD or view.at_home)


def _chosen_pool(view: View, values: Values) -> Pool | None:
    pools = folders(view, said(values, "host"))
    return next((one for one in pools if one.name == said(values, "pool")), None)


def _least(view: View, values: Values) -> tuple[int, str] | None:
    """The bytes that the disk has at least, and whose they are; None where it begins with nothing."""
    if _uploads(view, values):
        with contextlib.suppress(Refusal):  # which is told beside its own field
            return local_image(said(values, "upload")).size, "the file"
    image = image_of(view, values) if _begins(view, values) else None
    return None if image is None else (image.volume.capacity, "its image")


def _names_file(_: View, values: Values) -> bool:
    return said(values, "disk") == FILE


def _pool_offers(view: View, values: Values) -> Iterator[Offer]:
    for pool in folders(view, said(values, "host")):
        yield Offer(pool.name, f"{pool.available // GIB:,} GiB of {pool.capacity // GIB:,} free")


def _pool(view: View, values: Values) -> str:
    image = image_of(view, values)
    if image is not None:
        return image.pool.name
    return next((one.name for one in folders(view, said(values, "host"))), "")


def _image_offers(view: View, values: Values) -> Iterator[Offer]:
    used = {volume.backing for pool in view.cloud.pools(said(values, "host")) for volume in pool.volumes}
    for one in images(view, said(values, "host")):
        volume = one.volume
        thin = ", thin" if volume.backing else ""
        base = ", others are thin over it" if volume.path in used else ""
        yield Offer(one.name, f"{volume.format}, {size_text(volume.capacity)}{thin}{base}")


def _image(view: View, values: Values) -> str:
    """The one that stands alone and is no VM's disk, where there is just one."""
    used = {disk.source for vm in view.cloud.vms.values() for disk in vm.disks}
    found = images(view, said(values, "host"))
    bases = [one for one in found if not one.volume.backing and one.volume.path not in used]
    return bases[0].name if len(bases) == 1 else ""


def _size(view: View, values: Values) -> str:
    least = _least(view, values)
    return size_text(least[0]) if least is not None else "10 GiB"


def _size_fault(view: View, values: Values) -> str | None:
    least, whose = _least(view, values) or (2**20, "a disk")
    if fault := size_fault(said(values, "size"), GIB, least, whose):
        return fault
    image = image_of(view, values)
    if said(values, "disk") != COPY or image is None:
        return None
    pool = _chosen_pool(view, values)
    needed = image.volume.allocation
    if pool is not None and pool.available < needed:
        return (
            f"pool {pool.name} has {size_text(pool.available)} left, and the copy takes {size_text(needed)}"
        )
    return None


def file_fault(path: str) -> str | None:
    """What is wrong with the path of a file on a host."""
    if not path.startswith("/") or any(not char.isprintable() for char in path):
        return "give the whole path of a file on the host, as in /var/lib/libvirt/images/disk.qcow2"
    return None


def volume_name(vm: str, form: str = "qcow2") -> str:
    """What the disk of a VM is called: a file's name."""
    return f"{vm}.{'qcow2' if form == 'qcow2' else 'img'}"


def disk_act(view: View, values: Values, vm: str) -> tuple[HostAct | None, VmDisk | None]:
    """What makes the disk, and how the VM sees it."""
    host, kind = said(values, "host"), said(values, "disk")
    if kind == NONE:
        return None, None
    if kind == FILE:
        form = said(values, "format")
        return None, VmDisk(path=said(values, "file"), format=form)
    pool = next(one for one in folders(view, host) if one.name == said(values, "pool"))
    name = volume_name(vm)
    size = bytes_of(said(values, "size"), GIB)
    assert size is not None  # the form says so
    if kind == UPLOAD:
        local = local_image(said(values, "upload"))
        form = "qcow2" if local.format == "qcow2" else "raw"
        name = volume_name(vm, form)
        act = upload_act(host, pool.name, name, local, size)
        return act, VmDisk(path=f"{pool.path}/{name}", format=form)
    image = image_of(view, values) if kind != EMPTY else None
    wanted = state(size, "qcow2")
    about = subject(pool.name, name)
    sentence = f"make disk {name} in pool {pool.name}: {size_text(size)}, empty"
    if image is not None and kind == THIN:
        wanted = state(size, "qcow2", image.volume.path, image.volume.format)
        sentence = f"make disk {name} in pool {pool.name}: {size_text(size)}, thin over {image.name}"
    elif image is not None:
        about = subject(pool.name, name, "copy", image.pool.name, image.volume.name)
        sentence = f"make disk {name} in pool {pool.name}: {size_text(size)}, a copy of {image.name}"
    act = HostAct(sentence, host, "volume", about, lambda _: wanted)
    return act, VmDisk(path=f"{pool.path}/{name}", format="qcow2")


DISK_FIELDS: Final = (
    Field(
        name="disk",
        label="Disk",
        help="thin: a layer over an image; copy: of one; empty; upload: a file here; file: one there; none",
        kind="choice",
        required=True,
        default=_disk,
        offers=_kinds,
        check=_disk_fault,
    ),
    Field(
        name="image",
        label="Image",
        help="what the disk begins with, as POOL/VOLUME",
        kind="choice",
        required=True,
        default=_image,
        offers=_image_offers,
        applies=_begins,
    ),
    Field(
        name="upload",
        label="Upload",
        help="the path of a qcow2 or raw image on this machine",
        required=True,
        check=lambda view, values: upload_fault(view, said(values, "upload"), _chosen_pool(view, values)),
        applies=_uploads,
    ),
    Field(
        name="pool",
        label="Pool",
        help="the storage pool in which the disk is made",
        kind="choice",
        required=True,
        default=_pool,
        offers=_pool_offers,
        applies=_makes,
    ),
    Field(
        name="size",
        label="Size",
        help="what the VM sees of it, as in 20 GiB; it takes room only as it is written to",
        required=True,
        default=_size,
        check=_size_fault,
        applies=_makes,
    ),
    Field(
        name="file",
        label="File",
        help="the path of the disk's file on the host; it is used as it is, and never deleted by undo",
        required=True,
        check=lambda _, values: file_fault(said(values, "file")),
        applies=_names_file,
    ),
    Field(
        name="format",
        label="Format",
        help="the format of the file",
        kind="choice",
        required=True,
        default=lambda _, values: "raw" if said(values, "file").endswith((".raw", ".img")) else "qcow2",
        offers=any_of("qcow2", "raw"),
        applies=_names_file,
    ),
)
"""What is asked about it. A field named host comes before."""
