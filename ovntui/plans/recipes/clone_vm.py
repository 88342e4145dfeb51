"""Clone a VM that is off: its disks copied within their pools, with logical ports of its own."""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Vm
from ovntui.cloud.rows.libvirt import Disk
from ovntui.hosts.clone_xml import cards, cloned
from ovntui.plans.act import Act
from ovntui.plans.acts.ports import join_groups
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.subject import subject
from ovntui.plans.deeds.volumes import state
from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Field, Query, Recipe, Values, View, Wish
from ovntui.plans.recipes.sizes import size_text
from ovntui.plans.recipes.things import said, yes
from ovntui.plans.recipes.vm_disks import Image, all_images
from ovntui.plans.recipes.vm_nics import NicPlanner, PlannedNic, served_queries
from ovntui.plans.recipes.vm_power import taken_on, vm_name_fault
from ovntui.plans.recipes.vm_things import FIELD, chosen_vm, vm_field
from ovntui.plans.values import elements

_NUMBER: Final = re.compile(r"(.*?)(-?)(\d*)")


def _looks(cloud: Cloud, values: Values) -> Iterable[Look]:
    vm = chosen_vm(View(cloud), values)
    return [Look(vm.host.key, "definition", vm.uuid)] if vm is not None else []


def _queries(cloud: Cloud, values: Values) -> Iterator[Query]:
    vm = chosen_vm(View(cloud), values)
    if vm is not None:
        yield from served_queries(cloud, [nic.switch.key for nic in vm.nics if nic.switch is not None])
        for key in (nic.port.key for nic in vm.nics if nic.port is not None and nic.port.key):
            yield Query("Port_Group", ("name", "ports"), [("ports", "includes", ("uuid", key))])


def _disks(vm: Vm) -> list[Disk]:
    return [disk for disk in vm.disks if disk.device in ("disk", "lun") and disk.source]


def _images(view: View, vm: Vm) -> dict[str, Image]:
    """The volumes that its disks are, by their paths."""
    paths = {disk.source for disk in _disks(vm)}
    return {one.volume.path: one for one in all_images(view, vm.host.key) if one.volume.path in paths}


def _names(vm: Vm, images: dict[str, Image], name: str) -> dict[str, str]:
    """What the volumes of a clone of that name are called, by the paths of the old ones."""
    found = {}
    for number, disk in enumerate(_disks(vm)):
        if disk.source in images:
            which = "" if number == 0 else f"-{disk.target}"
            found[disk.source] = f"{name}{which}.{images[disk.source].volume.format}"
    return found


def _vm_fault(view: View, vm: Vm) -> str | None:
    if vm.is_on:
        return f"{vm.name} is {vm.state}: shut it down first, a disk in use cannot be copied"
    if not vm.persistent:
        return f"{vm.name} is gone once it is off: there is no definition of it to be cloned"
    images = _images(view, vm)
    for disk in _disks(vm):
        image = images.get(disk.source)
        if image is None:
            return f"disk {disk.target}, {disk.source}, is in no pool of {vm.host.name}: it cannot be copied"
        if image.volume.format not in ("qcow2", "raw"):
            return f"disk {disk.target} is {image.volume.format}: only qcow2 and raw are copied"
    return next(_no_room(view, vm, images.values()), None)


def _no_room(view: View, vm: Vm, images: Iterable[Image]) -> Iterator[str]:
    """Where a copy may not fit. It stands alone, and so takes what it is thin over as well."""
    beneath = {one.volume.path: one.volume for one in all_images(view, vm.host.key)}
    needed: dict[str, int] = {}
    rooms = {}
    for image in images:
        volume, taken = image.volume, image.volume.allocation
        while volume.backing in beneath and taken < image.volume.capacity:
            volume = beneath[volume.backing]
            taken += volume.allocation
        rooms[image.pool.name] = image.pool.available
        needed[image.pool.name] = needed.get(image.pool.name, 0) + min(taken, image.volume.capacity)
    for pool, size in needed.items():
        if size > rooms[pool]:
            yield f"pool {pool} has {size_text(rooms[pool])} left, and the copies take {size_text(size)}"


def _name(view: View, values: Values) -> str:
    """The next number behind its name that is free."""
    vm = chosen_vm(view, values)
    if vm is None:
        return ""
    begun = _NUMBER.fullmatch(vm.name)
    base, dash, number = begun.groups() if begun else (vm.name, "", "")
    names = (f"{base}{dash if number else '-'}{n}" for n in count(int(number or 1) + 1))
    return next(name for name in names if _taken(view, vm, name) is None)


def _taken(view: View, vm: Vm, name: str) -> str | None:
    if fault := taken_on(view, vm.host.key, name):
        return fault
    images = _images(view, vm)
    made = {(images[path].pool.name, volume) for path, volume in _names(vm, images, name).items()}
    there = {(one.pool.name, one.volume.name) for one in all_images(view, vm.host.key)}
    return next((f"a volume {volume} is there already" for _, volume in made & there), None)


