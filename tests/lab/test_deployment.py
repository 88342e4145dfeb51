"""The whole cloud in one place: northbound, southbound, and hosts by SSH, with their VMs."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from ovntui.cloud.rows.libvirt import Domain
from ovntui.deployment import Deployment
from ovntui.operators import Operator, Role
from ovntui.settings import Flags, settle
from tests.lab.cast import ADDRESSES, CONTROLLER, VMS
from tests.lab.lab import Lab
from tests.lab.operator import at_controller
from tests.servers.waiting import until


async def test_the_blogs_cloud_is_whole_by_ssh(
    cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("libvirt", reason="libvirt-python is not installed")
    address = ADDRESSES[CONTROLLER]
    flags = Flags(
        northbound=f"tcp:{address}:6641",
        southbound=f"tcp:{address}:6642",
        hosts={who.name: f"ssh:{who.public}" for who in cloud.hypervisors},
    )
    with at_controller(cloud, tmp_path, monkeypatch):
        async with Deployment(settle(flags, {}, Flags())) as deployment:
            await deployment.opened()
            await deployment.loaded()
            assert set(deployment.cloud.hosts) == {"kvm1", "kvm2"}
            for vm in VMS:
                host = deployment.connections[vm.host].host
                assert host is not None and host.virt is not None
                rows = host.virt.rows
                await until(lambda: vm.uuid in rows, f"{vm.name} is found")  # noqa: B023  # awaited here
                row = rows[vm.uuid]
                assert isinstance(row, Domain)
                assert (row.name, row.state, row.nics[0].iface_id) == (vm.name, "running", vm.port)
                port = deployment.cloud.port_named(row.nics[0].iface_id)
                assert port is not None and deployment.cloud.ports[port].chassis is not None


@pytest.mark.parametrize(
    ("role", "read_only"),
    [(Role.VIEWER, False), (Role.OPERATOR, False), (Role.ADMIN, True), (Role.ADMIN, False)],
)
async def test_only_who_may_change_a_host_has_a_connection_that_could(
    cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: Role, read_only: bool
) -> None:
    libvirt = pytest.importorskip("libvirt", reason="libvirt-python is not installed")
    vm = VMS[0]
    flags = Flags(
        northbound=f"tcp:{ADDRESSES[CONTROLLER]}:6641",
        southbound=f"tcp:{ADDRESSES[CONTROLLER]}:6642",
        hosts={vm.host: f"ssh:{next(who.public for who in cloud.hypervisors if who.name == vm.host)}"},
    )
    settings = msgspec.structs.replace(
        settle(flags, {}, Flags()), operator=Operator("max", role), read_only=read_only
    )
    with at_controller(cloud, tmp_path, monkeypatch):
        async with Deployment(settings) as deployment:
            await deployment.opened()
            host = deployment.connections[vm.host].host
            assert host is not None and host.virt is not None
            virt = host.virt
            await until(lambda: virt._connection is not None, f"libvirt is live: {virt.state}")
            assert virt._connection is not None
            connection = virt._connection._connection
            domain = await asyncio.to_thread(connection.lookupByUUIDString, vm.uuid)
            as_it_is = await asyncio.to_thread(domain.autostart)
            if role is Role.ADMIN and not read_only:
                await asyncio.to_thread(domain.setAutostart, as_it_is)
            else:
                with pytest.raises(libvirt.libvirtError, match=r"read only|forbidden"):
                    await asyncio.to_thread(domain.setAutostart, as_it_is)
