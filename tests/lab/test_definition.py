"""A VM's definition: read on its page, and edited as text, with libvirt's own word on it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from textual.widgets import Static

from ovntui.app import Console as App
from ovntui.plans.errors import Refusal
from ovntui.screens.definition import DefinitionScreen
from ovntui.screens.wizards.definitions import DefinitionText, definition_text
from ovntui.screens.wizards.plan_screen import PlanScreen
from ovntui.widgets.dialogs.ask import AskDialog
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.vms import SMALL, does, left, undoes, vm_of
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

WEB = {"host": "kvm1", "name": "web-1", "disk": "empty", "size": "1 GiB", "start": "no", **SMALL}


@pytest_asyncio.fixture
async def there(there: tuple[Console, Lab]) -> AsyncIterator[tuple[Console, Lab]]:
    """A console at the blog's cloud with a VM on it."""
    console, _ = there
    web = await does(console, "create-vm", WEB)
    await until(
        lambda: (vm := vm_of(console, "web-1")) is not None and vm.nics[0].switch is not None, "it is seen"
    )
    yield there
    await undoes(console, web)


class Typed:
    """An editor in which is typed what is said next: old text for new."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.old, self.new = "", ""
        self.seen: list[str] = []
        monkeypatch.setattr("ovntui.screens.wizards.definitions.edited", self)

    async def __call__(self, _app: Any, text: str, _name: str) -> str:
        self.seen.append(text)
        assert self.old in text
        return text.replace(self.old, self.new)


async def opened(console: Console) -> DefinitionText:
    vm = vm_of(console, "web-1")
    assert vm is not None
    return await definition_text(App(console.deployment), console.planner, vm)


async def test_a_definition_is_changed_and_changed_back(
    there: tuple[Console, Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    console, lab = there
    host, typed = lab.hosts["kvm1"], Typed(monkeypatch)
    before = host.run("virsh", "dumpxml", "--inactive", "web-1")
    text = await opened(console)
    assert not await text.edit() and not text.is_changed
    typed.old = "<vcpu placement='static'>1</vcpu>"
    typed.new = "<title>the &lt;first&gt; shop</title>\n  <vcpu>2</vcpu>"
    assert not await text.edit()
    plan = await text.plan(console.planner)
    outcome = await console.apply(plan)
    assert outcome.verdict == "applied", outcome.reason
    now = host.run("virsh", "dumpxml", "--inactive", "web-1")
    assert "the &lt;first&gt; shop" in now and ">2</vcpu>" in now
    await until(lambda: (vm := vm_of(console, "web-1")) is not None and vm.vcpus == 2, "the page has it")
    host.run("virsh", "desc", "web-1", "--title", "another", "--config")
    with pytest.raises(Refusal, match="changed since"):
        await console.undo(plan)
    host.run("virsh", "desc", "web-1", "--title", "the <first> shop", "--config")
    await undoes(console, plan)
    assert host.run("virsh", "dumpxml", "--inactive", "web-1") == before


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<vcpu placement='static'>1</vcpu>", "<vcpu>none</vcpu>", "vcpu"),
        ("</devices>", "</device>", "devices"),
        ("</devices>", "<nonsense/></devices>", "schema"),
        ("<name>web-1</name>", "<name>web-2</name>", "Rename"),
        ("machine='pc", "machine='no-such-", "no-such-"),
    ],
)
async def test_what_libvirt_refuses_is_told_and_what_was_typed_stays(
    there: tuple[Console, Lab], monkeypatch: pytest.MonkeyPatch, old: str, new: str, fault: str
) -> None:
    console, lab = there
    before, typed = left(lab), Typed(monkeypatch)
    text = await opened(console)
    typed.old, typed.new = old, new
    (told,) = await text.edit()
    assert fault in told
    typed.old, typed.new = new, old
    assert not await text.edit() and not text.is_changed
    assert new in typed.seen[-1], "it begins again with what was typed"
    assert left(lab) == before


async def test_a_definition_that_another_has_changed_is_not_overwritten(
    there: tuple[Console, Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    console, lab = there
    typed = Typed(monkeypatch)
    text = await opened(console)
    typed.old, typed.new = ">1</vcpu>", ">2</vcpu>"
    assert not await text.edit()
    plan = await text.plan(console.planner)
    lab.hosts["kvm1"].run("virsh", "desc", "web-1", "--title", "another", "--config")
    assert (await console.apply(plan)).verdict == "moved"
    with pytest.raises(Refusal, match="somebody else has changed"):
        await text.plan(console.planner)
    assert ">1</vcpu>" in lab.hosts["kvm1"].run("virsh", "dumpxml", "--inactive", "web-1")
    lab.hosts["kvm1"].run("virsh", "desc", "web-1", "--title", "", "--config")


async def test_it_is_read_and_searched_on_its_page(there: tuple[Console, Lab]) -> None:
    console, lab = there
    app = App(console.deployment, screen="vms")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("slash", *"web-1", "enter", "X")
        await until(lambda: isinstance(app.screen, DefinitionScreen) and app.screen.is_settled, "its XML")
        page = app.screen
        assert isinstance(page, DefinitionScreen)
        texts = [line.text for line in page.records().values()]
        printed = lab.hosts["kvm1"].run("virsh", "dumpxml", "--inactive", "web-1")
        assert texts == printed.strip().splitlines()
        await pilot.press("slash", *"interfaceid", "enter")
        assert page.table.shown == 1
        lab.hosts["kvm1"].run("virsh", "desc", "web-1", "--title", "seen at once", "--config")
        await until(
            lambda: any("seen at once" in one.text for one in page.records().values()), "it is read anew"
        )
        lab.hosts["kvm1"].run("virsh", "desc", "web-1", "--title", "", "--config")


async def test_by_keys_what_is_wrong_leads_back_to_the_text(
    there: tuple[Console, Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    console, lab = there
    typed = Typed(monkeypatch)
    typed.old, typed.new = "<vcpu placement='static'>1<", "<vcpu>many<"
    app = App(console.deployment, screen="vms")
    app.journal = console.journal
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("slash", *"web-1", "enter", "E")
        await until(lambda: isinstance(app.screen, AskDialog), "what libvirt says")
        told = "\n".join(str(one.render()) for one in app.screen.query(Static))
        assert "vcpu" in told and "back into the editor" in told
        typed.old, typed.new = "<vcpu>many<", "<vcpu>2<"
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, PlanScreen), "the plan")
        assert "<vcpu>many<" in typed.seen[-1]
        await pilot.pause()
        await pilot.press("enter")
        await until(lambda: ">2</vcpu>" in lab.hosts["kvm1"].run("virsh", "dumpxml", "web-1"), "it is so")
        await until(lambda: len(console.journal.entries()) > 1, "it is written down")
    entry = console.journal.entries()[-1]
    await undoes(console, entry.plan)
