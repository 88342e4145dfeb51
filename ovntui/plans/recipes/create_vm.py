"""Create a VM: its logical ports first, then its disks, the VM itself, its start, and the wait until its
ports are up."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.hosts.vm_xml import NewVm, VmDisk, vm_xml
from ovntui.plans.act import Act
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes.os_variant import (
    OS_FIELD,
    chosen_id,
    devices_of,
    fitting_machine,
    os_looks,
    os_meaning,
    os_warnings,
    placed,
)
from ovntui.plans.recipes.sizes import bytes_of, size_fault, size_text
from ovntui.plans.recipes.things import said, whole, yes
from ovntui.plans.recipes.vm_disks import DISK_FIELDS, NONE, disk_act, file_fault, folders, volume_name
from ovntui.plans.recipes.vm_nics import (
    HELP,
    NicPlanner,
    PlannedNic,
    nic_fault,
    nic_offers,
    port_fields,
    served_queries,
    unsecured,
)
from ovntui.plans.recipes.vm_power import taken_on, vm_name_fault
from ovntui.plans.recipes.vm_setup import SETUP_FIELDS, is_set_up, seed_act, seed_name, uses_cloud_init
from ovntui.plans.recipes.vm_things import able_hosts, free_memory, host_fault, host_offers

_MIB: Final = 2**20
_BEST: Final = "q35"


def _host(view: View, _: Values) -> str:
    return next(iter(able_hosts(view)), "")


def _name_fault(view: View, values: Values) -> str | None:
    host, name = said(values, "host"), said(values, "name")
    if fault := vm_name_fault(name) or taken_on(view, host, name):
        return fault
    if said(values, "disk") == NONE:
        return None
    made = {volume_name(name), volume_name(name, "raw"), seed_name(name)}
    taken = {volume.name for pool in folders(view, host) for volume in pool.volumes} & made
    return f"a volume {min(taken)} is there already" if taken else None


def _memory_fault(_: View, values: Values) -> str | None:
    return size_fault(said(values, "memory"), _MIB, 16 * _MIB, "memory")


def _kind(view: View, values: Values) -> str:
    return next(iter(view.cloud.hardware(said(values, "host")).kinds), "")


def _kinds(view: View, values: Values) -> Iterator[Offer]:
    meaning = {
        "kvm": "on the host's processors",
        "qemu": "emulated, slowly",
        "test": "not at all: libvirt's test driver stands in for a hypervisor",
    }
    return (Offer(kind, meaning[kind]) for kind in view.cloud.hardware(said(values, "host")).kinds)


def _machine(view: View, values: Values) -> str:
    names = [one.name for one in view.cloud.hardware(said(values, "host")).machines]
    if fitting := fitting_machine(view, values, names):
        return fitting
    return _BEST if _BEST in names else next(iter(names), "")


def _machines(view: View, values: Values) -> Iterator[Offer]:
    for one in view.cloud.hardware(said(values, "host")).machines:
        yield Offer(one.name, one.whole if one.whole != one.name else "")


def _nics(view: View, _: Values) -> str:
    names = (name for _, name in view.cloud.names("switch"))
    inner = list(islice((name for name in names if name and not _leads_out(view, name)), 2))
    return inner[0] if len(inner) == 1 else ""  # two are enough to know that there is no telling


def _leads_out(view: View, name: str) -> bool:
    keys = view.cloud.called("switch", name)
    return len(keys) != 1 or bool(view.cloud.switches[keys[0]].uplinks)


def _nics_fault(view: View, values: Values) -> str | None:
    faults = (nic_fault(view, said(values, "host"), line) for line in lines(values, "nics"))
    return next((fault for fault in faults if fault), None)


def _create(view: View, values: Values) -> Wish:
    host, name = said(values, "host"), said(values, "name")
    key = str(uuid.uuid4())
    planner = NicPlanner(view, host, name, key)
    secures, serves = yes(values, "security"), yes(values, "dhcp")
    nics = [planner.plan(line, secures=secures, serves=serves) for line in lines(values, "nics")]
    disk, seen = disk_act(view, values, name)
    disks = [seen] if seen is not None else []
    acts: list[Act | HostAct] = [one.port for one in nics if one.port is not None]
    acts += [disk] if disk is not None else []
    if is_set_up(view, values):
        seed, cdrom = seed_act(view, values, key, nics)
        acts.append(seed)
        disks.append(cdrom)
    if iso := said(values, "iso"):
        disks.append(VmDisk(path=iso, format="raw", device="cdrom"))
    acts.append(_define(view, values, key, nics, disks))
    if yes(values, "autostart"):
        sentence = f"start {name} with {host}"
        acts.append(HostAct(sentence, host, "autostart", key, lambda _: "yes"))
    if yes(values, "start"):
        acts.append(HostAct(f"start {name}", host, "first start", key, lambda _: "on"))
        acts += [_wait(host, name, one) for one in nics if one.port is not None]
    return Wish(
        acts=tuple(acts),
        meaning=(*(_meaning(one) for one in nics), *os_meaning(view, values)),
        warnings=(*_warnings(view, values), *os_warnings(view, values)),
        shows=("vm", f"{host}/{key}"),
    )


def _define(view: View, values: Values, key: str, nics: list[PlannedNic], disks: list[VmDisk]) -> HostAct:
    host, name = said(values, "host"), said(values, "name")
    hardware = view.cloud.hardware(host)
    memory = bytes_of(said(values, "memory"), _MIB)
    assert memory is not None  # the form says so
    cpus = int(said(values, "cpus"))
    machine = next(one.whole for one in hardware.machines if one.name == said(values, "machine"))
    devices = devices_of(view, values)
    xml = vm_xml(
        NewVm(
            name=name,
            uuid=key,
            kind=said(values, "kind"),
            architecture=hardware.architecture,
            machine=machine,
            cpus=cpus,
            memory=memory // _MIB,
            disks=tuple(placed(disks, devices)),
            nics=tuple(replace(one.nic, model=devices.nic) for one in nics),
            os=chosen_id(view, values),
            clock=devices.clock,
            is_enlightened=devices.is_enlightened,
            has_random=devices.has_random,
        )
    )
    sentence = f"define VM {name} on {host}: {cpus} CPUs, {size_text(memory)}"
    return HostAct(sentence, host, "new domain", key, lambda _: xml)


def _wait(host: str, name: str, one: PlannedNic) -> HostAct:
    sentence = f"wait until {name} is up on {one.wish.name}"
    return HostAct(sentence, host, "plugged", one.nic.iface_id, lambda _: "up")


def _meaning(one: PlannedNic) -> str:
    if one.port is None:
        return f"{one.nic.mac} on {one.wish.kind} {one.wish.name}: OVN knows nothing of it"
    got = ", ".join(one.addresses) or "an address of northd's choice"
    return f"{one.nic.mac} on {one.wish.name}: {got}{', by DHCP' if one.is_served else ''}"


def _warnings(view: View, values: Values) -> Iterator[str]:
    host, memory = said(values, "host"), bytes_of(said(values, "memory"), _MIB) or 0
    free = free_memory(view, host)
    if yes(values, "start") and memory > free:
        yield f"{host} has {size_text(max(0, free))} of memory left: it may have to swap, or to kill a VM"
    yield from unsecured(values, said(values, "name"))
    if said(values, "kind") == "qemu":
        yield "without KVM it is emulated, and slow"
    if said(values, "kind") == "test":
        yield f"{host} is a stand-in: the VM's ports come up as those of any VM, but no guest runs in it"
    if uses_cloud_init(view, values) and not is_set_up(view, values) and said(values, "disk") != "file":
        yield "without cloud-init nobody tells the guest its addresses, unless it asks by DHCP"


def _looks(cloud: Cloud, values: Values) -> Iterable[Look]:
    return os_looks(cloud, said(values, "host") or _host(View(cloud), values))


def _queries(cloud: Cloud, values: Values) -> Iterator[Query]:
    typed = values.get("nics")
    nics = _nics(View(cloud), values) if typed is None else typed
    return served_queries(cloud, lines({"nics": nics}, "nics"))


RECIPES: Final = (
    Recipe(
        name="create-vm",
        title="Create a VM",
        summary="A VM on a host, with its disk and its logical ports, started and up.",
        subject="vm",
        fields=(
            Field(
                name="host",
                label="Host",
                help="on which host; proposed is the one with most memory to spare",
                kind="choice",
                required=True,
                default=_host,
                offers=host_offers,
                check=host_fault,
            ),
            Field(name="name", label="Name", help="its name on its host", required=True, check=_name_fault),
            Field(
                name="cpus",
                label="CPUs",
                help="how many it sees",
                required=True,
                default=lambda _, __: "1",
                check=whole("cpus", 1, 512, "a number of CPUs"),
            ),
            Field(
                name="memory",
                label="Memory",
                help="as in 2 GiB; a bare number is in MiB",
                required=True,
                default=lambda _, __: "2 GiB",
                check=_memory_fault,
            ),
            *DISK_FIELDS,
            Field(
                name="iso",
                label="ISO",
                help="the path of an ISO on the host to boot from where the disk is empty; else nothing",
                check=lambda _, values: file_fault(said(values, "iso")),
            ),
            Field(
                name="nics",
                label="NICs",
                help=HELP,
                kind="many",
                default=_nics,
                offers=lambda view, values: nic_offers(view, said(values, "host")),
                check=_nics_fault,
            ),
            *port_fields("nics"),
            *SETUP_FIELDS,
            Field(
                name="kind",
                label="Runs by",
                help="kvm, qemu where there is no KVM, or test in a sandbox",
                kind="choice",
                required=True,
                default=_kind,
                offers=_kinds,
            ),
            OS_FIELD,
            Field(
                name="machine",
                label="Machine",
                help="the machine type",
                kind="choice",
                required=True,
                default=_machine,
                offers=_machines,
            ),
            Field(
                name="autostart",
                label="Starts with host",
                help="start it when its host starts",
                kind="switch",
                default=lambda _, __: "no",
            ),
            Field(
                name="start",
                label="Start it now",
                help="start it, and wait until its ports are up",
                kind="switch",
                default=lambda _, __: "yes",
            ),
        ),
        wish=_create,
        queries=_queries,
        looks=_looks,
    ),
)
