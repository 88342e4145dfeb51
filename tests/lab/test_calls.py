"""What libvirt is asked to do on a real host: power, definitions, devices, snapshots, storage, consoles."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ovntui.cloud.rows.libvirt import Hardware, Pool, Volume
from ovntui.hosts.errors import HostError
from ovntui.hosts.serial import serial
from ovntui.hosts.virt import HARDWARE, Virt
from ovntui.hosts.volume_xml import NewVolume
from tests.lab.image import READY, Image
from tests.lab.operator import Operator
from tests.lab.storage import POOL, pool
from tests.lab.test_virt import NAMES, domain_xml, domains, following, key
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

MIB = 2**20


def pools(virt: Virt) -> dict[str, Pool]:
    return {row.name: row for row in virt.rows.values() if isinstance(row, Pool)}


def volumes(virt: Virt) -> dict[str, Volume]:
    return {one.name: one for one in pools(virt)[POOL].volumes}


async def test_power(operator: Operator) -> None:
    async with following(operator) as (virt, _):
        await virt.work(lambda there: there.domains.define(domain_xml("plain")))
        vm = key("plain")

        async def becomes(state: str) -> None:
            await until(
                lambda: "plain" in domains(virt) and domains(virt)["plain"].state == state,
                f"it is {state}",
                30,
            )

        await becomes("off")
        await virt.work(lambda there: there.domains.start(vm))
        await becomes("running")
        with pytest.raises(HostError, match="already running"):
            await virt.work(lambda there: there.domains.start(vm))
        await virt.work(lambda there: there.domains.pause(vm))
        await becomes("paused")
        await virt.work(lambda there: there.domains.resume(vm))
        await becomes("running")
        await virt.work(lambda there: there.domains.set_autostart(vm, True))
        await until(lambda: domains(virt)["plain"].autostart, "it starts with its host")
        await virt.work(lambda there: there.domains.force_off(vm))
        await becomes("off")
        await virt.work(lambda there: there.domains.rename(vm, "another"))
        await until(lambda: "another" in domains(virt), "it has another name")
        await virt.work(lambda there: there.domains.undefine(vm))
        await until(lambda: not domains(virt), "it is gone")
        with pytest.raises(HostError, match="no such VM"):
            await virt.work(lambda there: there.domains.start(vm))


async def test_a_definition_that_is_none_is_refused(operator: Operator) -> None:
    async with following(operator) as (virt, _):
        for xml in ("", "<domain", domain_xml("plain").replace("<devices>", "<devices><nonsense/>")):
            with pytest.raises(HostError):
                await virt.work(lambda there: there.domains.define(xml))  # noqa: B023  # awaited here
        assert not domains(virt)


async def test_a_nic_is_plugged_into_a_running_vm_and_out_again(operator: Operator) -> None:
    nic = (
        "<interface type='bridge'><mac address='52:54:00:00:00:77'/><source bridge='br-vms'/>"
        "<virtualport type='openvswitch'/><model type='virtio'/></interface>"
    )
    async with following(operator) as (virt, _):
        await virt.work(lambda there: there.domains.define(domain_xml("plain")))
        vm = key("plain")
        await virt.work(lambda there: there.domains.attach(vm, nic))
        await until(lambda: "plain" in domains(virt) and len(domains(virt)["plain"].nics) == 2, "it has two")
        await virt.work(lambda there: there.domains.start(vm))
        await virt.work(lambda there: there.domains.force_off(vm))
        assert "52:54:00:00:00:77" in await virt.ask(lambda there: there.domains.xml(vm))
        await virt.work(lambda there: there.domains.detach(vm, nic))
        await until(lambda: len(domains(virt)["plain"].nics) == 1, "it has one")


@asynccontextmanager
async def disk_of_plain(operator: Operator) -> AsyncIterator[tuple[Virt, str]]:
    """A VM that is off, with a disk whose states can be kept."""
    with pool(operator.lab.hosts["kvm1"]):
        async with following(operator) as (virt, _):
            volume = NewVolume(name="plain.qcow2", capacity=16 * MIB)
            path = await virt.work(lambda there: there.storage.create(POOL, volume))
            disk = (
                f"<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{path}'/>"
                "<target dev='vda' bus='virtio'/></disk></devices>"
            )
            xml = domain_xml("plain").replace("</devices>", disk)
            await virt.work(lambda there: there.domains.define(xml))  # awaited here
            yield virt, key("plain")
            await virt.work(lambda there: there.domains.undefine(key("plain")))
            await virt.work(lambda there: there.storage.delete(POOL, "plain.qcow2"))


async def test_snapshots_are_taken_gone_back_to_and_deleted(operator: Operator) -> None:
    async with disk_of_plain(operator) as (virt, vm):
        for name in NAMES:
            await virt.work(lambda there: there.snapshots.take(vm, name))  # noqa: B023  # awaited here
        found = await virt.ask(lambda there: there.snapshots.all(vm))
        assert {one.name for one in found} == set(NAMES)
        assert [one.current for one in found].count(True) == 1
        await virt.work(lambda there: there.snapshots.revert(vm, NAMES[0]))
        for name in NAMES:
            await virt.work(lambda there: there.snapshots.delete(vm, name))  # noqa: B023  # awaited here
        assert await virt.ask(lambda there: there.snapshots.all(vm)) == []
        with pytest.raises(HostError, match="no such snapshot"):
            await virt.work(lambda there: there.snapshots.delete(vm, "never"))


async def test_volumes_are_made_in_every_way_and_deleted(operator: Operator, tmp_path: Path) -> None:
    with pool(operator.lab.hosts["kvm1"]):
        async with following(operator) as (virt, _):
            await until(lambda: POOL in pools(virt), "the pool is known", 40)
            empty = NewVolume(name="base.qcow2", capacity=64 * MIB)
            path = await virt.work(lambda there: there.storage.create(POOL, empty))
            thin = NewVolume(name="thin", capacity=128 * MIB, backing=path, backing_format="qcow2")
            await virt.work(lambda there: there.storage.create(POOL, thin))
            whole = NewVolume(name="whole", capacity=64 * MIB)
            await virt.work(lambda there: there.storage.copy(POOL, whole, POOL, "base.qcow2"))
            await until(lambda: set(volumes(virt)) >= {"base.qcow2", "thin", "whole"}, "all are seen")
            assert volumes(virt)["thin"].backing == path
            assert volumes(virt)["thin"].capacity == 128 * MIB
            assert volumes(virt)["whole"].backing == ""
            assert await virt.ask(lambda there: there.storage.find(POOL, "thin")) == volumes(virt)["thin"]
            with pytest.raises(HostError, match="exist"):
                await virt.work(lambda there: there.storage.create(POOL, empty))
            for name in ("thin", "whole", "base.qcow2"):
                await virt.work(lambda there: there.storage.delete(POOL, name))  # noqa: B023  # awaited here
            await until(lambda: not volumes(virt), "all are gone")
            with pytest.raises(HostError, match="no such volume"):
                await virt.work(lambda there: there.storage.delete(POOL, "thin"))


async def test_a_file_is_uploaded_whole_with_its_progress(operator: Operator, tmp_path: Path) -> None:
    host = operator.lab.hosts["kvm1"]
    file = tmp_path / "image"
    content = bytes(range(256)) * 4096 * 5
    file.write_bytes(content)
    told: list[int] = []

    def progress(sent: int) -> bool:
        told.append(sent)
        return True

    with pool(host):
        async with following(operator) as (virt, _):
            volume = NewVolume(name="sent up", capacity=len(content), format="raw")
            path = await virt.work(lambda there: there.storage.create(POOL, volume))
            await virt.work(lambda there: there.storage.upload(POOL, "sent up", file, progress))
            assert (host.root / path.lstrip("/")).read_bytes() == content
            assert told[-1] == len(content) and told == sorted(told) and len(told) > 2
            with pytest.raises(HostError, match="given up"):
                await virt.work(lambda there: there.storage.upload(POOL, "sent up", file, lambda _: False))
            await virt.work(lambda there: there.storage.delete(POOL, "sent up"))


async def test_what_vms_can_be_made_of_is_known(operator: Operator) -> None:
    async with following(operator) as (virt, _):
        hardware = virt.rows[HARDWARE]
        assert isinstance(hardware, Hardware)
        assert "qemu" in hardware.kinds
        assert {"pc", "q35"} <= {one.name for one in hardware.machines}
        assert await virt.ask(lambda there: there.free_memory()) > 0


def booting(name: str, made: Image) -> str:
    """A guest whose shell is on its serial console."""
    return f"""\
