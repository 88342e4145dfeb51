"""A hypervisor's switch as the packages openvswitch-switch and ovn-host start it, with OVS's userspace
datapath where it is told to make one."""

import signal

from tests.lab.cast import Hypervisor
from tests.lab.namespaces import Host
from tests.lab.waiting import wait_for

_RUN = "/run/openvswitch"
SOCKET = f"unix:{_RUN}/db.sock"
DATABASE_PID = f"{_RUN}/ovsdb-server.pid"
SWITCH_PID = f"{_RUN}/ovs-vswitchd.pid"
CONTROLLER_PID = "/run/ovn/ovn-controller.pid"
_QUIET = ("--detach", "-vconsole:off", "-vsyslog:off")


def start(host: Host, who: Hypervisor) -> None:
    """Start the database, the switch, and an ovn-controller that waits for external_ids:ovn-remote."""
    host.run("ovsdb-tool", "create", "/etc/openvswitch/conf.db", "/usr/share/openvswitch/vswitch.ovsschema")
    start_database(host)
    version = host.run("ovs-vswitchd", "--version").splitlines()[0].split()[-1]
    host.run(
        *("ovs-vsctl", "--no-wait", "init", "--", "set", "open_vswitch", "."),
        *("db-version=8.3.1", f"ovs-version={version}", "system-type=debian", "system-version=12"),
        *(f"external_ids:system-id={who.system_id}", f"external_ids:hostname={who.name}"),
        "external_ids:rundir=/var/run/openvswitch",
    )
    start_switch(host)
    start_controller(host)


def start_controller(host: Host) -> None:
    """Start ovn-controller alone."""
    host.run(
        "ovn-controller",
        *_QUIET,
        f"--pidfile={CONTROLLER_PID}",
        "--log-file=/var/log/ovn/ovn-controller.log",
        SOCKET,
    )


def start_database(host: Host) -> None:
    """Start ovsdb-server alone, on the database as it is."""
    host.run(
        "ovsdb-server",
        *_QUIET,
        f"--pidfile={DATABASE_PID}",
        f"--remote=p{SOCKET}",
        "--remote=db:Open_vSwitch,Open_vSwitch,manager_options",
        "--log-file=/var/log/openvswitch/ovsdb-server.log",
        "/etc/openvswitch/conf.db",
    )


def start_switch(host: Host) -> None:
    """Start ovs-vswitchd alone."""
    host.run(
        "ovs-vswitchd",
        *_QUIET,
        f"--pidfile={SWITCH_PID}",
        "--log-file=/var/log/openvswitch/ovs-vswitchd.log",
        SOCKET,
    )


def restart_database(host: Host) -> None:
    """Kill ovsdb-server and start it anew."""
    host.signal(DATABASE_PID, signal.SIGKILL)
    pid = host.read(DATABASE_PID).strip()
    wait_for(lambda: not host.succeeds("kill", "-0", pid), "the end of ovsdb-server")
    start_database(host)


def add_uplink(host: Host, who: Hypervisor, gateway: str) -> None:
    """What the blog does with netplan: the bridge br-ext over ens2, with the host's address on it. Another
    MAC than the NIC's, whose frames the kernel sees as well."""
    host.run(
        *("ovs-vsctl", "add-br", "br-ext", "--", "set", "bridge", "br-ext", "datapath_type=netdev"),
        *("fail_mode=standalone", f'other-config:hwaddr="{who.bridge_mac}"', "--"),
        *("add-port", "br-ext", "ens2"),
    )
    host.run("ip", "link", "set", "br-ext", "up")
    host.run("ip", "address", "flush", "dev", "ens2")
    host.run("ip", "address", "add", f"{who.public}/24", "dev", "br-ext")
    host.run("ip", "route", "replace", "default", "via", gateway)
