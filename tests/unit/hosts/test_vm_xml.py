"""A VM's definition there and back, and its cloud-init image."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.hosts.seed import FILES, read_seed, seed_image
from ovntui.hosts.vm_xml import NewVm, VmDisk, VmNic, nic_xml, nics_of, read_nic, read_vm, vm_xml

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)
texts = texts.map(str.strip).filter(bool).filter(lambda text: "\ufffe" not in text and "\uffff" not in text)
nics = st.builds(
    VmNic,
    mac=st.just("52:54:00:00:00:01"),
    kind=st.sampled_from(["bridge", "network"]),
    source=texts,
    iface_id=st.sampled_from(["", "c6c32709-bcd2-4585-b321-1606c349767a"]),
    mtu=st.sampled_from([0, 1442]),
)
nics |= st.builds(replace, nics, offloads=st.just(False)) | st.builds(replace, nics, model=st.just("e1000"))
disks = st.builds(
    VmDisk,
    target=st.sampled_from(["vda", "sda"]),
    path=texts,
    format=st.sampled_from(["qcow2", "raw"]),
    device=st.sampled_from(["disk", "cdrom"]),
    bus=st.sampled_from(["virtio", "sata", "ide"]),
)
vms = st.builds(
    NewVm,
    name=texts,
    uuid=st.uuids().map(str),
    kind=st.sampled_from(["kvm", "qemu"]),
    architecture=st.sampled_from(["x86_64", "aarch64"]),
    machine=st.sampled_from(["pc-q35-7.2", "pc-i440fx-7.2", "virt-7.2"]),
    cpus=st.integers(1, 512),
    memory=st.integers(16, 2**20),
    disks=st.lists(disks, max_size=3).map(tuple),
    nics=st.lists(nics, max_size=3).map(tuple),
    has_random=st.booleans(),
)
vms |= st.builds(
    replace,
    vms,
    os=texts,
    clock=st.sampled_from(["utc", "localtime"]),
    architecture=st.just("x86_64"),
    is_enlightened=st.booleans(),
)


@given(vms)
def test_what_was_asked_for_is_read_from_its_definition(vm: NewVm) -> None:
    assert read_vm(vm_xml(vm)) == vm


@given(nics)
def test_a_nic_is_read_from_its_own_description(nic: VmNic) -> None:
    assert read_nic(ElementTree.fromstring(nic_xml(nic))) == nic


def test_what_libvirt_adds_is_passed_over() -> None:
    vm = NewVm(name="a", uuid="u", kind="qemu", architecture="x86_64", machine="pc", cpus=2, memory=64)
    xml = vm_xml(vm).replace('<memory unit="MiB">64<', "<memory unit='KiB'>65536<")
    xml = xml.replace("<devices>", "<devices><controller type='usb' index='0'/><memballoon model='virtio'/>")
    assert read_vm(xml) == vm
    assert nics_of(xml) == {}


def test_what_runs_in_it_is_noted_as_virt_install_notes_it() -> None:
    vm = NewVm(name="a", uuid="u", kind="kvm", architecture="x86_64", machine="pc", cpus=1, memory=64)
    assert "metadata" not in vm_xml(vm) and "clock" not in vm_xml(vm)
    xml = vm_xml(replace(vm, os="http://microsoft.com/win/10", clock="localtime", is_enlightened=True))
    noted = """
  <metadata>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
      <libosinfo:os id="http://microsoft.com/win/10" />
    </libosinfo:libosinfo>
  </metadata>"""
    assert noted in xml
    assert '<clock offset="localtime">' in xml and '<timer name="hypervclock" present="yes" />' in xml
    assert '<spinlocks state="on" retries="8191" />' in xml


@pytest.mark.parametrize("text", ["", "ümläut \"quoted\" 'twice' $(id)\n# --- no mark\n", "x" * 9000])
def test_what_cloud_init_is_told_is_read_again(text: str) -> None:
    files = dict.fromkeys(FILES, text)
    assert read_seed(seed_image(files)) == files


def test_another_image_is_none_of_ours() -> None:
    assert read_seed(b"") is None
    assert read_seed(bytes(100_000)) is None
