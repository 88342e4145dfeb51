"""A hypervisor's libvirtd, by itself as in a distribution without systemd."""

import signal
import uuid

from tests.lab.namespaces import Host
from tests.lab.waiting import wait_for

PID = "/run/libvirtd.pid"
SOCKET = "/var/run/libvirt/libvirt-sock"

_DAEMON = """\
unix_sock_group = "root"
unix_sock_rw_perms = "0700"
auth_unix_ro = "none"
auth_unix_rw = "none"
host_uuid = "{uuid}"
"""
_QEMU = """\
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = [ ]
cgroup_controllers = [ ]
stdio_handler = "file"
"""

OVS_NET = """\
<network>
  <name>ovs-net</name>
  <forward mode='bridge'/>
  <bridge name='br-int'/>
  <virtualport type='openvswitch'/>
</network>
"""
"""The blog's network."""


def start(host: Host) -> None:
    """Write its configuration and start it. It answers some time later: see wait()."""
    name = uuid.uuid5(uuid.NAMESPACE_DNS, f"{host.name}.lab")
    host.write("/etc/libvirt/libvirtd.conf", _DAEMON.format(uuid=name))
    host.write("/etc/libvirt/qemu.conf", _QEMU)
    host.write("/etc/libvirt/libvirt.conf", 'uri_default = "qemu:///system"\n')
    (host.root / "var/lib/libvirt/images").mkdir()
    restart(host)


def restart(host: Host) -> None:
    """Start it as it is configured; its domains, if there are any, run on meanwhile."""
    host.run("libvirtd", "--daemon", "--pid-file", PID)


def kill(host: Host) -> None:
    """End it as a crash would."""
    pid = host.read(PID).strip()
    host.signal(PID, signal.SIGKILL)
    wait_for(lambda: not host.succeeds("kill", "-0", pid), "the end of libvirtd")


def wait(host: Host) -> None:
    """Until it answers."""
    wait_for(lambda: host.succeeds("virsh", "version"), f"libvirtd answers on {host.name}", 60)


def add_ovs_net(host: Host) -> None:
    """The blog's libvirt network, defined, started, and started with the host."""
    host.run("virsh", "-q", "net-define", "/dev/stdin", text=OVS_NET)
    host.run("virsh", "-q", "net-autostart", "ovs-net")
    host.run("virsh", "-q", "net-start", "ovs-net")
