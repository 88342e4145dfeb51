"""The definition of a VM that is to be like another one."""

from ovntui.hosts.clone_xml import cards, cloned
from ovntui.hosts.domain_xml import read_devices

OLD = """\
<domain type='kvm'>
  <name>web-1</name>
  <uuid>11111111-0000-4000-8000-000000000001</uuid>
  <genid>22222222-0000-4000-8000-000000000001</genid>
  <sysinfo type='smbios'><system>
    <entry name='uuid'>11111111-0000-4000-8000-000000000001</entry><entry name='serial'>7</entry>
  </system></sysinfo>
  <os><nvram template='/t'>/var/lib/libvirt/qemu/nvram/web-1_VARS.fd</nvram></os>
  <devices>
    <disk type='file' device='disk'><source file='/p/web-1.qcow2'/><backingStore type='file'/></disk>
    <disk type='file' device='cdrom'><source file='/p/web-1-seed.iso'/></disk>
    <interface type='bridge'>
      <mac address='52:54:00:00:00:01'/><source bridge='br-int'/>
      <virtualport type='openvswitch'><parameters interfaceid='one'/></virtualport>
    </interface>
    <interface type='network'><mac address='52:54:00:00:00:02'/><source network='default'/></interface>
  </devices>
</domain>
"""


def test_what_tells_a_vm_from_others_is_its_own() -> None:
    macs = {
        "52:54:00:00:00:01": ("52:54:00:00:00:11", "two"),
        "52:54:00:00:00:02": ("52:54:00:00:00:12", "x"),
    }
    new = cloned(OLD, "a <b> 'c'", "33333333-0000-4000-8000-000000000001", macs, {"/p/web-1.qcow2": "/p/new"})
    for old in ("web-1<", "11111111", "22222222", "00:00:01", "00:00:02", "'one'", "backingStore", "VARS"):
        assert old not in new, old
    nics, disks = read_devices(new)
    assert [(nic.mac, nic.iface_id) for nic in nics] == [
        ("52:54:00:00:00:11", "two"),
        ("52:54:00:00:00:12", ""),
    ]
    assert [disk.source for disk in disks] == ["/p/new", "/p/web-1-seed.iso"]
    assert '<entry name="serial">7' in new and 'template="/t"' in new


def test_its_cards_are_read_with_what_they_are_plugged_into() -> None:
    assert [tuple(card) for card in cards(OLD)] == [
        ("52:54:00:00:00:01", "bridge", "br-int", "one"),
        ("52:54:00:00:00:02", "network", "default", ""),
    ]
