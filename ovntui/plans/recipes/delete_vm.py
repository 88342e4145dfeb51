"""Delete a VM: turned off, forgotten by its host, and with it, where that is wanted, its disks and its
logical ports."""

from collections.abc import Iterator
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Vm
from ovntui.cloud.rows.libvirt import Pool, Volume
from ovntui.plans.act import Act
from ovntui.plans.acts.removal import remove_port
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.subject import subject
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish
from ovntui.plans.recipes.things import and_list, some_of, yes
from ovntui.plans.recipes.vm_things import FIELD, chosen_vm, vm_field


def own_ports(view: View, vm: Vm) -> list[tuple[str, str]]:
    """The logical ports of a VM that no other VM is plugged into, with their switches' keys: a VM that moves
    is on two hosts for a while."""
    found = []
    for nic in vm.nics:
        others = view.cloud.vms_of_port(nic.iface_id) if nic.iface_id else ()
        if nic.port is not None and nic.port.key and nic.switch is not None and set(others) <= {vm.key}:
            found.append((nic.port.name, nic.switch.key))
    return found


def own_volumes(view: View, vm: Vm) -> list[tuple[Pool, Volume]]:
    """The disks of a VM that are volumes of its host's pools and that nothing else uses."""
    pools = view.cloud.pools(vm.host.key)
    paths = {disk.source for disk in vm.disks}
    return [
        (pool, volume)
        for pool in pools
        for volume in pool.volumes
        if volume.path in paths and not "".join(_users(view, vm, volume))
    ]


def _users(view: View, vm: Vm, volume: Volume) -> Iterator[str]:
    """Who else uses a volume: other VMs of the host, and thin layers over it."""
    for other in view.cloud.vms.values():
        if other.host == vm.host and other.key != vm.key:
            yield from (other.name for disk in other.disks if disk.source == volume.path)
    for pool in view.cloud.pools(vm.host.key):
        yield from (f"{pool.name}/{one.name}" for one in pool.volumes if one.backing == volume.path)


def _has_volumes(view: View, values: Values) -> bool:
    vm = chosen_vm(view, values)
    return vm is not None and bool(own_volumes(view, vm))


def _has_ports(view: View, values: Values) -> bool:
    vm = chosen_vm(view, values)
    return vm is not None and bool(own_ports(view, vm))


def _delete(view: View, values: Values) -> Wish:
    vm = chosen_vm(view, values)
    assert vm is not None  # the form says so
    host = vm.host.key
    acts: list[Act | HostAct] = []
    if vm.autostart:
        acts.append(HostAct(f"no longer start it with {host}", host, "autostart", vm.uuid, lambda _: None))
    if vm.is_on:
        acts.append(HostAct(f"force off {vm.name}", host, "first start", vm.uuid, lambda _: None))
    acts.append(HostAct(f"delete VM {vm.name} from {host}", host, "definition", vm.uuid, lambda _: None))
    if yes(values, "ports"):
        acts += [remove_port(port, switch) for port, switch in own_ports(view, vm)]
    volumes = own_volumes(view, vm)
    if yes(values, "disks"):
        acts += [_volume_act(host, pool, volume) for pool, volume in volumes]
    return Wish(acts=tuple(acts), warnings=tuple(_warnings(view, vm, values, volumes)), confirm=vm.name)


def _volume_act(host: str, pool: Pool, volume: Volume) -> HostAct:
    sentence = f"delete volume {volume.name} of pool {pool.name}, with all that is in it"
    return HostAct(sentence, host, "deleted volume", subject(pool.name, volume.name), lambda _: None)


def _looks(cloud: Cloud, values: Values) -> Iterator[Look]:
    vm = chosen_vm(View(cloud), values)
    if vm is not None:
        yield Look(vm.host.key, "snapshots", vm.uuid)
        yield Look(vm.host.key, "definition", vm.uuid)


def _warnings(view: View, vm: Vm, values: Values, volumes: list[tuple[Pool, Volume]]) -> Iterator[str]:
    if vm.is_on:
        yield f"{vm.name} is {vm.state}: its power is cut, and undo starts it anew"
    snapshots, definition = (view.found.get(look) or "" for look in _looks(view.cloud, values))
    if snapshots:
        yield f"undo does not bring back {some_of(snapshots.splitlines(), '', '').strip()}, kept states of it"
    if "<nvram" in definition:
        yield "undo does not bring back what its firmware remembers (its NVRAM)"
    if yes(values, "disks"):
        names = and_list(volume.name for _, volume in volumes)
        yield f"what is in {names} is lost for good, and so none of this can be undone"
    kept = {disk.source for disk in vm.disks if disk.source and disk.device == "disk"}
    kept -= {volume.path for _, volume in volumes} if yes(values, "disks") else set()
    if kept:
        yield f"{and_list(sorted(kept))} stays on {vm.host.name}"


RECIPES: Final = (
    Recipe(
        name="delete-vm",
        title="Delete a VM",
        summary="Forget a VM, with or without its disks and logical ports.",
        subject="vm",
        target=FIELD,
        fields=(
            vm_field(),
            Field(
                name="disks",
                label="Its disks too",
                help="delete its volumes, those that nothing else uses; what is in them is lost",
                kind="switch",
                default=lambda _, __: "no",
                applies=_has_volumes,
            ),
            Field(
                name="ports",
                label="Its ports too",
                help="remove the logical ports that its NICs are plugged into",
                kind="switch",
                default=lambda _, __: "yes",
                applies=_has_ports,
            ),
        ),
        wish=_delete,
        looks=_looks,
    ),
)
