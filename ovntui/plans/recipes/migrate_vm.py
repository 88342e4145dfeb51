"""Move a VM to another host while it runs, its disks along with it where the hosts do not share them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Named, Vm
from ovntui.cloud.rows.libvirt import Disk, Pool
from ovntui.plans.act import Act, Restoring
from ovntui.plans.acts.deltas import Delta, change_keys
from ovntui.plans.addresses import address_fault
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.subject import subject
from ovntui.plans.deeds.volumes import state
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish
from ovntui.plans.recipes.sizes import size_text
from ovntui.plans.recipes.things import said, some_of
from ovntui.plans.recipes.vm_disks import Image, all_images, folders
from ovntui.plans.recipes.vm_things import FIELD, able_hosts, chosen_vm, free_memory, host_offers, vm_field

_SHARED: Final = ("netfs",)
"""Kinds of pools that several hosts see."""


def _looks(cloud: Cloud, values: Values) -> Iterable[Look]:
    vm = chosen_vm(View(cloud), values)
    return [Look(vm.host.key, "snapshots", vm.uuid)] if vm is not None else []


def _vm_fault(view: View, vm: Vm) -> str | None:
    if not vm.is_on:
        return f"{vm.name} is {vm.state}: only a VM that is on moves"
    if not vm.persistent:
        return f"{vm.name} is gone once it is off, and its host keeps no definition of it that could go along"
    if found := view.found.get(Look(vm.host.key, "snapshots", vm.uuid)):
        return f"libvirt moves no VM with snapshots: {some_of(found.splitlines(), 'is', 'are')} there"
    for nic in vm.nics:
        port = view.cloud.ports[nic.port.key] if nic.port is not None and nic.port.key else None
        if port is not None and port.requested_chassis:
            where = port.requested_chassis[0].name
            return f"its port {port.name} may be bound on {where} only (options:requested-chassis)"
    return None


def _others(view: View, values: Values) -> list[str]:
    vm = chosen_vm(view, values)
    return [host for host in able_hosts(view) if vm is not None and host != vm.host.key]


def _to(view: View, values: Values) -> str:
    return next(iter(_others(view, values)), "")


def _offers(view: View, values: Values) -> Iterator[Offer]:
    others = _others(view, values)
    return (offer for offer in host_offers(view, values) if offer.value in others)


def _to_fault(view: View, values: Values) -> str | None:
    vm, to = chosen_vm(view, values), said(values, "to")
    if vm is None:
        return None
    here, there = view.cloud.hosts[vm.host.key], view.cloud.hosts[to]
    if any(one.name == vm.name for one in view.cloud.vms.values() if one.host.key == to):
        return f"there is a VM {vm.name} on {to} already"
    bridges = {one.name for one in there.bridges}
    missing = {nic.source for nic in vm.nics if nic.iface_id} & {one.name for one in here.bridges} - bridges
    if missing:
        return f"{to} has no bridge {min(missing)}, into which {vm.name} is plugged"
    if not _copies(view, vm):
        return None
    return next(_not_there(view, vm, to), None)


def _not_there(view: View, vm: Vm, to: str) -> Iterator[str]:
    """What keeps its disks from going along."""
    for disk, image in _images(view, vm):
        if image is None:
            yield f"disk {disk.target}, {disk.source}, is in no pool of {vm.host.name}: it cannot go along"
        elif (pool := _pool(view, to, image)) is None:
            yield f"{to} has no pool at {image.pool.path}, where disk {disk.target} has to be"
        elif any(one.name == image.volume.name for one in pool.volumes):
            yield f"there is a volume {image.volume.name} in pool {pool.name} of {to} already"
        elif pool.available < image.volume.allocation:
            yield f"pool {pool.name} of {to} has {size_text(pool.available)} left: too little"


def _images(view: View, vm: Vm) -> list[tuple[Disk, Image | None]]:
    """What is in its drives, and the volumes that these are."""
    known = {one.volume.path: one for one in all_images(view, vm.host.key)}
    return [(disk, known.get(disk.source)) for disk in vm.disks if disk.source]


def _copies(view: View, vm: Vm) -> bool:
    """Whether its disks have to go along: those of pools that several hosts see are there already."""
    found = _images(view, vm)
    return bool(found) and not all(image is not None and image.pool.kind in _SHARED for _, image in found)


def _pool(view: View, host: str, image: Image) -> Pool | None:
    return next((one for one in folders(view, host) if one.path == image.pool.path), None)


def _address(view: View, values: Values, *, back: bool = False) -> str:
    """Where one host's tunnels reach the other."""
    vm, to = chosen_vm(view, values), view.cloud.hosts.get(said(values, "to"))
    here = view.cloud.hosts.get(vm.host.key) if vm is not None else None
    if here is None or to is None:
        return ""
    source, target = (to, here) if back else (here, to)
    found = (one.remote_ip for one in source.tunnels if one.chassis_name == target.system_id)
    return next(found, "")


