"""The cloud that a sandbox starts with: two VMs on two chassis that reach the outside through one router.

ls-int carries the VMs, ls-ext leads to the outside by a localnet port on UPLINK, and lr-ext joins them:
gateway chassis in falling priority, a default route, and SNAT for what leaves.
"""

from typing import Final, NamedTuple

from ovntui.sandbox.fabric import interface, name

GATEWAY_PORT: Final = "lr-ext-ls-ext"
_PRIORITIES: Final = (100, 75, 50)
GATEWAYS: Final = len(_PRIORITIES)
"""How many chassis, from the first one on, can hold the gateway port."""


class Vm(NamedTuple):
    """A VM with one NIC. port is its logical port, whose name is the NIC's iface-id."""

    name: str
    port: str
    mac: str
    address: str
    uuid: str


VMS: Final = (
    Vm(
        "vm1",
        "c6c32709-bcd2-4585-b321-1606c349767a",
        "52:54:00:c4:a1:03",
        "172.16.0.201/24",
        "0caa0de3-1d1d-4c2e-bf89-51a2a822d630",
    ),
    Vm(
        "vm2",
        "476e1fee-c08c-4495-9673-80246200de1f",
        "52:54:00:5f:d5:6f",
        "172.16.0.202/24",
        "aff44c4b-bc14-49f1-9581-16a7ad6a04a3",
    ),
)


def northbound(chassis: int) -> list[str]:
    """ovn-nbctl's arguments that write the cloud, as one transaction."""
    commands = [["ls-add", "ls-int"], ["ls-add", "ls-ext"], ["lr-add", "lr-ext"]]
    for vm in VMS:
        commands += [["lsp-add", "ls-int", vm.port], ["lsp-set-addresses", vm.port, f"{vm.mac} {vm.address}"]]
    commands += [
        ["lrp-add", "lr-ext", "lr-ext-ls-int", "00:00:00:00:00:01", "172.16.0.1/24"],
        ["lrp-add", "lr-ext", GATEWAY_PORT, "00:00:00:00:00:02", "10.10.10.240/24"],
        *_port("ls-int", "ls-int-lr-ext", "router", "router", "router-port=lr-ext-ls-int"),
        *_port("ls-ext", "ls-ext-lr-ext", "router", "router", f"router-port={GATEWAY_PORT}"),
        *_port("ls-ext", "ls-ext-br-ext", "localnet", "unknown", "network_name=UPLINK"),
        ["lr-route-add", "lr-ext", "0.0.0.0/0", "10.10.10.1"],
        ["lr-nat-add", "lr-ext", "snat", "10.10.10.240", "172.16.0.0/24"],
    ]
    for number, priority in zip(range(1, chassis + 1), _PRIORITIES, strict=False):
        commands.append(["lrp-set-gateway-chassis", GATEWAY_PORT, name(number), str(priority)])
    return [word for command in commands for word in ("--", *command)][1:]


def vms(number: int, chassis: int) -> list[Vm]:
    """Those that run on this chassis: the first one on the first chassis, the second one on the second where
    there is one."""
    return [vm for at, vm in enumerate(VMS) if min(at + 1, chassis) == number]


def interfaces(number: int, chassis: int) -> list[str]:
    """ovs-vsctl's arguments for the VMs that run on this chassis, as libvirt plugs them in."""
    return [
        word
        for order, vm in enumerate(vms(number, chassis))
        for word in interface(
            f"vnet{order}",
            {"iface-id": vm.port, "attached-mac": vm.mac, "iface-status": "active", "vm-id": vm.uuid},
        )
    ]


def _port(switch: str, port: str, kind: str, addresses: str, option: str) -> list[list[str]]:
    return [
        ["lsp-add", switch, port],
        ["lsp-set-type", port, kind],
        ["lsp-set-addresses", port, addresses],
        ["lsp-set-options", port, option],
    ]
