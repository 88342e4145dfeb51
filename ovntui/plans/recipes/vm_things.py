"""VMs and their hosts as recipes speak of them."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from ovntui.cloud.records import Vm
from ovntui.plans.recipe import Field, Offer, Values, View, lines
from ovntui.plans.recipes.things import said

FIELD: Final = "vm"
"""The field that names VMs."""

VmCheck: TypeAlias = Callable[[View, Vm], str | None]

_MIB: Final = 2**20


def vms_called(view: View, text: str) -> list[Vm]:
    """The VMs that go by a name, or the one of that key ("HOST/UUID") or uuid."""
    cloud = view.cloud
    if (one := cloud.vms.get(text)) is not None:
        return [one]
    keys = [key for key, name in cloud.names("vm") if name == text or key.rpartition("/")[2] == text]
    return [cloud.vms[key] for key in keys]


def chosen_vms(view: View, values: Values) -> list[Vm]:
    """The VMs that the field names, each once."""
    found = (vms_called(view, text) for text in lines(values, FIELD))
    return list({one[0].key: one[0] for one in found if len(one) == 1}.values())


def chosen_vm(view: View, values: Values) -> Vm | None:
    """The one VM that the field names."""
    found = chosen_vms(view, values)
    return found[0] if len(found) == 1 else None


def vm_field(*, several: bool = False, check: VmCheck = lambda _, __: None) -> Field:
    """Which VM, or which. check says what else is wrong with the one that was named."""

    def fault(view: View, values: Values) -> str | None:
        vm = chosen_vm(view, values)
        return _vm_fault(view, values) or (check(view, vm) if vm is not None else None)

    return Field(
        name=FIELD,
        label="VMs" if several else "VM",
        help="the VMs, by name or HOST/UUID, a line each" if several else "the VM, by name or HOST/UUID",
        kind="many" if several else "text",
        required=True,
        offers=_vm_offers,
        check=fault,
    )


def _vm_offers(view: View, _: Values) -> Iterator[Offer]:
    names = [name for _, name in view.cloud.names("vm")]
    for key, name in sorted(view.cloud.names("vm"), key=lambda pair: (pair[1], pair[0])):
        plain = name == name.strip() and len(name.splitlines()) == 1
        vm = view.cloud.vms[key]
        told = f"{vm.state} on {vm.host.name}"
        yield Offer(name, told) if plain and names.count(name) == 1 else Offer(key, f"{name} {told}")


def _vm_fault(view: View, values: Values) -> str | None:
    for text in lines(values, FIELD):
        found = vms_called(view, text)
        if not found:
            return f"there is no VM {text}"
        if len(found) > 1:
            return f"{len(found)} VMs are called {text}: give one as HOST/UUID, such as {found[0].key}"
    return None


def free_memory(view: View, host: str) -> int:
    """Bytes of a host's memory that its VMs leave, those that are on."""
    there = view.cloud.hosts.get(host)
    used = sum(vm.memory for vm in view.cloud.vms.values() if vm.host.key == host and vm.is_on)
    return (there.memory if there is not None else 0) - used


def able_hosts(view: View) -> list[str]:
    """The hosts on which a VM can be made, the one with most memory to spare first."""
    able = [host for host in view.cloud.hosts if view.cloud.hardware(host).kinds]
    return sorted(able, key=lambda host: (-free_memory(view, host), host))


def host_offers(view: View, _: Values) -> Iterator[Offer]:
    """The same as offers."""
    for host in able_hosts(view):
        there = view.cloud.hosts[host]
        free = max(0, free_memory(view, host)) // _MIB
        yield Offer(host, f"{free:,} MiB free, {there.cpus} CPUs, {there.vms_on} of {there.vms} VMs on")


def host_fault(view: View, values: Values) -> str | None:
    """Whether no VM can be made on the host that was named."""
    host = said(values, "host")
    if host in able_hosts(view):
        return None
    if host in view.cloud.hosts:
        return f"the libvirt of {host} is not connected"
    return f"there is no host {host} here: name it in the configuration as ssh:{host}"
