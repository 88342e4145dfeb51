"""What an operator at a lab's console does with VMs, and what VMs could leave behind."""

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest

from ovntui.cloud.records import Vm
from ovntui.hosts.virt import Virt
from ovntui.plans.plan import Plan
from tests.lab.console import Console, console
from tests.lab.lab import Lab
from tests.lab.operator import at_controller
from tests.lab.storage import FOLDER, POOL, pool
from tests.servers.waiting import until

SMALL = {"memory": "64 MiB", "kind": "qemu", "machine": "pc"}
"""A VM that a lab's host can bear."""


@asynccontextmanager
async def with_pools(lab: Lab, home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Console]:
    """A console, with a pool for images on each hypervisor."""
    with ExitStack() as stack:
        for who in lab.hypervisors:
            stack.enter_context(pool(lab.hosts[who.name]))
        stack.enter_context(at_controller(lab, home, monkeypatch))
        async with console(lab, home / "journal.jsonl") as made:
            await until(
                lambda: all(is_live(made, who.name) for who in lab.hypervisors), "libvirt is live", 30
            )
            yield made


def is_live(there: Console, host: str) -> bool:
    """Whether a host's libvirt is connected, and all of it known."""
    return virt_of(there, host).state.state == "live" and bool(there.deployment.cloud.pools(host))


def virt_of(there: Console, host: str) -> Virt:
    """A host's libvirt."""
    found = there.deployment.connections[host].host
    assert found is not None and found.virt is not None
    return found.virt


def vm_of(there: Console, name: str) -> Vm | None:
    """The VM of a name."""
    return next((vm for vm in there.deployment.cloud.vms.values() if vm.name == name), None)


async def does(there: Console, recipe: str, values: Mapping[str, str]) -> Plan:
    """A plan that is applied."""
    plan = await there.make(recipe, values)
    outcome = await there.apply(plan)
    assert outcome.verdict == "applied", (outcome.reason, outcome.differences)
    return plan


async def undoes(there: Console, plan: Plan) -> None:
    """A plan that is undone."""
    _, outcome = await there.undo(plan)
    assert outcome.verdict == "applied", (outcome.reason, outcome.differences)


def left(lab: Lab) -> dict[str, list[str]]:
    """All that a VM could leave behind: ports, domains and volumes."""
    ports = lab.controller.run("ovn-nbctl", "--bare", "--columns=name", "list", "logical_switch_port")
    found = {"ports": sorted(ports.split())}
    for who in lab.hypervisors:
        host = lab.hosts[who.name]
        domains = host.run("virsh", "-q", "list", "--all", "--name")
        found[f"domains of {who.name}"] = sorted(domains.split())
        folder = host.root / FOLDER.lstrip("/")
        found[f"volumes of {who.name}"] = sorted(one.name for one in folder.iterdir())
    return found


def sweep(lab: Lab, before: Mapping[str, list[str]]) -> None:
    """Take away what VMs have left behind, so that the tests that follow begin as they should."""
    now = left(lab)
    for who in lab.hypervisors:
        host = lab.hosts[who.name]
        for name in _more(now, before, f"domains of {who.name}"):
            host.succeeds("virsh", "-q", "destroy", name)
            host.succeeds("virsh", "-q", "undefine", name, "--snapshots-metadata", "--nvram")
        for name in _more(now, before, f"volumes of {who.name}"):
            (host.root / FOLDER.lstrip("/") / name).unlink()
        host.succeeds("virsh", "-q", "pool-refresh", POOL)
    for name in _more(now, before, "ports"):
        lab.controller.run("ovn-nbctl", "--if-exists", "lsp-del", name)


def _more(now: Mapping[str, list[str]], before: Mapping[str, list[str]], of: str) -> list[str]:
    return [name for name in now[of] if name not in before[of]]
