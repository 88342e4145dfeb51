"""Whatever is typed into a field that reaches a host: the plan holds it as it was typed, or the form refuses
it beside that field."""

import html
import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from ovntui.plans.errors import Refusal
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import faults, lines, settled
from ovntui.plans.recipes.catalogue import RECIPES
from tests.console.asked import ASKED_OF_HOSTS, ASKED_OF_VMS
from tests.lab.cast import VMS
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.storage import POOL
from tests.lab.vms import SMALL, does, undoes, virt_of, vm_of, with_pools
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

TYPED = ("two words", "it's", '"quoted"', "-rf", "$(id)", "a;b&c|d", "<x>&y", "a\\b", "new\nline", "\x1b[2J")
"""What a shell, XML, JSON, a terminal or a program's options would take for something else."""
LICENSE = "/usr/share/common-licenses/GPL-3"
"""A file of every machine's, and as good an image as any other."""
BASE = {"host": "kvm1", "name": "web-1", **SMALL}
ASKED: list[tuple[str, dict[str, str], set[str]]] = [
    ("create-vm", {**BASE, "disk": "empty", "size": "1 GiB", "cloud-init": "yes", "user": "kim"}, set()),
    ("create-vm", {**BASE, "disk": "copy", "image": f"{POOL}/base.qcow2"}, {"image", "pool"}),
    ("create-vm", {**BASE, "disk": "file", "file": "/var/lib/one.qcow2"}, {"file"}),
    ("create-vm", {**BASE, "disk": "upload", "upload": LICENSE}, {"upload"}),
    ("create-vm", {**BASE, "disk": "none", "iso": "/var/lib/one.iso", "cpus": "1"}, set()),
    ("clone-vm", {"vm": "idle"}, set()),
    ("rename-vm", {"vm": "idle", "name": "idler"}, set()),
    ("delete-vm", {"vm": "idle"}, set()),
    ("migrate-vm", {"vm": "vm1"}, set()),
    ("attach-nic", {"vm": "vm1", "nic": "ls-int"}, set()),
    ("detach-nic", {"vm": "vm1", "mac": VMS[0].mac}, set()),
    ("start-vm", {"vm": "idle"}, set()),
    ("autostart-vm", {"vm": "vm1"}, set()),
    *((f"{word}-vm", {"vm": "vm1"}, set[str]()) for word in ("shutdown", "reboot", "pause", "force-off")),
    ("create-snapshot", {"vm": "idle", "name": "after"}, set()),
    ("revert-vm", {"vm": "idle", "name": "before"}, set()),
    ("delete-snapshot", {"vm": "idle", "name": "before"}, set()),
    ("import-image", {"host": "kvm1", "url": "http://10.10.10.1/a.img", "name": "a.img"}, set()),
    ("upload-image", {"host": "kvm1", "file": LICENSE, "name": "a.raw"}, set()),
    ("delete-image", {"host": "kvm1", "image": f"{POOL}/base.qcow2"}, set()),
    (
        "add-host-uplink",
        {"host": "kvm1", "nic": "ens3", "bridge": "br-x", "network": "N", "lasting": "no"},
        set(),
    ),
]
"""Recipes, what is right in them, and the fields that are tried; none: all."""
ELSEWHERE = {
    "join-host": "there is no host here that is no chassis: tests/unit/plans/test_host_typed.py",
    "leave-host": "there is no chassis here without VMs: likewise",
    "resume-vm": "no VM is paused here, and its one field is that of pause-vm",
}


@pytest_asyncio.fixture
async def there(cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Console]:
    """A console, an image in the pool of kvm1, and a VM there that is off and has a snapshot."""
    host = cloud.hosts["kvm1"]
    async with with_pools(cloud, tmp_path, monkeypatch) as made:
        host.run("virsh", "-q", "vol-create-as", POOL, "base.qcow2", "64M", "--format", "qcow2")
        await virt_of(made, "kvm1").work(lambda it: it.storage.refresh(POOL))
        pools = made.deployment.cloud.pools
        await until(lambda: "base.qcow2" in str(pools("kvm1")), "the image is known")
        idle = {**BASE, "name": "idle", "disk": "empty", "size": "1 MiB", "cloud-init": "no", "start": "no"}
        made_vm = await does(made, "create-vm", {**idle, "nics": ""})
        await until(lambda: vm_of(made, "idle") is not None, "it is known")
        snapshot = await does(made, "create-snapshot", {"vm": "idle", "name": "before"})
        yield made
        await undoes(made, snapshot)
        await undoes(made, made_vm)
        host.run("virsh", "-q", "vol-delete", "base.qcow2", "--pool", POOL)


def test_every_recipe_that_reaches_a_host_is_tried() -> None:
    tried = {name for name, _, _ in ASKED}
    assert tried | ELSEWHERE.keys() == ASKED_OF_HOSTS.keys() | ASKED_OF_VMS.keys()


async def test_it_arrives_or_is_refused_beside_its_field(there: Console) -> None:
    wrong = []
    for name, values, only in ASKED:
        recipe = RECIPES[name]
        seen = await there.planner.view(recipe, values)
        right = settled(recipe, seen, values)
        if told := dict(faults(recipe, seen, right)):
            wrong.append(f"{name}: cannot be asked: {told}")
            continue
        for field in recipe.fields:
            if field.kind == "switch" or field.name not in (only or {field.name}):
                continue
            for text in TYPED:
                asked = {**values, field.name: text}
                after = settled(recipe, seen, asked)
                told = dict(faults(recipe, seen, after))
                if field.name in told or field.name not in after:
                    continue
                if told:
                    # what others propose of it may be wrong there
                    if not any(after[other] != right.get(other) for other in told):
                        wrong.append(f"{name} --{field.name} {text!r}: refused beside {told}")
                    continue
                try:
                    plan = await there.make(name, asked)
                except Refusal as refusal:
                    wrong.append(f"{name} --{field.name} {text!r}: refused by {refusal}")
                    continue
                typed = lines({"it": text}, "it") if field.kind in ("many", "order") else (text.strip(),)
                if not all(_holds(plan, one) for one in typed):
                    wrong.append(f"{name} --{field.name} {text!r}: not as it was typed")
    assert not wrong, "\n".join(wrong)


def _holds(plan: Plan, text: str) -> bool:
    """Whether it stands in what is sent: bare, or as XML or JSON write it."""
    told = json.loads(msgspec.json.encode(plan.steps))
    found = list(_strings(told))
    return any(text in way for one in found for way in (one, html.unescape(one), _unescaped(one)))


def _strings(of: object) -> list[str]:
    if isinstance(of, str):
        return [of]
    inner = of.values() if isinstance(of, dict) else of if isinstance(of, list) else ()
    return [text for one in inner for text in _strings(one)]


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\").replace("\\n", "\n").replace("\\t", "\t")
