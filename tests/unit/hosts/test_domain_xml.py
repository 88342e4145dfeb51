"""A domain's XML, in the shapes that libvirt gives it."""

from ovntui.cloud.rows.libvirt import Disk, Nic
from ovntui.hosts.domain_xml import read_devices

PORT = "c6c32709-bcd2-4585-b321-1606c349767a"


def devices(xml: str) -> str:
    return f"<domain type='kvm'><name>vm1</name><devices>{xml}</devices></domain>"


def test_a_running_domains_nic_on_a_bridge() -> None:
    nics, disks = read_devices(
        devices(
            f"<interface type='bridge'><mac address='52:54:00:c4:a1:03'/><source bridge='br-int'/>"
            f"<virtualport type='openvswitch'><parameters interfaceid='{PORT}'/></virtualport>"
            "<target dev='vnet0'/><model type='virtio'/></interface>"
        )
    )
    assert nics == (Nic("52:54:00:c4:a1:03", "bridge", "br-int", "vnet0", PORT, "virtio"),)
    assert disks == ()


def test_a_nic_on_a_network_and_one_on_another_kind_of_port() -> None:
    nics, _ = read_devices(
        devices(
            "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='ovs-net'/>"
            "</interface>"
            "<interface type='network'><source network='ovs-net' bridge='br-int'/></interface>"
            "<interface type='direct'><source dev='eth0' mode='bridge'/>"
            "<virtualport type='802.1Qbh'><parameters profileid='x'/></virtualport></interface>"
            "<interface type='user'/>"
        )
    )
    assert nics == (
        Nic("52:54:00:00:00:01", "network", "ovs-net", "", "", ""),
        Nic("", "network", "br-int", "", "", ""),
        Nic("", "direct", "eth0", "", "", ""),
        Nic("", "user", "", "", "", ""),
    )


def test_disks_of_every_kind() -> None:
    _, disks = read_devices(
        devices(
            "<disk type='file' device='disk'><source file='/images/a b.qcow2'/><target dev='vda'/></disk>"
            "<disk type='block'><source dev='/dev/sdb'/><target dev='vdb'/></disk>"
            "<disk type='volume' device='disk'><source pool='p' volume='v'/><target dev='vdc'/></disk>"
            "<disk type='network'><source protocol='rbd' name='pool/image'/><target dev='vdd'/></disk>"
            "<disk type='file' device='cdrom'><target dev='sda'/></disk>"
        )
    )
    assert disks == (
        Disk("vda", "/images/a b.qcow2", "disk"),
        Disk("vdb", "/dev/sdb", "disk"),
        Disk("vdc", "v", "disk"),
        Disk("vdd", "pool/image", "disk"),
        Disk("sda", "", "cdrom"),
    )
