"""The blog's cloud, made with the tools that the blog uses."""

from functools import partial

from tests.lab import libvirt
from tests.lab.cast import ADDRESSES, CONTROLLER, SNAT, VMS, Hypervisor
from tests.lab.image import image
from tests.lab.lab import Lab
from tests.lab.waiting import wait_for


def build(lab: Lab) -> None:
    """From hosts that are uplinked to VMs that reach the internet."""
    open_databases(lab)
    join_chassis(lab)
    start_guests(lab)
    attach_guests(lab)
    map_uplinks(lab)
    build_router(lab)


def open_databases(lab: Lab) -> None:
    """Let the chassis reach northbound and southbound."""
    lab.controller.run("ovn-nbctl", "set-connection", "ptcp:6641")
    lab.controller.run("ovn-sbctl", "set-connection", "ptcp:6642")


def join_chassis(lab: Lab) -> None:
    """Tell every hypervisor where southbound is, and define libvirt's network."""
    address = ADDRESSES[CONTROLLER]
    for who in lab.hypervisors:
        lab.hosts[who.name].run(
            *("ovs-vsctl", "set", "open_vswitch", "."),
            f"external_ids:ovn-remote=tcp:{address}:6642",
            f"external_ids:ovn-nb=tcp:{address}:6641",
            f"external_ids:ovn-encap-ip={who.public}",
            "external_ids:ovn-encap-type=geneve",
        )
        libvirt.add_ovs_net(lab.hosts[who.name])
    for who in lab.hypervisors:
        wait_for(partial(_is_chassis, lab, who), f"{who.name} is a chassis")


def _is_chassis(lab: Lab, who: Hypervisor) -> bool:
    """Whether southbound knows it and it has the bridge for VMs."""
    name = f"name={who.system_id}"
    known = lab.controller.run("ovn-sbctl", "--bare", "--columns=name", "find", "chassis", name)
    return bool(known.strip()) and lab.hosts[who.name].succeeds("ovs-vsctl", "br-exists", "br-int")


def start_guests(lab: Lab) -> None:
    """Start the VMs."""
    for guest in lab.guests.values():
        guest.start(image())


def attach_guests(lab: Lab) -> None:
    """Give each VM its logical port on ls-int."""
    lab.controller.run("ovn-nbctl", "ls-add", "ls-int")
    for vm in VMS:
        lab.controller.run("ovn-nbctl", "lsp-add", "ls-int", vm.port)
        lab.controller.run("ovn-nbctl", "lsp-set-addresses", vm.port, f"{vm.mac} {vm.address}")
    for vm in VMS:
        lab.controller.run(
            "ovn-nbctl", "--timeout=30", "wait-until", "logical_switch_port", vm.port, "up=true"
        )


def map_uplinks(lab: Lab) -> None:
    """Say on every hypervisor which bridge leads to UPLINK."""
    for who in lab.hypervisors:
        lab.hosts[who.name].run(
            "ovs-vsctl", "set", "open_vswitch", ".", "external_ids:ovn-bridge-mappings=UPLINK:br-ext"
        )


def build_router(lab: Lab) -> None:
    """The way out: ls-ext, lr-ext, gateway chassis, and SNAT."""
    for command in (
        ("ls-add", "ls-ext"),
        ("lr-add", "lr-ext"),
        ("lrp-add", "lr-ext", "lr-ext-ls-int", "00:00:00:00:00:01", "172.16.0.1/24"),
        ("lrp-add", "lr-ext", "lr-ext-ls-ext", "00:00:00:00:00:02", f"{SNAT}/24"),
        ("lsp-add", "ls-int", "ls-int-lr-ext"),
        ("lsp-set-type", "ls-int-lr-ext", "router"),
        ("lsp-set-addresses", "ls-int-lr-ext", "router"),
        ("lsp-set-options", "ls-int-lr-ext", "router-port=lr-ext-ls-int"),
        ("lsp-add", "ls-ext", "ls-ext-lr-ext"),
        ("lsp-set-type", "ls-ext-lr-ext", "router"),
        ("lsp-set-addresses", "ls-ext-lr-ext", "router"),
        ("lsp-set-options", "ls-ext-lr-ext", "router-port=lr-ext-ls-ext"),
        ("lsp-add", "ls-ext", "ls-ext-br-ext"),
        ("lsp-set-type", "ls-ext-br-ext", "localnet"),
        ("lsp-set-addresses", "ls-ext-br-ext", "unknown"),
        ("lsp-set-options", "ls-ext-br-ext", "network_name=UPLINK"),
        ("lr-route-add", "lr-ext", "0.0.0.0/0", "10.10.10.1"),
        *(
            ("lrp-set-gateway-chassis", "lr-ext-ls-ext", who.system_id, str(who.gateway_priority))
            for who in lab.hypervisors
        ),
        ("lr-nat-add", "lr-ext", "snat", SNAT, "172.16.0.0/24"),
        ("--wait=hv", "--timeout=30", "sync"),
    ):
        lab.controller.run("ovn-nbctl", *command)
