"""Who is in a lab, with the addresses of the blog's cloud. The same in every lab: no lab sees another."""

from typing import Final, NamedTuple


class Hypervisor(NamedTuple):
    """A host for VMs. public is its address towards the outside, private the one on its second NIC."""

    name: str
    public: str
    private: str
    nic_mac: str
    bridge_mac: str
    system_id: str
    gateway_priority: int


class Vm(NamedTuple):
    """A guest, and the logical port that it is plugged into."""

    name: str
    host: str
    mac: str
    port: str
    address: str
    uuid: str


CONTROLLER: Final = "ovn"
OUTSIDE: Final = "ext"
SWITCH: Final = "switch"

ADDRESSES: Final = {CONTROLLER: "10.10.10.233", OUTSIDE: "10.10.10.1"}
"""The public address of the hosts that are no hypervisors."""
INTERNET: Final = "8.8.8.8"
"""An address that only the outside has."""
SNAT: Final = "10.10.10.240"
"""As whom the guests appear outside."""

HYPERVISORS: Final = (
    Hypervisor(
        "kvm1",
        "10.10.10.234",
        "10.10.20.234",
        "52:54:00:aa:00:34",
        "52:54:00:bb:00:34",
        "021bff7f-68cf-4625-8b37-340cae655674",
        100,
    ),
    Hypervisor(
        "kvm2",
        "10.10.10.235",
        "10.10.20.235",
        "52:54:00:aa:00:35",
        "52:54:00:bb:00:35",
        "23e299e3-da54-457d-a8e7-850dfeaebfb7",
        75,
    ),
    Hypervisor(
        "kvm3",
        "10.10.10.236",
        "10.10.20.236",
        "52:54:00:aa:00:36",
        "52:54:00:bb:00:36",
        "3c0ffee0-1111-4222-8333-444455556666",
        50,
    ),
)

VMS: Final = (
    Vm(
        "vm1",
        "kvm1",
        "52:54:00:c4:a1:03",
        "c6c32709-bcd2-4585-b321-1606c349767a",
        "172.16.0.201/24",
        "0caa0de3-1d1d-4c2e-bf89-51a2a822d630",
    ),
    Vm(
        "vm2",
        "kvm2",
        "52:54:00:5f:d5:6f",
        "476e1fee-c08c-4495-9673-80246200de1f",
        "172.16.0.202/24",
        "aff44c4b-bc14-49f1-9581-16a7ad6a04a3",
    ),
)
