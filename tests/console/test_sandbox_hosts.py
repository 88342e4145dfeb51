"""The hosts of a sandbox in the console: VMs are made, looked at and taken back by keys, where there is no
hypervisor."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

import msgspec
import pytest
from textual.pilot import Pilot

from ovntui.app import Console
from ovntui.cloud.cloud import Source
from ovntui.cloud.delta import Delta
from ovntui.cloud.rows.libvirt import Domain, Hypervisor, Pool
from ovntui.cloud.rows.open_vswitch import OpenVSwitch
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.remote import parse_remotes
from ovntui.sandbox import stand_ins
from ovntui.sandbox.sandbox import Sandbox
from ovntui.settings import Settings
from tests.console.conftest import Picturing
from tests.console.stage import NARROW, WIDE, Shown, Still, console
from tests.console.test_blog_by_keys import PATIENCE, Hands
from tests.servers.waiting import until

needs_libvirt = pytest.mark.skipif(bool(stand_ins.why_not()), reason=stand_ins.why_not())


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """As it begins: who makes something there takes it away again."""
    with Sandbox.owned(stand_ins=True) as sandbox:
        sandbox.wait_for_gateway()
        yield sandbox


def settings(sandbox: Sandbox) -> Settings:
    hosts = {name: parse_remotes(remote) for name, remote in sandbox.hosts.items()}
    return Settings(
        parse_remotes(sandbox.northbound), parse_remotes(sandbox.southbound), hosts, name="sandbox"
    )


class Pictured(Still):
    """On a sandbox, telling nothing of where that is, nor of which release its libvirt is."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(settings(sandbox))
        self._folder = str(sandbox.folder).encode()

    async def __aenter__(self) -> Self:
        apply = self.cloud.apply

        def told(source: Source, changes: Sequence[Change[Any]]) -> Delta:
            return apply(source, [one._replace(new=self._still(one.new)) for one in changes])

        setattr(self.cloud, "apply", told)  # noqa: B010  # a method is not to be assigned to, says mypy
        return await super().__aenter__()

    def _still(self, row: Any) -> Any:
        if isinstance(row, Hypervisor):
            return msgspec.structs.replace(row, libvirt="9.0.0")
        if not isinstance(row, OpenVSwitch | Pool | Domain):
            return row
        told = msgspec.json.encode(row).replace(self._folder, b"/tmp/sandbox")
        return msgspec.json.decode(told, type=type(row))


@needs_libvirt
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "140x40"])
@pytest.mark.parametrize(("name", "key"), [("hosts", "7"), ("vms", "8")], ids=["hosts", "vms"])
def test_pages(sandbox: Sandbox, picture: Picturing, name: str, key: str, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, Console)
        await pilot.press(key)
        cloud = app.deployment.cloud
        await until(lambda: len(cloud.vms) == 2 and cloud.hosts["hv3"].stand_in, "all libvirts", PATIENCE)

        def up() -> bool:
            return [one.bfd for host in cloud.hosts.values() for one in host.tunnels] == ["up"] * 6

        await until(up, "the tunnels are up", PATIENCE)

    picture(Shown(Pictured(sandbox)), size, look)


@needs_libvirt
async def test_a_vm_comes_and_goes_by_keys(sandbox: Sandbox) -> None:
    async with console(settings(sandbox), WIDE) as (app, pilot):
        cloud = app.deployment.cloud
        hands = Hands(app, pilot)
        await until(lambda: len(cloud.vms) == 2, "both VMs of the blog", PATIENCE)
        ports = set(cloud.ports)
        await hands.press("8")
        await hands.sees("vm2")
        await hands.press("plus", *"create a vm", "enter")
        await hands.part("form")
        await hands.fill("name", *"web")
        await hands.press("f2")
        await hands.part("preview")
        await hands.sees("start web")
        await hands.sees("hv3 is a stand-in")
        await hands.press("enter")
        await hands.sees("● applied")
        await hands.press("escape")
        (made,) = [vm for vm in cloud.vms.values() if vm.name == "web"]
        (port,) = set(cloud.ports) - ports
        await until(lambda: cloud.ports[port].up, "its port is up", PATIENCE)
        assert [nic.broken for nic in cloud.vms[made.key].nics] == [""]
        await hands.sees("web")
        await has_no_guest(app, hands)
        await hands.press("0")
        await hands.sees("Create a VM")
        await hands.press("u")
        await hands.part("preview")
        await hands.press("enter")
        await hands.sees("● applied")
        assert set(cloud.ports) == ports
        await until(lambda: len(cloud.vms) == 2, "the VM is gone", PATIENCE)


async def has_no_guest(app: Console, hands: Hands) -> None:
    """There is a page for its serial console, which says why there is none."""
    await hands.press("t")
    await hands.sees("no guest runs in it, and so it has no serial console")
    await hands.press("ctrl+right_square_bracket")
    await hands.sees("vm2")


@needs_libvirt
async def test_a_hosts_details_name_the_stand_in(sandbox: Sandbox) -> None:
    async with console(settings(sandbox), WIDE, screen="hosts") as (app, pilot):
        await until(lambda: len(app.deployment.cloud.vms) == 2, "both VMs of the blog", PATIENCE)
        hands = Hands(app, pilot)
        await hands.sees("libvirt's test driver, a stand-in:")
        await hands.press("f")
        await hands.sees("Flows of hv1")
        await hands.press("enter")
        await hands.sees("hv1 br-int: OpenFlow")


async def test_where_there_is_no_libvirt_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_ins, "why_not", lambda: "libvirtd is not installed")
    with Sandbox.owned(chassis=1, stand_ins=True) as sandbox:
        async with console(settings(sandbox), WIDE, screen="vms") as (app, pilot):
            hands = Hands(app, pilot)
            await hands.sees("the VMs of hv1: libvirtd is not installed")
            await hands.press("7")
            await hands.sees("nobody: libvirtd is not installed")
