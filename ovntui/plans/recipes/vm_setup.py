"""How a new VM's guest is set up, as it is asked for."""

from collections.abc import Sequence
from typing import Final

from ovntui.hosts.vm_xml import VmDisk
from ovntui.plans.addresses import address_fault
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.deeds.seed import seed_state
from ovntui.plans.deeds.subject import subject
from ovntui.plans.recipe import Field, Values, View, lines
from ovntui.plans.recipes.cloud_init import Guest, seed_files
from ovntui.plans.recipes.things import said, yes
from ovntui.plans.recipes.vm_disks import NONE, folders
from ovntui.plans.recipes.vm_nics import PlannedNic


def uses_cloud_init(view: View, values: Values) -> bool:
    """Whether there is a disk to be set up, and a pool for the image that tells how."""
    return said(values, "disk") != NONE and bool(folders(view, said(values, "host")))


def is_set_up(view: View, values: Values) -> bool:
    """Whether cloud-init is to do it."""
    return uses_cloud_init(view, values) and yes(values, "cloud-init")


def _key_fault(_: View, values: Values) -> str | None:
    for line in lines(values, "keys"):
        words = line.split()
        if len(words) < 2 or not words[0].startswith(("ssh-", "ecdsa-", "sk-")):
            return "that is no SSH public key: give a line as in ~/.ssh/id_ed25519.pub"
    return None


def _hostname_fault(_: View, values: Values) -> str | None:
    name = said(values, "hostname")
    labels = name.split(".")
    if all(label and label.isascii() and label.replace("-", "a").isalnum() for label in labels):
        return None
    return "a host name is made of letters, digits, - and ."


def _hostname(_: View, values: Values) -> str:
    kept = (char if char.isascii() and char.isalnum() else "-" for char in said(values, "name").lower())
    return "".join(kept).strip("-")


def _user_fault(_: View, values: Values) -> str | None:
    user = said(values, "user")
    if user.isascii() and user[:1].isalpha() and user.replace("-", "a").replace("_", "a").isalnum():
        return None
    return "a user's name is made of letters, digits, - and _, and begins with a letter"


def _nameservers_fault(_: View, values: Values) -> str | None:
    return next((fault for line in lines(values, "dns") if (fault := address_fault(line))), None)


def seed_name(vm: str) -> str:
    """What the image of a VM is called."""
    return f"{vm}-seed.iso"


def seed_act(view: View, values: Values, key: str, nics: Sequence[PlannedNic]) -> tuple[HostAct, VmDisk]:
    """What makes the image, and how the VM, whose uuid is key, sees it."""
    host, name = said(values, "host"), said(values, "name")
    chosen = said(values, "pool")
    pools = folders(view, host)
    pool = next((one for one in pools if one.name == chosen), pools[0])
    files = seed_files(
        Guest(
            uuid=key,
            hostname=said(values, "hostname"),
            user=said(values, "user"),
            keys=lines(values, "keys"),
            nameservers=lines(values, "dns"),
            nics=nics,
        )
    )
    about = subject(pool.name, seed_name(name))
    sentence = f"make {seed_name(name)} in pool {pool.name}, from which cloud-init sets {name} up"
    act = HostAct(sentence, host, "seed", about, lambda _: seed_state(files))
    path = f"{pool.path}/{seed_name(name)}"
    return act, VmDisk(path=path, format="raw", device="cdrom")


SETUP_FIELDS: Final = (
    Field(
        name="cloud-init",
        label="Cloud-init",
        help="set the guest up with a NoCloud image: its name, user, keys and addresses",
        kind="switch",
        default=lambda _, values: "no" if said(values, "disk") in ("empty", "file") else "yes",
        applies=uses_cloud_init,
    ),
    Field(
        name="hostname",
        label="Host name",
        help="what the guest calls itself",
        required=True,
        default=_hostname,
        check=_hostname_fault,
        applies=is_set_up,
    ),
    Field(
        name="user",
        label="User",
        help="who may log in and become root; empty: the image's own",
        check=_user_fault,
        applies=is_set_up,
    ),
    Field(
        name="keys",
        label="SSH keys",
        help="public keys, one a line",
        kind="many",
        check=_key_fault,
        applies=is_set_up,
    ),
    Field(
        name="dns",
        label="Name servers",
        help="for a guest without DHCP, one address a line",
        kind="many",
        check=_nameservers_fault,
        applies=is_set_up,
    ),
)
"""What is asked about it, behind the fields of the disk."""
