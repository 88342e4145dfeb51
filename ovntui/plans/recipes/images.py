"""Images in the pools of hosts: fetched by a host itself, and deleted."""

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlsplit

from ovntui.cloud.rows.libvirt import Pool
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.deeds.subject import subject
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish
from ovntui.plans.recipes.sizes import size_text
from ovntui.plans.recipes.things import name_fault, said, some_of
from ovntui.plans.recipes.vm_disks import GIB, Image, all_images, folders
from ovntui.plans.recipes.vm_things import host_fault, host_offers

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def _url_fault(_: View, values: Values) -> str | None:
    url = said(values, "url")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "file") or any(not char.isprintable() for char in url):
        return "give an address that the host can reach: https://…, http://…, or file:///PATH on the host"
    return None if parts.path.strip("/") else "the address names no file"


def _name(_: View, values: Values) -> str:
    return urlsplit(said(values, "url")).path.rpartition("/")[2]


def _name_fault(view: View, values: Values) -> str | None:
    host, name = said(values, "host"), said(values, "name")
    if "/" in name or name in (".", ".."):
        return "a volume's name holds no /"
    if fault := name_fault(name):
        return fault
    taken = (one for pool in _chosen_pools(view, values) for one in pool.volumes if one.name == name)
    return f"there is a volume {name} on {host} already" if any(taken) else None


def _chosen_pools(view: View, values: Values) -> list[Pool]:
    return [one for one in folders(view, said(values, "host")) if one.name == said(values, "pool")]


def _pools(view: View, values: Values) -> Iterator[Offer]:
    for pool in folders(view, said(values, "host")):
        yield Offer(pool.name, f"{pool.available // GIB:,} GiB of {pool.capacity // GIB:,} free")


def _pool(view: View, values: Values) -> str:
    return next((one.name for one in folders(view, said(values, "host"))), "")


def _digest_fault(_: View, values: Values) -> str | None:
    return None if _SHA256.fullmatch(said(values, "sha256")) else "a SHA-256 is 64 hex digits"


def _import(_: View, values: Values) -> Wish:
    host, pool, name, url = (said(values, field) for field in ("host", "pool", "name", "url"))
    about = subject(pool, name, url, said(values, "sha256"))
    act = HostAct(f"fetch {url} to {host} as {pool}/{name}", host, "fetched image", about, lambda _: "there")
    unchecked = not said(values, "sha256") and not url.startswith("file:")
    warnings = ("nobody checks that it is what it is meant to be: give its SHA-256",) if unchecked else ()
    return Wish(acts=(act,), warnings=warnings, shows=("host", host))


def _image(view: View, values: Values) -> Image | None:
    chosen = said(values, "image")
    return next((one for one in all_images(view, said(values, "host")) if one.name == chosen), None)


def _images(view: View, values: Values) -> Iterator[Offer]:
    for one in all_images(view, said(values, "host")):
        users = _users(view, values, one)
        used = f", in use by {some_of(users, '', '').strip()}" if users else ""
        yield Offer(one.name, f"{one.volume.format}, {size_text(one.volume.allocation)}{used}")


def _users(view: View, values: Values, image: Image) -> list[str]:
    """The VMs of the host whose disk it is, and the layers over it."""
    host, path = said(values, "host"), image.volume.path
    vms = (vm for vm in view.cloud.vms.values() if vm.host.key == host)
    users = [vm.name for vm in vms if any(disk.source == path for disk in vm.disks)]
    return users + [one.name for one in all_images(view, host) if one.volume.backing == path]


def _image_fault(view: View, values: Values) -> str | None:
    image = _image(view, values)
    users = _users(view, values, image) if image is not None else []
    return f"{some_of(users, 'needs', 'need')} it" if users else None


def _delete(view: View, values: Values) -> Wish:
    image, host = _image(view, values), said(values, "host")
    assert image is not None  # the form says so
    about = subject(image.pool.name, image.volume.name)
    act = HostAct(f"delete {image.name} from {host}", host, "deleted volume", about, lambda _: None)
    return Wish(
        acts=(act,), warnings=(f"what is in {image.name} is lost for good",), confirm=image.volume.name
    )


def name_field(proposed: Callable[[View, Values], str]) -> Field:
    """What a volume that is to be is called."""
    return Field(
        name="name",
        label="Name",
        help="what the volume is called",
        required=True,
        default=proposed,
        check=_name_fault,
    )


HOST: Final = Field(
    name="host",
    label="Host",
    help="on which host",
    kind="choice",
    required=True,
    offers=host_offers,
    check=host_fault,
)

POOL: Final = Field(
    name="pool",
    label="Pool",
    help="the storage pool that it goes into",
    kind="choice",
    required=True,
    default=_pool,
    offers=_pools,
)

RECIPES: Final = (
    Recipe(
        name="import-image",
        title="Import an image",
        summary="A host fetches an image into one of its pools.",
        subject="host",
        target="host",
        fields=(
            HOST,
            Field(
                name="url",
                label="From",
                help="https://…, http://…, or file:///PATH for a file there; the host fetches it by curl",
                required=True,
                check=_url_fault,
            ),
            POOL,
            name_field(_name),
            Field(
                name="sha256",
                label="SHA-256",
                help="what whoever gives it away says that its SHA-256 is",
                check=_digest_fault,
            ),
        ),
        wish=_import,
    ),
    Recipe(
        name="delete-image",
        title="Delete an image",
        summary="Delete a volume that no VM and no other volume needs.",
        subject="host",
        target="host",
        fields=(
            HOST,
            Field(
                name="image",
                label="Image",
                help="the volume, as POOL/VOLUME",
                kind="choice",
                required=True,
                offers=_images,
                check=_image_fault,
            ),
        ),
        wish=_delete,
    ),
)
