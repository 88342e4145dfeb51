"""The page of VMs, on what two libvirts say."""

import itertools
from typing import Self

import pytest
from textual.pilot import Pilot

from ovntui.cloud.details.use import counters
from ovntui.cloud.rows.libvirt import Usage
from ovntui.hosts.errors import HostError
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.screens.vms import VmsScreen
from ovntui.screens.wizards.wizard import WizardScreen
from ovntui.widgets.key_line import KeyLine
from ovntui.widgets.record_screen import RecordScreen
from tests.console.conftest import Picturing
from tests.console.rows import row_uuid
from tests.console.stage import (
    NARROW,
    WIDE,
    Cloud,
    Shown,
    Still,
    console,
    page,
    records,
    table,
    tell_vms,
    texts,
    total,
)
from tests.console.test_dialogs import typed
from tests.console.test_going import palette
from tests.servers.waiting import until


class WithVms(Still):
    """A deployment whose hosts' libvirts have just told all."""

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        tell_vms(self)
        return self


async def go(pilot: Pilot[None]) -> None:
    await pilot.press("8")
    await pilot.pause()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_vms(the_zoo: Cloud, picture: Picturing, size: tuple[int, int]) -> None:
    picture(Shown(WithVms(the_zoo.settings())), size, go)


@pytest.mark.parametrize("name", ["kvm1/db-1", "kvm2/web-1"], ids=["whole", "broken"])
def test_details(the_zoo: Cloud, picture: Picturing, name: str) -> None:
    host, _, domain = name.partition("/")

    async def unfold(pilot: Pilot[None]) -> None:
        await go(pilot)
        assert records(pilot.app).visit_key(f"{host}/{row_uuid('Domain', domain)}")
        await pilot.press("d")

    picture(Shown(WithVms(the_zoo.settings())), NARROW, unfold)


def test_a_host_with_vms(the_zoo: Cloud, picture: Picturing) -> None:
    async def unfold(pilot: Pilot[None]) -> None:
        await pilot.press("7", "d")

    picture(Shown(WithVms(the_zoo.settings())), NARROW, unfold)


async def test_a_vm_leads_to_its_port_and_its_host(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), WIDE, screen="vms", vms=True) as (app, pilot):
        key = f"kvm1/{row_uuid('Domain', 'web-3')}"
        table(app).show_columns(["name", "host", "port"])
        assert table(app).move_to(key, "port")
        await pilot.press("enter")
        port = row_uuid("Logical_Switch_Port", "web-3")
        await until(lambda: page(app).MODE == "ports" and table(app).cursor_key == port, "at its port")
        await pilot.press("minus")
        await until(lambda: page(app).MODE == "vms" and table(app).cursor_key == key, "back")
        assert table(app).move_to(key, "host")
        await pilot.press("enter")
        await until(lambda: page(app).MODE == "hosts" and table(app).cursor_key == "kvm1", "at its host")


async def test_a_vm_is_found_by_its_name(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), WIDE, vms=True) as (app, pilot):
        await pilot.press("colon")
        await typed(pilot, "web-3")
        await until(lambda: "VM web-3" in palette(app), "it is found")
        await pilot.press(*["down"] * palette(app).index("VM web-3"), "enter")
        key = f"kvm1/{row_uuid('Domain', 'web-3')}"
        await until(lambda: page(app).MODE == "vms" and table(app).cursor_key == key, "at the VM")


@pytest.mark.parametrize("key", ["a", "e", "D"])
def test_what_can_be_done_to_a_vm(the_zoo: Cloud, picture: Picturing, key: str) -> None:
    async def choose(pilot: Pilot[None]) -> None:
        await go(pilot)
        await pilot.press(key)
        await until(lambda: not isinstance(pilot.app.screen, RecordScreen), "the choice")
        await pilot.pause()

    picture(Shown(WithVms(the_zoo.settings())), NARROW, choose)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["new-narrow", "new-wide"])
