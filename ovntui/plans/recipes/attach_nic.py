"""Plug a NIC into a VM, whether it runs or not, with its logical port; and unplug one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ovntui.cloud.records import Vm, VmNic
from ovntui.hosts.vm_xml import nic_xml
from ovntui.plans.act import Act
from ovntui.plans.acts.removal import remove_port
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.deeds.subject import subject
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish
from ovntui.plans.recipes.delete_vm import own_ports
from ovntui.plans.recipes.things import said, yes
from ovntui.plans.recipes.vm_nics import (
    HELP,
    NicPlanner,
    nic_fault,
    nic_offers,
    port_fields,
    served_queries,
    unsecured,
)
from ovntui.plans.recipes.vm_things import FIELD, chosen_vm, vm_field


def _host(view: View, values: Values) -> str:
    vm = chosen_vm(view, values)
    return vm.host.key if vm is not None else ""


def _nic_fault(view: View, values: Values) -> str | None:
    return nic_fault(view, _host(view, values), said(values, "nic"))


def _attach(view: View, values: Values) -> Wish:
    vm = chosen_vm(view, values)
    assert vm is not None  # the form says so
    host = vm.host.key
    secures, serves = yes(values, "security"), yes(values, "dhcp")
    one = NicPlanner(view, host, vm.name, vm.uuid).plan(said(values, "nic"), secures=secures, serves=serves)
    # what its guest has drivers for is what it has already
    model = next((nic.model for nic in vm.nics if nic.model), one.nic.model)
    xml = nic_xml(replace(one.nic, model=model))
    about = subject(vm.uuid, one.nic.mac)
    sentence = f"plug {one.nic.mac} into {vm.name} on {host}"
    acts: list[Act | HostAct] = [one.port] if one.port is not None else []
    acts.append(HostAct(sentence, host, "nic", about, lambda _: xml))
    if one.port is not None and vm.is_on:
        sentence = f"wait until {one.nic.mac} is up on {one.wish.name}"
        acts.append(HostAct(sentence, host, "plugged", one.nic.iface_id, lambda _: "up"))
    got = ", ".join(one.addresses)
    told = f"the guest has to be told of {got}: nothing in it changes by itself"
    return Wish(
        acts=tuple(acts),
        meaning=(told,) if got and not one.is_served else (),
        warnings=tuple(unsecured(values, vm.name)),
        shows=("vm", vm.key),
    )


def _mac(view: View, values: Values) -> str:
    vm = chosen_vm(view, values)
    return vm.nics[0].mac if vm is not None and len(vm.nics) == 1 else ""


def _macs(view: View, values: Values) -> Iterator[Offer]:
    vm = chosen_vm(view, values)
    for nic in vm.nics if vm is not None else ():
        where = f"on {nic.switch.name}" if nic.switch is not None else f"on {nic.source}"
        yield Offer(nic.mac, " ".join(filter(None, (nic.device, where, *nic.addresses))))


def _nic(vm: Vm | None, values: Values) -> VmNic | None:
    nics = vm.nics if vm is not None else ()
    return next((nic for nic in nics if nic.mac == said(values, "mac")), None)


def _port_of(view: View, values: Values) -> list[tuple[str, str]]:
    """The port of the NIC, and its switch."""
    vm = chosen_vm(view, values)
    nic = _nic(vm, values)
    if vm is None or nic is None or nic.port is None:
        return []
    return [(name, switch) for name, switch in own_ports(view, vm) if name == nic.port.name]


def _detach(view: View, values: Values) -> Wish:
    vm = chosen_vm(view, values)
    nic = _nic(vm, values)
    assert vm is not None and nic is not None  # the form says so
    host = vm.host.key
    about = subject(vm.uuid, nic.mac)
    sentence = f"unplug {nic.mac} from {vm.name} on {host}"
    acts: list[Act | HostAct] = [HostAct(sentence, host, "nic", about, lambda _: None)]
    if yes(values, "port"):
        acts += [remove_port(name, switch) for name, switch in _port_of(view, values)]
    lost = f"{vm.name} is reached no more under {', '.join(nic.addresses) or nic.mac}"
    return Wish(acts=tuple(acts), warnings=(lost,), shows=("vm", vm.key))


RECIPES: Final = (
    Recipe(
        name="attach-nic",
        title="Attach a NIC",
        summary="Plug a NIC into a VM, at once where it runs, with its logical port.",
        subject="vm",
        target=FIELD,
        fields=(
            vm_field(),
            Field(
                name="nic",
                label="NIC",
                help=HELP.removeprefix("one NIC a line: "),
                required=True,
                offers=lambda view, values: nic_offers(view, _host(view, values)),
                check=_nic_fault,
            ),
            *port_fields("nic"),
        ),
        wish=_attach,
        queries=lambda cloud, values: served_queries(cloud, [said(values, "nic")]),
    ),
    Recipe(
        name="detach-nic",
        title="Detach a NIC",
        summary="Unplug a NIC from a VM, and remove its logical port.",
        subject="vm",
        target=FIELD,
        fields=(
            vm_field(),
            Field(
                name="mac",
                label="NIC",
                help="by its MAC address",
                kind="choice",
                required=True,
                default=_mac,
                offers=_macs,
            ),
            Field(
                name="port",
                label="Its port too",
                help="remove the logical port that it is plugged into",
                kind="switch",
                default=lambda _, __: "yes",
                applies=lambda view, values: bool(_port_of(view, values)),
            ),
        ),
        wish=_detach,
    ),
)
