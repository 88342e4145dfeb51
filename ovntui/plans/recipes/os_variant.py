"""What is to run in a new VM, as its host's osinfo database knows it, and the devices that it is given for
that: those that virt-install would give it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.hosts.osinfo import Os
from ovntui.hosts.vm_xml import VmDisk
from ovntui.plans.deeds.act import Look
from ovntui.plans.deeds.oses import oses_of
from ovntui.plans.recipe import Field, Offer, Values, View
from ovntui.plans.recipes.things import said

_ID: Final = re.compile(r"https?://[!-~]+/[!-~]+")
_Q35: Final = "qemu-x86-q35"
"""The database's name for that machine type."""

_OLD_NICS: Final = ("e1000", "rtl8139", "ne2k_pci", "pcnet")
"""Models of network cards that QEMU and the database call by the same name, the best first."""

_WINDOWS: Final = ("win16", "win9x", "winnt")
_PREFIXES: Final = {"virtio": "vd", "sata": "sd", "ide": "hd"}
"""What names of disks begin with on each bus."""


@dataclass(frozen=True, slots=True)
class Devices:
    """disk and drive are the buses of disks and of CD drives, nic is the model of network cards; the others
    are as in NewVm."""

    disk: str = "virtio"
    drive: str = "sata"
    nic: str = "virtio"
    has_random: bool = True
    clock: str = "utc"
    is_enlightened: bool = False


def os_looks(cloud: Cloud, host: str) -> Iterable[Look]:
    """What is asked of the host. A sandbox's has nothing of its own to tell."""
    there = cloud.hosts.get(host)
    return [Look(host, "oses", "")] if there is not None and not there.stand_in else []


def chosen_id(view: View, values: Values) -> str:
    """The id of what was named, "" where nothing was."""
    chosen = chosen_os(view, values)
    return chosen.id if chosen is not None else said(values, "os-variant")


def chosen_os(view: View, values: Values) -> Os | None:
    """What was named; None where the host knows nothing of it."""
    text = said(values, "os-variant")
    return next((one for one in _oses(view, values) if text in (one.id, *one.names)), None)


def fitting_machine(view: View, values: Values, names: Sequence[str]) -> str | None:
    """The best machine type of these for it. On PCIe there is virtio 1.0 alone (libvirt's domain XML, "Virtio
    device models")."""
    chosen = chosen_os(view, values)
    if chosen is None or not {"q35", "pc"} <= set(names):
        return None
    has_new = "virtio1.0-net" in chosen.devices or "virtio-net" not in chosen.devices
    return "q35" if _Q35 in chosen.devices and has_new else "pc"


def devices_of(view: View, values: Values) -> Devices:
    """Those that it has drivers for. Where nobody tells, it is taken to have them for virtio."""
    chosen = chosen_os(view, values)
    if chosen is None or view.cloud.hardware(said(values, "host")).architecture != "x86_64":
        return Devices()
    is_pcie = "q35" in said(values, "machine")
    ways = ("virtio1.0-",) if is_pcie else ("virtio1.0-", "virtio-")
    virtio = {one.removeprefix(way) for way in ways for one in chosen.devices if one.startswith(way)}
    old_nics = ("e1000e", *_OLD_NICS) if is_pcie else _OLD_NICS
    slow = "sata" if is_pcie else "ide"
    is_windows = chosen.family in _WINDOWS
    return Devices(
        disk="virtio" if "block" in virtio else slow,
        drive=slow,
        nic="virtio" if "net" in virtio else next(filter(chosen.devices.__contains__, old_nics), old_nics[0]),
        has_random="rng" in virtio,
        clock="localtime" if is_windows or chosen.family == "solaris" else "utc",
        is_enlightened=is_windows and said(values, "kind") == "kvm",
    )


def placed(disks: Iterable[VmDisk], devices: Devices) -> Iterator[VmDisk]:
    """The disks and drives on their buses, named in their order there."""
    letters = {prefix: iter(ascii_lowercase) for prefix in _PREFIXES.values()}
    for disk in disks:
        bus = devices.disk if disk.device == "disk" else devices.drive
        prefix = _PREFIXES[bus]
        yield replace(disk, bus=bus, target=f"{prefix}{next(letters[prefix])}")


def os_meaning(view: View, values: Values) -> Iterator[str]:
    """What it means for the VM."""
    chosen, devices = chosen_os(view, values), devices_of(view, values)
    if chosen is not None:
        clock = ", its clock at local time" if devices.clock == "localtime" else ""
        yield f"for {chosen.title}: disks by {devices.disk}, NICs as {devices.nic}{clock}"


def os_warnings(view: View, values: Values) -> Iterator[str]:
    """What speaks against it."""
    chosen, text = chosen_os(view, values), said(values, "os-variant")
    if text and chosen is None:
        yield f"{said(values, 'host')} knows nothing of {text}: it is taken to know virtio"
    if chosen is None:
        return
    if "q35" in said(values, "machine") and _Q35 not in chosen.devices:
        yield f"osinfo does not say that {chosen.title} knows a q35: it may not start"
    if not chosen.has_bios:
        yield f"{chosen.title} starts by UEFI alone, and this VM has a BIOS"


def _oses(view: View, values: Values) -> list[Os]:
    host = said(values, "host")
    return oses_of(next((view.found.get(look) for look in os_looks(view.cloud, host)), None))


def _offers(view: View, values: Values) -> Iterator[Offer]:
    return (Offer(one.names[0], one.title, one.id) for one in _oses(view, values))


def _fault(view: View, values: Values) -> str | None:
    host, text = said(values, "host"), said(values, "os-variant")
    if any(look not in view.found for look in os_looks(view.cloud, host)) and host in view.sites:
        return f"{host} has not told yet what it knows of operating systems"
    if chosen_os(view, values) is not None:
        return None
    if _oses(view, values):
        return f"the osinfo database of {host} has no {text}: leave it empty where none fits"
    if _ID.fullmatch(text):
        return None
    return f"{host} has no osinfo database: give a whole id, as http://debian.org/debian/12, or nothing"


OS_FIELD: Final = Field(
    name="os-variant",
    label="OS variant",
    help="what runs in it, as osinfo calls it, for the devices that it knows; empty: whatever knows virtio",
    kind="choice",
    offers=_offers,
    check=_fault,
    is_offered=lambda _, __, ___: True,  # its other names and whole ids are taken too, as the check says
)
