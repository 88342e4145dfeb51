"""The details of a VM."""

from ovntui.cloud.cells import Field, Mood, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns.vm import mood
from ovntui.cloud.details.fields import line, relation, section, sections
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Vm, VmNic
from ovntui.cloud.shown import size, yes
from ovntui.safetext import SafeText


def details(_cloud: Cloud, vm: Vm) -> tuple[SafeText, tuple[Section, ...]]:
    """What it is, and the chain from each of its interfaces to the cloud."""
    place = f"{vm.state} on {vm.host.name}"
    return SafeText(vm.name), sections(
        section(
            "State",
            (
                line("state", f"{SIGNS[mood(vm)]} {place}", mood(vm)),
                relation("host", "host", vm.host),
                line("CPU", f"{vm.vcpus:,}"),
                Field("memory", size(vm.memory)),
                Field("autostart", yes(vm.autostart)),
                line("kept", "" if vm.persistent else "no: it is gone once it is off", Mood.WARNING),
                line("uuid", vm.uuid, Mood.DIM),
            ),
        ),
        *(_nic(number, nic) for number, nic in enumerate(vm.nics, 1)),
        section(
            "Disks",
            [
                line(disk.target, " ".join(filter(None, (_kind(disk.device), disk.source or "empty"))))
                for disk in vm.disks
            ],
        ),
    )


def _nic(number: int, nic: VmNic) -> Section | None:
    """The chain in its order, so that everything above what is broken is well."""
    return section(
        f"Interface {number}",
        (
            line("broken", f"{SIGNS[Mood.BAD]} {nic.broken}" if nic.broken else "", Mood.BAD),
            line("MAC", nic.mac),
            line("device", " ".join(filter(None, (nic.device, nic.model)))),
            line("plugged into", nic.source),
            None if nic.port else line("iface-id", "none: OVN knows nothing of it", Mood.DIM),
            relation("logical port", "port", nic.port),
            relation("switch", "switch", nic.switch),
            *(line("addresses", address) for address in nic.addresses),
            None if nic.up is None else line("up", "yes" if nic.up else "no"),
        ),
    )


def _kind(device: str) -> str:
    return "" if device == "disk" else device
