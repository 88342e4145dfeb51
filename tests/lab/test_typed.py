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
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.storage import POOL
from tests.lab.vms import SMALL, virt_of, with_pools
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

TYPED = ("two words", "it's", '"quoted"', "-rf", "$(id)", "a;b&c|d", "<x>&y", "a\\b", "new\nline", "\x1b[2J")
"""What a shell, XML, JSON, a terminal or a program's options would take for something else."""
BASE = {"host": "kvm1", "name": "web-1", **SMALL}
ASKED: list[tuple[str, dict[str, str], set[str]]] = [
    ("create-vm", {**BASE, "disk": "empty", "size": "1 GiB", "cloud-init": "yes", "user": "kim"}, set()),
    ("create-vm", {**BASE, "disk": "copy", "image": f"{POOL}/base.qcow2"}, {"image", "pool"}),
    ("create-vm", {**BASE, "disk": "file", "file": "/var/lib/one.qcow2"}, {"file"}),
    ("attach-nic", {"vm": "vm1", "nic": "ls-int"}, set()),
    ("create-snapshot", {"vm": "vm1", "name": "before"}, set()),
    ("import-image", {"host": "kvm1", "url": "http://10.10.10.1/a.img", "name": "a.img"}, set()),
    (
        "add-host-uplink",
        {"host": "kvm1", "nic": "ens3", "bridge": "br-x", "network": "N", "lasting": "no"},
        set(),
    ),
]
"""Recipes, what is right in them, and the fields that are tried; none: all."""


@pytest_asyncio.fixture
async def there(cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Console]:
    """A console, and an image in the pool of kvm1."""
    host = cloud.hosts["kvm1"]
    async with with_pools(cloud, tmp_path, monkeypatch) as made:
        host.run("virsh", "-q", "vol-create-as", POOL, "base.qcow2", "64M", "--format", "qcow2")
        await virt_of(made, "kvm1").work(lambda it: it.storage.refresh(POOL))
        pools = made.deployment.cloud.pools
        await until(lambda: "base.qcow2" in str(pools("kvm1")), "the image is known")
        yield made
        host.run("virsh", "-q", "vol-delete", "base.qcow2", "--pool", POOL)


async def test_it_arrives_or_is_refused_beside_its_field(there: Console) -> None:
    wrong = []
    for name, values, only in ASKED:
        recipe = RECIPES[name]
        seen = await there.planner.view(recipe, values)
        if right := dict(faults(recipe, seen, settled(recipe, seen, values))):
            wrong.append(f"{name}: cannot be asked: {right}")
            continue
        for field in recipe.fields:
            if field.kind == "switch" or field.name not in (only or {field.name}):
                continue
            for text in TYPED:
                asked = {**values, field.name: text}
                after = settled(recipe, seen, asked)
                # what another field proposes of it may be wrong there
                if field.name not in after or dict(faults(recipe, seen, after)):
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