def test_a_vm_to_be(the_zoo: Cloud, picture: Picturing, size: tuple[int, int]) -> None:
    async def fill_in(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, Shown)
        await go(pilot)
        app.open_wizard(RECIPES["create-vm"], {"name": "web-9", "nics": "ls-web", "size": "20 GiB"})
        await until(lambda: isinstance(app.screen, WizardScreen) and app.screen.is_mounted, "the form")
        await pilot.pause()

    picture(Shown(WithVms(the_zoo.settings())), size, fill_in)


async def test_where_no_vms_are_known_it_is_said_why(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="vms") as (app, _):
        assert "press H on a chassis, or name hosts in the config file" in "\n".join(texts(table(app)))


class _Definition:
    """A libvirt that says what the definition of any VM is."""

    async def ask(self, _question: object) -> str:
        return _XML


_XML = """\
<domain type='kvm'>
  <name>web-3</name>
  <vcpu placement='static'>2</vcpu>
  <!-- as the \x1b[31m shop wants it -->
  <devices>
    <interface type='bridge'>
      <mac address='52:54:00:00:00:03'/>
      <source bridge='br-int'/>
      <virtualport type='openvswitch'>
        <parameters interfaceid='web-3'/>
      </virtualport>
    </interface>
  </devices>
</domain>
"""


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["xml-narrow", "xml-wide"])
def test_a_definition(
    the_zoo: Cloud, picture: Picturing, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr("ovntui.screens.definition.DefinitionScreen._virt", lambda _: _Definition())

    async def read(pilot: Pilot[None]) -> None:
        await go(pilot)
        assert records(pilot.app).visit_key(f"kvm1/{row_uuid('Domain', 'web-3')}")
        await pilot.press("X")
        await until(lambda: total(pilot.app, "web-3 on kvm1: XML") is not None, "its XML")
        await until(lambda: records(pilot.app).is_settled, "all of it")
        await pilot.press(*["down"] * 6)
        await pilot.pause()

    picture(Shown(WithVms(the_zoo.settings())), size, read)


@pytest.mark.parametrize("key", ["7", "8"])
async def test_no_key_is_cut_on_a_narrow_terminal(the_zoo: Cloud, key: str) -> None:
    async with console(the_zoo.settings(), vms=True) as (app, pilot):
        await pilot.press(key)
        await pilot.pause()
        (line,) = texts(app.screen.query_one(KeyLine))
        assert line.rstrip().endswith(": Command"), line
        assert "? Help" in line and "a Add" in line


def _runs() -> dict[str, Usage]:
    """What web-3 has used when it is asked for the nth time."""
    n = next(_ASKED)
    used = {"read": 0, "written": 3000 * n * n, "received": 100_000 * n, "sent": 700 * (n // 3)}
    return {row_uuid("Domain", "web-3"): Usage(cpu=0.9 * n + 0.5 * (n % 3), memory=0, **used)}


_ASKED = itertools.count(1)


def test_what_a_vm_uses(the_zoo: Cloud, picture: Picturing, monkeypatch: pytest.MonkeyPatch) -> None:
    now = itertools.count(1000)
    monkeypatch.setattr("ovntui.screens.vms.MEASURED_EVERY", 3600)

    async def measure(pilot: Pilot[None]) -> None:
        await go(pilot)
        page = records(pilot.app)
        assert isinstance(page, VmsScreen) and page.visit_key(f"kvm1/{row_uuid('Domain', 'web-3')}")
        metering = page._metering
        monkeypatch.setattr(metering, "_clock", lambda: float(next(now)))
        await pilot.press("d")
        for _ in range(20):
            await metering.ask("kvm1", asked, (HostError,))
        monkeypatch.setattr(metering, "_clock", lambda: 1020.4)
        page.tell_details()
        await pilot.pause()

    async def asked() -> dict[str, tuple[float, ...]]:
        return {uuid: counters(usage) for uuid, usage in _runs().items()}

    picture(Shown(WithVms(the_zoo.settings())), NARROW, measure)
