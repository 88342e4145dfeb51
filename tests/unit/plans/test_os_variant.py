"""What is to run in a new VM, and the devices that the form gives it for that."""

from collections.abc import Mapping

import msgspec
import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows.libvirt import Hardware
from ovntui.cloud.rows.open_vswitch import OpenVSwitch
from ovntui.hosts.osinfo import read_database
from ovntui.hosts.vm_xml import NewVm, read_vm
from ovntui.ovsdb.changes import Change
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.recipe import View, Wish, faults, offered, settled
from ovntui.plans.recipes.catalogue import RECIPES
from tests.console import zoo
from tests.osinfo import TINY
from tests.unit.cloud.rows import came, raw, uuid

CREATE = RECIPES["create-vm"]
HOST = "kvm1"
ASKED = {
    "host": HOST,
    "name": "new",
    "nics": "network default",
    "disk": "file",
    "file": "/a.qcow2",
    "iso": "/b.iso",
}
KNOWN = msgspec.json.encode(read_database([TINY])).decode()


def view(found: Mapping[Look, str | None], architecture: str = "x86_64") -> View:
    cloud = Cloud()
    row = OpenVSwitch(external_ids=raw({"system-id": "first", "hostname": HOST}))
    cloud.apply(("host", HOST), [came(uuid("host"), row), *zoo.vms(HOST)])
    there = cloud.hardware(HOST)
    other = msgspec.structs.replace(there, architecture=architecture)
    cloud.apply(("host", HOST), [Change(Hardware.TABLE, "hardware", there, other)])
    return View(cloud, found=found, sites=(HOST,))


TELLS = view({Look(HOST, "oses", ""): KNOWN})
HAS_NONE = view({Look(HOST, "oses", ""): None})


def made(seen: View, **typed: str) -> tuple[Wish, NewVm]:
    """What it comes to, and the VM that it defines."""
    values = settled(CREATE, seen, {**ASKED, **{key.replace("_", "-"): text for key, text in typed.items()}})
    assert not dict(faults(CREATE, seen, values))
    wish = CREATE.wish(seen, values)
    (define,) = (act for act in wish.acts if isinstance(act, HostAct) and act.craft == "new domain")
    return wish, read_vm(define.after(None) or "")


def wrong(seen: View, text: str) -> str | None:
    values = settled(CREATE, seen, {**ASKED, "os-variant": text})
    return dict(faults(CREATE, seen, values)).get("os-variant")


def test_a_vm_of_which_nothing_is_told_gets_virtio() -> None:
    for seen in (TELLS, HAS_NONE, view({})):
        _, vm = made(seen)
        assert (vm.os, vm.clock, vm.has_random) == ("", "utc", True)
        assert [(disk.target, disk.bus) for disk in vm.disks] == [("vda", "virtio"), ("sda", "sata")]
        assert (vm.machine, vm.nics[0].model) == ("pc-q35-7.2", "virtio")


@pytest.mark.parametrize(
    ("typed", "machine", "disks", "nic", "has_random"),
    [
        ({"os_variant": "debian12"}, "pc-q35-7.2", ["vda", "sda"], "virtio", True),
        ({"os_variant": "debianbookworm", "machine": "pc"}, "pc-i440fx-7.2", ["vda", "hda"], "virtio", True),
        ({"os_variant": "debian5"}, "pc-i440fx-7.2", ["vda", "hda"], "virtio", False),
        ({"os_variant": "debian5", "machine": "q35"}, "pc-q35-7.2", ["sda", "sdb"], "rtl8139", False),
        ({"os_variant": "http://microsoft.com/win/xp"}, "pc-i440fx-7.2", ["hda", "hdb"], "rtl8139", False),
        ({"os_variant": "win11"}, "pc-q35-7.2", ["sda", "sdb"], "e1000e", False),
        ({"os_variant": "win11", "machine": "pc"}, "pc-i440fx-7.2", ["hda", "hdb"], "e1000", False),
    ],
)
def test_it_gets_what_it_has_drivers_for(
    typed: dict[str, str], machine: str, disks: list[str], nic: str, has_random: bool
) -> None:
    _, vm = made(TELLS, **typed)
    assert vm.machine == machine
    assert [disk.target for disk in vm.disks] == disks
    assert (vm.nics[0].model, vm.has_random) == (nic, has_random)


def test_windows_has_its_clock_at_local_time_and_knows_hyper_v() -> None:
    wish, vm = made(TELLS, os_variant="winxp")
    assert (vm.os, vm.clock, vm.is_enlightened) == ("http://microsoft.com/win/xp", "localtime", True)
    assert "for Microsoft Windows XP: disks by ide, NICs as rtl8139, its clock at local time" in wish.meaning
    _, vm = made(TELLS, os_variant="winxp", kind="qemu")
    assert not vm.is_enlightened, "QEMU by itself cannot"
    _, vm = made(TELLS, os_variant="debian12")
    assert (vm.clock, vm.is_enlightened) == ("utc", False)


def test_what_it_may_not_start_on_is_told() -> None:
    wish, _ = made(TELLS, os_variant="win11")
    assert any("UEFI alone" in warning for warning in wish.warnings)
    wish, _ = made(TELLS, os_variant="winxp", machine="q35")
    assert any("does not say that Microsoft Windows XP knows a q35" in warning for warning in wish.warnings)
    wish, _ = made(TELLS, os_variant="debian12")
    assert not any("osinfo" in warning or "UEFI" in warning for warning in wish.warnings)


def test_on_other_architectures_all_is_virtio() -> None:
    _, vm = made(view({Look(HOST, "oses", ""): KNOWN}, "aarch64"), os_variant="debian5")
    assert vm.os and vm.nics[0].model == "virtio"


def test_the_hosts_systems_are_offered_and_nothing_else_is_taken() -> None:
    field = next(one for one in CREATE.fields if one.name == "os-variant")
    offers = offered(field, TELLS, ASKED)
    assert [(one.value, one.said) for one in offers][:2] == [
        ("debian12", "Debian GNU/Linux 12"),
        ("debian5", "Debian GNU/Linux 5"),
    ]
    for text in ("debian99", "-x", "?! ’", "http://debian.org/debian/99"):
        told = wrong(TELLS, text)
        assert told is not None and f"of {HOST} has no {text}" in told


def test_a_host_without_a_database_takes_a_whole_id() -> None:
    told = wrong(HAS_NONE, "debian12")
    assert told is not None and "has no osinfo database: give a whole id" in told
    for text in ("http://", "http://a b/c", "http://[", "file:///etc/passwd", '"><os id="x'):
        assert wrong(HAS_NONE, text), text
    wish, vm = made(HAS_NONE, os_variant="http://debian.org/debian/12")
    assert (vm.os, vm.nics[0].model) == ("http://debian.org/debian/12", "virtio")
    assert any("knows nothing of http://debian.org/debian/12" in warning for warning in wish.warnings)


def test_a_host_that_has_not_answered_yet_is_waited_for() -> None:
    assert wrong(view({}), "debian12") == f"{HOST} has not told yet what it knows of operating systems"
