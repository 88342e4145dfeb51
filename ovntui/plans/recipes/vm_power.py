"""A VM's power, whether it starts with its host, and its name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from ovntui.cloud.records import Vm
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish
from ovntui.plans.recipes.things import name_fault, said, yes
from ovntui.plans.recipes.vm_things import FIELD, chosen_vm, chosen_vms, vm_field, vms_called


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """One way to turn VMs on or off. fits are the states, as the craft tells them, that it can begin with."""

    name: str
    title: str
    summary: str
    verb: str
    craft: str
    fits: tuple[str | None, ...]
    becomes: str
    meaning: tuple[str, ...] = ()
    hurts: Callable[[Vm], str] = lambda _: ""

    def recipe(self) -> Recipe:
        """The recipe."""
        return Recipe(
            name=self.name,
            title=self.title,
            summary=self.summary,
            subject="vm",
            target=FIELD,
            bulk=True,
            fields=(vm_field(several=True),),
            wish=self._wish,
        )

    def _wish(self, view: View, values: Values) -> Wish:
        vms = chosen_vms(view, values)
        hurts = [told for vm in vms if (told := self.hurts(vm))]
        named = vms[0].name if len(vms) == 1 else f"{len(vms)} VMs"
        return Wish(
            acts=tuple(self._act(vm) for vm in vms),
            meaning=self.meaning,
            warnings=tuple(hurts),
            shows=("vm", vms[0].key) if len(vms) == 1 else None,
            confirm=named if hurts else None,
        )

    def _act(self, vm: Vm) -> HostAct:
        def after(found: str | None) -> str | None:
            if found == self.becomes:
                return found
            if found not in self.fits:
                there = "not there any more" if found is None else found
                raise Refusal(f"{vm.name} is {there}: it cannot be {_done(self.verb)} now")
            return self.becomes

        sentence = f"{self.verb} {vm.name} on {vm.host.name}"
        return HostAct(sentence, vm.host.key, self.craft, vm.uuid, after)


def _done(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    done = {"shut": "shut", "pause": "paused", "resume": "resumed", "reboot": "rebooted", "force": "forced"}
    return " ".join(filter(None, (done.get(first, f"{first}ed"), rest)))


def _memory_is_lost(vm: Vm) -> str:
    return f"{vm.name} loses what it has not written to a disk" if vm.is_on else ""


_TURNS: Final = (
    _Turn(
        name="start-vm",
        title="Start",
        summary="Let VMs run.",
        verb="start",
        craft="power",
        fits=("off",),
        becomes="running",
    ),
    _Turn(
        name="shutdown-vm",
        title="Shut down",
        summary="Ask the guests of VMs to shut down, and wait until they have.",
        verb="shut down",
        craft="power",
        fits=("running",),
        becomes="off",
        meaning=("a guest that does not listen stays on, and that is told",),
    ),
    _Turn(
        name="reboot-vm",
        title="Reboot",
        summary="Ask the guests of VMs to reboot.",
        verb="reboot",
        craft="reboot",
        fits=(None,),
        becomes="asked to reboot",
        meaning=("it cannot be undone",),
    ),
    _Turn(
        name="pause-vm",
        title="Pause",
        summary="Stop VMs where they are; they keep their memory.",
        verb="pause",
        craft="power",
        fits=("running",),
        becomes="paused",
        meaning=("connections to it wait, and break when they have waited too long",),
    ),
    _Turn(
        name="resume-vm",
        title="Resume",
        summary="Let paused VMs go on.",
        verb="resume",
        craft="power",
        fits=("paused",),
        becomes="running",
    ),
    _Turn(
        name="force-off-vm",
        title="Force off",
        summary="Cut the power of VMs.",
        verb="force off",
        craft="forced off",
        fits=("running", "paused"),
        becomes="off",
        meaning=("it cannot be undone",),
        hurts=_memory_is_lost,
    ),
)


def _starts(view: View, values: Values) -> str:
    vm = chosen_vm(view, values)
    return "no" if vm is not None and vm.autostart else "yes"


def _autostart(view: View, values: Values) -> Wish:
    wanted = yes(values, "autostart")
    vms = chosen_vms(view, values)
    does = "start" if wanted else "no longer start"
    return Wish(
        acts=tuple(
            HostAct(
                f"{does} {vm.name} with {vm.host.name}",
                vm.host.key,
                "autostart",
                vm.uuid,
                lambda _: "yes" if wanted else None,
            )
            for vm in vms
        )
    )


def _new_name_fault(view: View, values: Values) -> str | None:
    vm, name = chosen_vm(view, values), said(values, "name")
    if fault := vm_name_fault(name):
        return fault
    if vm is not None and vm.is_on:
        return f"{vm.name} is {vm.state}: libvirt gives another name only to a VM that is off"
    return taken_on(view, vm.host.key, name, vm.key) if vm is not None else None


def vm_name_fault(name: str) -> str | None:
    """What is wrong with a VM's name."""
    return "a VM's name holds no /" if "/" in name else name_fault(name)


def taken_on(view: View, host: str, name: str, own: str = "") -> str | None:
    """Whether another VM of a host has a name."""
    others: Iterable[Vm] = (vm for vm in vms_called(view, name) if vm.key != own and vm.host.key == host)
    return f"there is a VM {name} on {host} already" if any(vm.name == name for vm in others) else None


def _rename(view: View, values: Values) -> Wish:
    vm, name = chosen_vm(view, values), said(values, "name")
    assert vm is not None  # the form says so
    sentence = f"rename {vm.name} on {vm.host.name} to {name}"
    return Wish(acts=(HostAct(sentence, vm.host.key, "name", vm.uuid, lambda _: name),), shows=("vm", vm.key))


RECIPES: Final = (
    *(turn.recipe() for turn in _TURNS),
    Recipe(
        name="autostart-vm",
        title="Start with the host",
        summary="Whether VMs start when their hosts do.",
        subject="vm",
        target=FIELD,
        bulk=True,
        fields=(
            vm_field(several=True),
            Field(
                name="autostart",
                label="Starts with its host",
                help="whether it is to start when its host does",
                kind="switch",
                default=_starts,
            ),
        ),
        wish=_autostart,
    ),
    Recipe(
        name="rename-vm",
        title="Rename",
        summary="Give a VM that is off another name.",
        subject="vm",
        target=FIELD,
        fields=(
            vm_field(),
            Field(
                name="name",
                label="New name",
                help="what it is to be called",
                required=True,
                check=_new_name_fault,
            ),
        ),
        wish=_rename,
    ),
)
