"""Pieces of clouds that plans are made for, as the commands that make them."""

from typing import Final

from tests.plans.stage import Words

KVM1: Final = "021bff7f-68cf-4625-8b37-340cae655674"
KVM2: Final = "23e299e3-da54-457d-a8e7-850dfeaebfb7"
KVM3: Final = "5f0a4c1e-6f2b-4a57-9d5a-3c1f4f6f1d07"
VM1: Final = ("c6c32709-bcd2-4585-b321-1606c349767a", "52:54:00:c4:a1:03")
VM2: Final = ("476e1fee-c08c-4495-9673-80246200de1f", "52:54:00:5f:d5:6f")


def nb(*commands: str) -> Words:
    """ovn-nbctl with several commands, each a line of words without blanks in them."""
    return ("ovn-nbctl", *" -- ".join(commands).split())


def chassis(name: str, hostname: str, address: str, mappings: str = "UPLINK:br-ext") -> Words:
    """A chassis as its ovn-controller registers it."""
    return (
        *("ovn-sbctl", "chassis-add", name, "geneve", address),
        *("--", "set", "Chassis", name, f"hostname={hostname}"),
        *(("other_config:ovn-bridge-mappings=" + f'"{mappings}"',) if mappings else ()),
    )


def plugged(interface: str, iface_id: str, mac: str) -> Words:
    """A VM's interface on the host, as libvirt plugs it in."""
    return (
        *("ovs-vsctl", "--may-exist", "add-br", "br-int"),
        *("--", "add-port", "br-int", interface, "--", "set", "Interface", interface),
        *(f'external_ids:iface-id="{iface_id}"', f'external_ids:attached-mac="{mac}"'),
    )


HOSTS: Final = (
    chassis(KVM1, "kvm1", "10.10.10.234"),
    chassis(KVM2, "kvm2", "10.10.10.235"),
)
INNER: Final = nb(
    "ls-add ls-int",
    'set Logical_Switch ls-int other_config:subnet="172.16.0.0/24" other_config:exclude_ips="172.16.0.1"',
    "lsp-add ls-int vm1",
    "lsp-set-addresses vm1 52:54:00:c4:a1:03",
)
ROUTER: Final = nb(
    "lr-add lr-ext",
    "lrp-add lr-ext lr-ext-ls-int 00:00:00:00:00:01 172.16.0.1/24",
    "lsp-add ls-int ls-int-lr-ext",
    "lsp-set-type ls-int-lr-ext router",
    "lsp-set-addresses ls-int-lr-ext router",
    "lsp-set-options ls-int-lr-ext router-port=lr-ext-ls-int",
)
OUTER: Final = nb(
    "ls-add ls-ext",
    "lrp-add lr-ext lr-ext-ls-ext 00:00:00:00:00:02 10.10.10.240/24",
    "lsp-add ls-ext ls-ext-lr-ext",
    "lsp-set-type ls-ext-lr-ext router",
    "lsp-set-addresses ls-ext-lr-ext router",
    "lsp-set-options ls-ext-lr-ext router-port=lr-ext-ls-ext",
    "lsp-add ls-ext ls-ext-br-ext",
    "lsp-set-type ls-ext-br-ext localnet",
    "lsp-set-addresses ls-ext-br-ext unknown",
    "lsp-set-options ls-ext-br-ext network_name=UPLINK",
)
GATEWAYS: Final = nb(
    f"lrp-set-gateway-chassis lr-ext-ls-ext {KVM1} 100",
    f"lrp-set-gateway-chassis lr-ext-ls-ext {KVM2} 75",
)
CLOUD: Final = (*HOSTS, INNER, ROUTER, OUTER, GATEWAYS)
"""The blog's cloud but for NAT and routes, and with an inner subnet."""