<domain type='qemu'><name>{name}</name><uuid>{key(name)}</uuid><memory unit='MiB'>80</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type><kernel>{made.kernel}</kernel><initrd>{made.initramfs}</initrd>
<cmdline>console=ttyS0 quiet panic=-1 lab.name={name}</cmdline></os><features><acpi/></features>
<cpu mode='maximum'/><devices><serial type='pty'/><console type='pty'/></devices></domain>"""


async def test_a_guest_is_typed_to_on_its_console_until_it_goes_off(
    guests: Image, operator: Operator
) -> None:
    async with following(operator) as (virt, _):
        await virt.work(lambda there: there.domains.define(booting("plain", guests)))
        vm = key("plain")
        with pytest.raises(HostError, match="not running"):
            async with serial(virt, vm):
                pass
        await virt.work(lambda there: there.domains.start(vm))
        async with serial(virt, vm) as console:
            said = b""

            async def says(what: str) -> None:
                nonlocal said
                async with asyncio.timeout(120):
                    while what.encode() not in said:
                        part = await console.read()
                        assert part, f"it ended with {said!r}"
                        said += part

            await says(READY)
            mark = uuid.uuid4().hex
            console.write(f"echo {mark[:8]}''{mark[8:]}\n".encode())
            await says(mark)
            with pytest.raises(HostError, match="console session"):
                async with serial(virt, vm):
                    pass
            await virt.work(lambda there: there.domains.force_off(vm))
            async with asyncio.timeout(30):
                while await console.read():
                    pass
            console.write(b"nobody hears this")
