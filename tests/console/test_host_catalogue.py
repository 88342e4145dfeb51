"""Every recipe that works on hosts and their VMs as a picture: its form with wrong input in every field, and
a preview of it, on hosts that give the same answers to the same questions."""

import itertools
import uuid
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, Final, Self

import msgspec
import pytest
import pytest_asyncio
from textual.pilot import Pilot

from ovntui.plans.make import Planner
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.widgets.form.line_entry import LineInput
from ovntui.widgets.form.row import FieldRow
from tests.console import zoo
from tests.console.asked import ASKED_OF_HOSTS, ASKED_OF_VMS, northbound
from tests.console.conftest import Picturing
from tests.console.libvirt import WithLibvirt
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still, tell_vms
from tests.console.stage import cloud as serve
from tests.console.test_catalogue import never_wrong, opened, previewed, spoil
from tests.console.wrong import OTHERWISE

ASKED: Final = {**ASKED_OF_HOSTS, **ASKED_OF_VMS}


class WithSites(Still):
    """A deployment whose hosts can be worked on, and have told of their VMs; and one, kvm9, that is no
    chassis yet."""

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        tell_vms(self)
        there = self.connections
        for host in ("kvm1", "kvm2", "kvm9"):
            site = WithLibvirt(host, zoo.vms(host) if host in self.settings.hosts else [])
            way: Any = SimpleNamespace(site=site, ssh=None, virt=None)
            there[host] = msgspec.structs.replace(there.get(host, there["kvm2"]), key=host, host=way)
        return self


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_office() -> AsyncIterator[Cloud]:
    """A cloud with two hosts; nobody changes it."""
    hosts = {name: zoo.host(name) for name in ("kvm1", "kvm2")}
    async with serve(northbound(), zoo.southbound(), **hosts) as served:
        yield served


@pytest.mark.parametrize("name", [pytest.param(name, id=f"{name}-wrong") for name in ASKED])
def test_wrong(the_office: Cloud, picture: Picturing, name: str) -> None:
    picture(
        Shown(WithSites(the_office.settings())), WIDE, lambda pilot: spoil(pilot, RECIPES[name], ASKED[name])
    )


async def test_every_field_finds_something_wrong(the_office: Cloud) -> None:
    """Each by itself, those too that are asked only beside others."""
    async with WithSites(the_office.settings()) as deployment:
        await deployment.loaded()
        planner = Planner(deployment)
        for name in ASKED:
            left = await never_wrong(planner, RECIPES[name], ASKED[name], OTHERWISE.get(name, ()))
            assert not left, name


@pytest.mark.parametrize("name", [name for name in ASKED if name != "leave-host"])
def test_preview(the_office: Cloud, picture: Picturing, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = itertools.count(1)
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=next(numbers)))
    picture(
        Shown(WithSites(the_office.settings())),
        WIDE,
        lambda pilot: previewed(pilot, RECIPES[name], ASKED[name]),
    )


def test_leaving_is_refused_while_something_is_plugged_in(the_office: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await opened(pilot, RECIPES["leave-host"], ASKED["leave-host"])

    picture(Shown(WithSites(the_office.settings())), NARROW, act)


def test_what_a_host_knows_can_run_in_a_vm_is_offered(the_office: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        asked = {key: text for key, text in ASKED["create-vm"].items() if key != "os-variant"}
        await opened(pilot, RECIPES["create-vm"], {**asked, "name": "-x"})
        rows = pilot.app.screen.query(FieldRow)
        next(row for row in rows if row.field.name == "os-variant").query_one(LineInput).focus()
        await pilot.press(*"linux")

    picture(Shown(WithSites(the_office.settings())), NARROW, act)
