"""Snapshots of VMs: taken, gone back to, deleted."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.subject import subject
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish
from ovntui.plans.recipes.things import name_fault, said
from ovntui.plans.recipes.vm_things import FIELD, chosen_vm, vm_field


def _looks(cloud: Cloud, values: Values) -> Iterable[Look]:
    vm = chosen_vm(View(cloud), values)
    return [Look(vm.host.key, "snapshots", vm.uuid)] if vm is not None else []


def _names(view: View, values: Values) -> list[str]:
    """The snapshots of the VM, the newest first."""
    found = (view.found.get(look) or "" for look in _looks(view.cloud, values))
    return [name for told in found for name in told.splitlines()]


def _new_name(view: View, values: Values) -> str:
    taken = set(_names(view, values))
    numbers = range(1, len(taken) + 2)
    return next(f"snapshot-{number}" for number in numbers if f"snapshot-{number}" not in taken)


def _new_name_fault(view: View, values: Values) -> str | None:
    name = said(values, "name")
    if fault := name_fault(name):
        return fault
    return f"there is a snapshot {name} already" if name in _names(view, values) else None


def _offers(view: View, values: Values) -> Iterator[Offer]:
    return (Offer(name) for name in _names(view, values))


def _newest(view: View, values: Values) -> str:
    return next(iter(_names(view, values)), "")


def _wish(craft: str, does: str, after: str | None, hurts: str) -> Callable[[View, Values], Wish]:
    def wish(view: View, values: Values) -> Wish:
        vm, name = chosen_vm(view, values), said(values, "name")
        assert vm is not None  # the form says so
        about = subject(vm.uuid, name)
        sentence = f"{does} {name} of {vm.name}"
        return Wish(
            acts=(HostAct(sentence, vm.host.key, craft, about, lambda _: after),),
            meaning=("it stands still while its memory is written",) if after == "kept" and vm.is_on else (),
            warnings=(hurts,) if hurts else (),
            shows=("vm", vm.key),
            confirm=vm.name if hurts else None,
        )

    return wish


_ONE: Final = Field(
    name="name",
    label="Snapshot",
    help="which one; proposed is the newest",
    kind="choice",
    required=True,
    default=_newest,
    offers=_offers,
)

RECIPES: Final = (
    Recipe(
        name="create-snapshot",
        title="Take a snapshot",
        summary="Keep the state of a VM's disks, and of its memory where it runs.",
        subject="vm",
        target=FIELD,
        fields=(
            vm_field(),
            Field(
                name="name",
                label="Name",
                help="what the snapshot is called",
                required=True,
                default=_new_name,
                check=_new_name_fault,
            ),
        ),
        wish=_wish("snapshot", "take snapshot", "kept", ""),
        looks=_looks,
    ),
    Recipe(
        name="revert-vm",
        title="Go back to a snapshot",
        summary="Take a VM back to where it was when a snapshot was taken.",
        subject="vm",
        target=FIELD,
        fields=(vm_field(), _ONE),
        wish=_wish("reverted", "go back to snapshot", "back", "what it did since is lost for good"),
        looks=_looks,
    ),
    Recipe(
        name="delete-snapshot",
        title="Delete a snapshot",
        summary="Forget a kept state of a VM.",
        subject="vm",
        target=FIELD,
        fields=(vm_field(), _ONE),
        wish=_wish("forgotten snapshot", "delete snapshot", None, ""),
        looks=_looks,
    ),
)
