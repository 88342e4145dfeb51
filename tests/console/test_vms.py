"""The page of VMs, on what two libvirts say."""

from typing import Self

import pytest
from textual.pilot import Pilot

from ovntui.widgets.dialogs.help import HelpDialog
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


async def test_nothing_is_changed_about_a_vm_yet(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), WIDE, screen="vms", vms=True) as (app, pilot):
        assert table(app).cursor_key is not None
        await pilot.press("question_mark")
        await until(lambda: isinstance(app.screen, HelpDialog), "help")
        await pilot.press("escape")
        await pilot.press("e", "E")
        await pilot.pause()
        assert page(app).MODE == "vms"


async def test_where_no_vms_are_known_it_is_said_why(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="vms") as (app, _):
        assert "press H on a chassis, or name hosts in the config file" in "\n".join(texts(table(app)))