def _name_fault(view: View, values: Values) -> str | None:
    vm, name = chosen_vm(view, values), said(values, "name")
    return vm_name_fault(name) or (_taken(view, vm, name) if vm is not None else None)


def _clone(view: View, values: Values) -> Wish:
    vm, name = chosen_vm(view, values), said(values, "name")
    assert vm is not None  # the form says so
    host, key = vm.host.key, str(uuid.uuid4())
    xml = view.found.get(Look(host, "definition", vm.uuid))
    if xml is None:
        raise Refusal(f"{host} does not say how {vm.name} is made")
    images = _images(view, vm)
    made = _names(vm, images, name)
    planned, new_cards = _plan_cards(view, vm, NicPlanner(view, host, name, key), xml)
    paths = {path: f"{images[path].pool.path}/{volume}" for path, volume in made.items()}
    new = cloned(xml, name, key, new_cards, paths)
    acts: list[Act | HostAct] = [one.port for one in planned.values() if one.port is not None]
    acts += _memberships(view, planned)
    acts += [_copy(host, images[path], volume) for path, volume in made.items()]
    acts.append(HostAct(f"define VM {name} on {host}, as {vm.name}", host, "definition", key, lambda _: new))
    if yes(values, "start"):
        acts.append(HostAct(f"start {name}", host, "first start", key, lambda _: "on"))
        for one in planned.values():
            sentence = f"wait until {name} is up on {one.wish.name}"
            acts.append(HostAct(sentence, host, "plugged", one.nic.iface_id, lambda _: "up"))
    return Wish(
        acts=tuple(acts),
        meaning=(*_meaning(vm, planned.values()),),
        shows=("vm", f"{host}/{key}"),
    )


def _plan_cards(
    view: View, vm: Vm, planner: NicPlanner, xml: str
) -> tuple[dict[str, PlannedNic], dict[str, tuple[str, str]]]:
    """Those that get a port of their own, by the old port's key, and for each card the MAC address and
    iface_id of its like."""
    planned, found = {}, {}
    known = {nic.mac.lower(): nic for nic in vm.nics}
    for card in cards(xml):
        nic = known.get(card.mac.lower())
        if nic is None or nic.port is None or not nic.port.key or nic.switch is None:
            found[card.mac] = planner.another(card.source)
            continue
        port = view.cloud.ports[nic.port.key]
        one = planner.plan(
            nic.switch.key if port.dynamic_addresses is None else f"{nic.switch.key} dynamic",
            secures=bool(port.port_security),
            serves=port.dhcpv4 is not None or port.dhcpv6 is not None,
        )
        planned[port.key] = one
        found[card.mac] = (one.nic.mac, one.nic.iface_id)
    return planned, found


def _memberships(view: View, planned: Mapping[str, PlannedNic]) -> Iterator[Act]:
    """The new ports in the port groups that the old ones are in, whose ACLs are to hold for them as well."""
    rows = view.rows.get("Port_Group", {})
    for number, (old, one) in enumerate(planned.items(), 1):
        groups = {
            uuid: str(row["name"]) for uuid, row in rows.items() if ("uuid", old) in elements(row["ports"])
        }
        if groups:
            yield join_groups(one.nic.iface_id, groups, f"port{number}")


def _copy(host: str, image: Image, volume: str) -> HostAct:
    sentence = f"copy disk {image.name} to {image.pool.name}/{volume}: {size_text(image.volume.capacity)}"
    about = subject(image.pool.name, volume, "copy", image.pool.name, image.volume.name)
    wanted = state(image.volume.capacity, image.volume.format)
    return HostAct(sentence, host, "volume", about, lambda _: wanted)


def _meaning(vm: Vm, planned: Iterable[PlannedNic]) -> Iterator[str]:
    for one in planned:
        got = ", ".join(one.addresses) or "an address of northd's choice"
        yield f"{one.nic.mac} on {one.wish.name}: {got}{', by DHCP' if one.is_served else ''}"
    yield f"its guest takes itself for {vm.name}: host name, SSH keys and addresses are on the copied disk"


RECIPES: Final = (
    Recipe(
        name="clone-vm",
        title="Clone",
        summary="A VM like one that is off: its disks copied, its ports new.",
        subject="vm",
        target=FIELD,
        fields=(
            vm_field(check=_vm_fault),
            Field(
                name="name",
                label="Name",
                help="what the clone is called",
                required=True,
                default=_name,
                check=_name_fault,
            ),
            Field(
                name="start",
                label="Start it now",
                help="start it, and wait until its ports are up",
                kind="switch",
                default=lambda _, __: "no",
            ),
        ),
        wish=_clone,
        queries=_queries,
        looks=_looks,
    ),
)
