"""A VM that is off is cloned, and whatever goes wrong leaves nothing behind."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from ovntui.cloud.records import Vm
from ovntui.plans.errors import Refusal
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.storage import FOLDER
from tests.lab.vms import SMALL, does, left, undoes, virt_of, vm_of
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

WEB = {"host": "kvm1", "name": "web-1", "disk": "empty", "size": "1 GiB", "start": "no", **SMALL}


@pytest_asyncio.fixture
async def there(there: tuple[Console, Lab]) -> AsyncIterator[tuple[Console, Lab]]:
    """A console at the blog's cloud with a VM on it."""
    console, _ = there
    web = await does(console, "create-vm", WEB)
    await plugged(console, "web-1")
    yield there
    await undoes(console, web)


async def plugged(console: Console, name: str) -> Vm:
    """A VM, once its port and its disk are known as well."""

    def whole() -> bool:
        vm = vm_of(console, name)
        disks = {one.path for pool in console.deployment.cloud.pools("kvm1") for one in pool.volumes}
        return vm is not None and vm.nics[0].switch is not None and vm.disks[0].source in disks

    await until(whole, f"{name} is known")
    vm = vm_of(console, name)
    assert vm is not None
    return vm


async def test_a_clone_has_all_that_its_like_has_and_nothing_in_common(there: tuple[Console, Lab]) -> None:
    console, lab = there
    host, before = lab.hosts["kvm1"], left(lab)
    old = await plugged(console, "web-1")
    marked = host.root / FOLDER.lstrip("/") / "web-1.qcow2"
    host.run("qemu-io", "-c", "write -P 0x5a 0 64k", f"{FOLDER}/{marked.name}")
    plan = await console.make("clone-vm", {"vm": "web-1", "start": "yes"})
    outcome = await console.apply(plan)
    assert outcome.verdict == "applied", outcome.reason
    new = await plugged(console, "web-2")
    assert new.uuid != old.uuid and (new.vcpus, new.memory) == (old.vcpus, old.memory)
    assert new.nics[0].mac != old.nics[0].mac and new.nics[0].iface_id != old.nics[0].iface_id
    assert new.nics[0].switch == old.nics[0].switch and new.nics[0].addresses != old.nics[0].addresses
    await until(lambda: (vm := vm_of(console, "web-2")) is not None and vm.nics[0].up, "its port is up", 30)
    with pytest.raises(Refusal, match="shut it down first"):
        await console.make("clone-vm", {"vm": "web-2"})
    await does(console, "force-off-vm", {"vm": "web-2"})
    await until(lambda: (vm := vm_of(console, "web-2")) is not None and not vm.is_on, "it is off")
    read = host.run("qemu-io", "-c", "read -P 0x5a 0 64k", f"{FOLDER}/web-2.qcow2")
    assert "verification failed" not in read and "65536/65536" in read
    await undoes(console, plan)
    assert left(lab) == before


async def test_a_clones_ports_are_in_the_port_groups_of_its_likes(there: tuple[Console, Lab]) -> None:
    console, lab = there

    def ports() -> list[str]:
        return lab.controller.run("ovn-nbctl", "--bare", "get", "Port_Group", "pg_web", "ports").split()

    old = await plugged(console, "web-1")
    port = old.nics[0].port
    assert port is not None
    (security,) = console.deployment.cloud.ports[port.key].port_security
    lab.controller.run("ovn-nbctl", "pg-add", "pg_web", port.name)
    lab.controller.run("ovn-nbctl", "pg-add", "pg_other")
    lab.controller.run("ovn-nbctl", "lsp-set-port-security", port.name)
    try:
        before = ports()
        await until(
            lambda: not console.deployment.cloud.ports[port.key].port_security, "its port has no security"
        )
        plan = await does(console, "clone-vm", {"vm": "web-1"})
        assert any(sentence.endswith("into pg_web") for sentence in plan.sentences)
        new = await plugged(console, "web-2")
        added = new.nics[0].port
        assert added is not None and len(ports()) == 2
        assert added.key in "".join(ports())
        assert not console.deployment.cloud.ports[added.key].port_security
        await undoes(console, plan)
        assert ports() == before
    finally:
        lab.controller.run("ovn-nbctl", "lsp-set-port-security", port.name, security)
        for group in ("pg_web", "pg_other"):
            lab.controller.run("ovn-nbctl", "pg-del", group)


async def test_a_clone_that_fails_leaves_nothing(there: tuple[Console, Lab]) -> None:
    console, lab = there
    host = lab.hosts["kvm1"]
    plan = await console.make("clone-vm", {"vm": "web-1", "name": "web 'x'"})
    xml = host.run("virsh", "dumpxml", "--inactive", "web-1")
    other = xml.replace("<name>web-1<", "<name>web 'x'<")
    uuid = xml.split("<uuid>")[1].split("<")[0]
    other = other.replace(uuid, f"{uuid[:-4]}0000")
    host.run("virsh", "-q", "define", "/dev/stdin", text=other)
    there_now = left(lab)
    outcome = await console.apply(plan)
    assert outcome.verdict == "refused" and "already exists" in outcome.reason, outcome
    assert left(lab) == there_now
    host.run("virsh", "-q", "undefine", "web 'x'")


async def test_what_cannot_be_cloned_is_told(there: tuple[Console, Lab]) -> None:
    console, lab = there
    with pytest.raises(Refusal, match="there is a VM vm1 on kvm1 already"):
        await console.make("clone-vm", {"vm": "web-1", "name": "vm1"})
    lab.hosts["kvm1"].write(f"{FOLDER}/web-3.qcow2", "not ours")
    lab.hosts["kvm1"].run("virsh", "-q", "pool-refresh", "images")
    await virt_of(console, "kvm1").work(lambda there: there.storage.refresh("images"))
    await until(
        lambda: any(
            one.name == "web-3.qcow2"
            for pool in console.deployment.cloud.pools("kvm1")
            for one in pool.volumes
        ),
        "the file is a volume",
    )
    with pytest.raises(Refusal, match=r"a volume web-3\.qcow2 is there already"):
        await console.make("clone-vm", {"vm": "web-1", "name": "web-3"})
    (lab.hosts["kvm1"].root / FOLDER.lstrip("/") / "web-3.qcow2").unlink()
