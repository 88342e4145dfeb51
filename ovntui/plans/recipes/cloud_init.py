"""What cloud-init is told about a new VM. Everything is JSON, which is YAML too, so that nothing that was
typed can be taken for more than a text (cloud-init's documentation, "NoCloud", "Networking config v2").
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ovntui.plans.recipes.vm_nics import PlannedNic


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """How the guest is to be set up. keys are SSH public keys of user, who may become root."""

    uuid: str
    hostname: str
    user: str
    keys: Sequence[str]
    nameservers: Sequence[str]
    nics: Sequence[PlannedNic]


def seed_files(guest: Guest) -> dict[str, str]:
    """The files of its seed image, in their order."""
    user: dict[str, Any] = {
        "name": guest.user,
        "ssh_authorized_keys": list(guest.keys),
        "sudo": "ALL=(ALL) NOPASSWD:ALL",
        "shell": "/bin/bash",
        "lock_passwd": True,
    }
    setup: dict[str, Any] = {"hostname": guest.hostname, "ssh_pwauth": False}
    if guest.user:
        setup["users"] = [user]
    elif guest.keys:
        setup["ssh_authorized_keys"] = list(guest.keys)
    ethernets = {f"nic{number}": _ethernet(one, guest.nameservers) for number, one in enumerate(guest.nics)}
    return {
        "meta-data": _json({"instance-id": guest.uuid, "local-hostname": guest.hostname}),
        "user-data": f"#cloud-config\n{_json(setup)}",
        "network-config": _json({"version": 2, "ethernets": ethernets}),
    }


def _ethernet(one: PlannedNic, nameservers: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"match": {"macaddress": one.nic.mac}}
    if one.is_served or not one.addresses:
        return {**told, "dhcp4": True}
    told |= {"dhcp4": False, "addresses": list(one.addresses)}
    if one.nic.mtu:
        told["mtu"] = one.nic.mtu
    if one.gateways:
        nets = {4: "0.0.0.0/0", 6: "::/0"}
        told["routes"] = [{"to": nets[gateway.version], "via": str(gateway)} for gateway in one.gateways]
    if nameservers:
        told["nameservers"] = {"addresses": list(nameservers)}
    return told


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=True)
