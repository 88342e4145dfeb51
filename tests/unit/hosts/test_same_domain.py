"""Whether a definition is what libvirt makes of another one."""

import pytest

from ovntui.hosts.same_domain import is_made_of

FOUND = """\
<domain type='qemu'>
  <name>web</name>
  <memory unit='KiB'>2097152</memory>
  <currentMemory unit='KiB'>2097152</currentMemory>
  <vcpu placement='static'>2</vcpu>
  <os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os>
  <clock offset='utc'/>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <source file='/a'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' slot='0x04'/>
    </disk>
    <interface type='bridge'><mac address='52:54:00:aa:00:01'/><source bridge='br-int'/></interface>
    <controller type='usb' index='0'/>
    <memballoon model='virtio'/>
  </devices>
</domain>
"""
ASKED = """\
<domain type='qemu'><name>web</name><memory unit='GiB'>2</memory><vcpu>2</vcpu>
<os><type machine='pc'>hvm</type></os>
<devices>
  <interface type='bridge'><mac address='52:54:00:AA:00:01'/><source bridge='br-int'/></interface>
  <disk type='file'><source file='/a'/><target dev='vda'/><address slot='4' type='pci'/></disk>
</devices></domain>
"""


def test_what_libvirt_adds_and_writes_in_its_own_way_makes_no_difference() -> None:
    assert is_made_of(FOUND, FOUND)
    assert is_made_of(FOUND, ASKED)
    assert not is_made_of(ASKED, FOUND), "what was asked for is not there"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">2</vcpu>", ">3</vcpu>"),
        ("2097152", "1048576"),
        ("'/a'", "'/b'"),
        ("pc-i440fx-7.2", "pc-q35-7.2"),
        ("<clock offset='utc'/>", "<title>mine</title>"),
        ("aa:00:01", "aa:00:02"),
        ("<memballoon model='virtio'/>", "<interface type='network'><source network='x'/></interface>"),
        ("<memballoon model='virtio'/>", "<disk type='file'><source file='/a'/><target dev='vdb'/></disk>"),
        ("</domain>", ""),
    ],
)
def test_what_somebody_has_changed_does(old: str, new: str) -> None:
    assert old in FOUND
    assert not is_made_of(FOUND.replace(old, new), ASKED)