def _address_field(field: str) -> Field:
    help_text = {
        "address": "an address of that host at which this one's QEMU reaches it (TCP from 49152 on)",
        "back": "an address of this host at which that one's reaches it, for the way back",
    }[field]
    return Field(
        name=field,
        label="Its address" if field == "address" else "Our address",
        help=help_text,
        required=True,
        default=lambda view, values: _address(view, values, back=field == "back"),
        check=lambda _, values: address_fault(said(values, field)),
    )


def _migrate(view: View, values: Values) -> Wish:
    vm, to = chosen_vm(view, values), said(values, "to")
    assert vm is not None  # the form says so
    here = vm.host.key
    copies = _copies(view, vm)
    acts: list[Act | HostAct | Restoring] = list(_disk_acts(view, vm, to)) if copies else []
    if vm.autostart:
        acts.append(HostAct(f"no longer start it with {here}", here, "autostart", vm.uuid, lambda _: None))
    about = subject(
        *(vm.uuid, here, said(values, "back"), to, said(values, "address"), "copy" if copies else "")
    )
    ports = [nic.port for nic in vm.nics if nic.port is not None and nic.port.key]
    acts += [_everywhere(view, vm, to, port) for port in ports]
    with_disks = " with its disks" if copies and any(disk.device == "disk" for disk in vm.disks) else ""
    acts.append(
        HostAct(f"move {vm.name} from {here} to {to}{with_disks}", here, "place", about, lambda _: to)
    )
    if ports:
        acts.append(Restoring("let its ports be bound wherever they are plugged in"))
    if vm.autostart:
        acts.append(HostAct(f"start it with {to}", to, "autostart", vm.uuid, lambda _: "yes"))
    for nic in vm.nics:
        if nic.port is not None and nic.port.key:
            sentence = f"wait until {nic.mac} is up on {to}"
            acts.append(HostAct(sentence, to, "plugged", nic.iface_id, lambda _: "up"))
    return Wish(
        acts=tuple(acts),
        meaning=tuple(_meaning(vm, to, copies=copies)),
        warnings=tuple(_warnings(view, vm, to)),
        shows=("vm", f"{to}/{vm.uuid}"),
    )


def _everywhere(view: View, vm: Vm, to: str, port: Named) -> Act:
    """Both hosts have its port at once while it moves (ovn-nb(5), Logical_Switch_Port
    options:requested-chassis): else each of them would take it from the other again and again."""
    systems = [view.cloud.hosts[host].system_id for host in (vm.host.key, to)]
    put = Delta("options", put=(("requested-chassis", ",".join(systems)),))
    act = change_keys("Logical_Switch_Port", port.key, [put], called=port.name)
    return replace(act, sentence=f"let port {port.name} be on {vm.host.key} and {to} at once")


def _disk_acts(view: View, vm: Vm, to: str) -> Iterator[HostAct]:
    """What the other host has to have before: an empty volume for each disk, and what is in other drives."""
    for disk, image in _images(view, vm):
        assert image is not None  # the form says so
        pool = _pool(view, to, image)
        assert pool is not None  # likewise
        volume = image.volume
        if disk.device in ("disk", "lun"):
            wanted = state(volume.capacity, volume.format)
            sentence = f"make room for disk {volume.name} in pool {pool.name} of {to}"
            yield HostAct(sentence, to, "volume", subject(pool.name, volume.name), _always(wanted))
        else:
            about = subject(pool.name, volume.name, vm.host.key, volume.path)
            sentence = f"carry {volume.name} to pool {pool.name} of {to}"
            yield HostAct(sentence, to, "carried file", about, _always("there"))


def _always(wanted: str) -> Callable[[str | None], str]:
    return lambda _: wanted


def _meaning(vm: Vm, to: str, *, copies: bool) -> Iterator[str]:
    yield f"{vm.name} stands still for a moment when {to} takes over, and its ports are bound there then"
    if copies:
        yield f"its disks stay on {vm.host.name} as well, as they were then, until their volumes are deleted"


def _warnings(view: View, vm: Vm, to: str) -> Iterator[str]:
    free = free_memory(view, to)
    if vm.memory > free:
        yield f"{to} has {size_text(max(0, free))} of memory left: it may have to swap, or to kill a VM"


RECIPES: Final = (
    Recipe(
        name="migrate-vm",
        title="Move to another host",
        summary="Move a VM to another host while it runs.",
        subject="vm",
        target=FIELD,
        fields=(
            vm_field(check=_vm_fault),
            Field(
                name="to",
                label="To",
                help="to which host; proposed is the one with most memory to spare",
                kind="choice",
                required=True,
                default=_to,
                offers=_offers,
                check=_to_fault,
            ),
            _address_field("address"),
            _address_field("back"),
        ),
        wish=_migrate,
        looks=_looks,
    ),
)
