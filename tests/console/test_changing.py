"""Changes by keys: asked for in a form, looked at, applied on a real server, and undone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual import events
from textual.pilot import Pilot

from ovntui.app import Console
from ovntui.ovsdb.remote import parse_remotes
from ovntui.plans.entry import Line
from ovntui.plans.journal import Journal
from ovntui.plans.settle import settle
from ovntui.screens.wizards.plan_screen import PlanScreen
from ovntui.screens.wizards.wizard import WizardScreen
from ovntui.settings import NORTHBOUND
from ovntui.widgets.dialogs.ask import AskDialog
from ovntui.widgets.dialogs.choose import ChooseDialog
from tests.console import recipes
from tests.console.rows import Rows
from tests.console.stage import NARROW, WIDE, Cloud, cloud, console, names, screen_text, table
from tests.console.strangers import NAMES
from tests.servers.ovsdb import Server
from tests.servers.proxy import proxy
from tests.servers.waiting import until


@dataclass(frozen=True)
class Desk:
    """A console, the hands on its keys, and the server behind it."""

    app: Console
    pilot: Pilot[None]
    server: Server

    async def press(self, *keys: str) -> None:
        """Press keys, and let the console do what they say."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await until(lambda: text in screen_text(self.app), f"{text!r} on the screen\n{screen_text(self.app)}")

    async def part(self, part: str) -> None:
        """Wait until a part of the wizard is to be seen."""
        await until(lambda: self.is_at(part), f"the {part} is shown\n{screen_text(self.app)}")
        await self.pilot.pause()

    def is_at(self, part: str) -> bool:
        """Whether that part of the wizard is to be seen."""
        screen = self.app.screen
        return (
            isinstance(screen, PlanScreen) and bool(screen.query("#parts > .-shown")) and screen.part == part
        )

    async def open(self, *keys: str) -> None:
        """Open a form with these keys."""
        await self.press(*keys)
        await self.part("form")

    async def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a northbound table on the server."""
        (result,) = await self.server.transact(NORTHBOUND, {"op": "select", "table": name, "where": []})
        rows: list[dict[str, Any]] = result["rows"]
        return rows

    async def switches(self) -> set[str]:
        """The names of the switches on the server."""
        return {row["name"] for row in await self.rows("Logical_Switch")}


def rows() -> Rows:
    """Two switches, a few ports."""
    found = Rows()
    found.add("NB_Global", nb_cfg=1, sb_cfg=1, hv_cfg=1)
    ports = [found.add("Logical_Switch_Port", f"p{n}", name=f"port-{n}") for n in range(5)]
    found.add("Logical_Switch", "int", name="ls-int", ports=ports)
    found.add("Logical_Switch", "ext", name="ls-ext")
    return found


@asynccontextmanager
async def desk(
    size: tuple[int, int] = NARROW,
    *,
    screen: str = "switches",
    served: Cloud | None = None,
    filled: Rows | None = None,
    **settings: Any,
) -> AsyncIterator[Desk]:
    """A console with the tests' recipes."""
    async with cloud(filled or rows()) as fresh:
        where = served or fresh
        async with console(where.settings(**settings), size, screen=screen) as (app, pilot):
            app.recipes = recipes.ALL
            yield Desk(app, pilot, where.central)


async def add(at: Desk, name: str) -> None:
    """Add a switch, as far as its verdict."""
    await at.open("a")
    await at.press(*name, "f2")
    if at.is_at("form"):
        await at.press(*"ls-int", "f2")
    await at.part("preview")
    await at.press("enter")
    await at.sees("● applied")


async def test_a_switch_from_the_key_to_the_database_and_back() -> None:
    async with desk() as at:
        await at.open("a")
        await at.press(*"web", "f2")
        await at.sees("✗ Switch is needed")
        await at.press(*"ls-i", "enter", "f2")
        await at.part("preview")
        seen = screen_text(at.app)
        assert "add switch web" in seen
        assert "its gateway is kvm1" in seen
        assert "+ Logical_Switch  web" in seen
        assert "ovn-nbctl ls-add web" in seen
        assert "one transaction · guarded by" in seen
        assert "web" not in await at.switches(), "nothing is sent before it was looked at"
        await at.press("enter")
        await at.sees("● applied")
        assert "web" in await at.switches()
        await at.press("enter")
        await until(lambda: table(at.app).cursor_key in _named(at, "web"), "it is shown")

        await at.press("u")
        await at.part("preview")
        assert "undo: add switch web" in screen_text(at.app)
        await at.press("enter")
        await at.sees("● applied")
        assert "web" not in await at.switches()
        await at.press("escape", "ctrl+r")
        await at.part("preview")
        await at.press("enter")
        await at.sees("● applied")
        assert "web" in await at.switches()


def _named(at: Desk, name: str) -> set[str]:
    return {key for key, other in at.app.deployment.cloud.names("switch") if other == name}


async def test_undo_and_redo_walk_through_all_changes() -> None:
    async with desk() as at:
        for name in ("one", "two", "three"):
            await add(at, name)
            await at.press("escape")
        begun = await at.switches()

        async def turn(key: str) -> set[str]:
            await at.press(key)
            await at.part("preview")
            await at.press("enter")
            await at.sees("● applied")
            await at.press("escape")
            return await at.switches()

        assert await turn("u") == begun - {"three"}
        assert await turn("u") == begun - {"three", "two"}
        assert await turn("ctrl+r") == begun - {"three"}
        assert await turn("ctrl+r") == begun
        assert await turn("u") == begun - {"three"}
        await add(at, "four")
        await at.press("escape", "ctrl+r")
        assert not isinstance(at.app.screen, PlanScreen), "a new change ends what could be done again"


async def test_what_was_just_applied_is_undone_from_where_it_is_told() -> None:
    async with desk() as at:
        begun = await at.switches()
        await add(at, "one")
        await at.press("u")
        await at.part("preview")
        await at.sees("undo: add switch one")
        await at.press("enter")
        await at.sees("● applied")
        assert await at.switches() == begun


async def test_a_change_that_others_made_impossible_says_what_moved_and_is_planned_anew() -> None:
    async with desk() as at:
        await at.open("down", "D")
        await at.press("f2")
        await at.part("preview")
        await at.press(*"ls-int")
        await at.server.transact(
            NORTHBOUND,
            {
                "op": "update",
                "table": "Logical_Switch",
                "where": [["name", "==", "ls-int"]],
                "row": {"other_config": ["map", [["mcast_snoop", "true"]]]},
            },
        )
        await at.press("enter")
        await at.sees("▲ not applied")
        seen = screen_text(at.app)
        assert "other_config" in seen
        assert "mcast_snoop=true" in seen
        assert "ls-int" in await at.switches()
        await at.press("p")
        await at.part("preview")
        await at.press(*"ls-int", "enter")
        await at.sees("● applied")
        assert "ls-int" not in await at.switches()


async def test_a_refusal_is_told_with_its_reason_and_the_form_is_kept() -> None:
    async with desk() as at:
        at.app.open_wizard(recipes.TAG, {"port": "port-1"})
        await at.part("form")
        await at.press(*"5000", "f2")
        await at.sees("✗ tag of Logical_Switch_Port: 5000 is not in the valid range 1 to 4095")
        await at.press("backspace", "f2")
        await at.part("preview")
        at.server.kill()
        await at.sees("NB ✗")
        await at.press("enter")
        await at.sees("✗ refused")
        assert "nothing was sent" in screen_text(at.app)
        await at.server.restart()
        await at.sees("NB ●")
        await at.press("p")
        await at.part("preview")
        await at.press("escape")
        await at.part("form")
        screen = at.app.screen
        assert isinstance(screen, WizardScreen)
        assert screen.answers.typed == {"port": "port-1", "tag": "500"}


async def test_removing_asks_for_the_name() -> None:
    async with desk() as at:
        await at.open("down", "D")
        await at.press("f2")
        await at.part("preview")
        await at.press("enter")
        assert at.is_at("preview"), "enter alone does not remove a switch"
        await at.press(*"ls-in", "enter")
        assert at.is_at("preview")
        await at.press("t", "enter")
        await at.sees("● applied")
        assert await at.switches() == {"ls-ext"}
        assert await at.rows("Logical_Switch_Port") == []


async def test_many_ports_in_one_transaction() -> None:
    async with desk(WIDE, screen="ports") as at:
        await at.press("space", "down", "shift+down")
        await at.sees("✓ 3 selected")
        await at.press("slash", *"port-4", "enter")
        await at.sees("✓ 3 selected, 3 hidden")
        await at.open("e")
        await at.press(*"look here", "f2")
        await at.part("preview")
        assert "one transaction" in screen_text(at.app)
        await at.press("enter")
        await at.sees("● applied")
        noted = {row["name"] for row in await at.rows("Logical_Switch_Port") if row["external_ids"][1]}
        assert noted == {"port-0", "port-2", "port-3"}
        await at.press("escape", "u")
        await at.part("preview")
        await at.press("enter")
        await at.sees("● applied")
        assert all(not row["external_ids"][1] for row in await at.rows("Logical_Switch_Port"))


async def test_a_read_only_console_opens_no_form_and_writes_nothing() -> None:
    async with desk(read_only=True) as at:
        await at.sees("read-only")
        for key in ("a", "e", "D", "plus", "u", "ctrl+r"):
            await at.press(key)
            assert at.app.page is not None, "no form, no menu"
        at.app.open_wizard(recipes.ADD, {})
        await at.pilot.pause()
        assert at.app.page is not None
        assert await at.switches() == {"ls-int", "ls-ext"}


async def test_the_link_is_cut_before_the_answer_and_the_truth_is_told() -> None:
    async with cloud(rows()) as served, proxy(served.central.unix) as line:
        remotes = parse_remotes(line.remote)
        async with desk(served=served, northbound=remotes, southbound=remotes) as at:
            await at.open("a")
            await at.press(*"web", "f2", *"ls-int", "f2")
            await at.part("preview")
            line.down.hold()
            line.refuses = True
            await at.press("enter")
            await until_there(served.central, "web")
            await line.cut()
            line.down.release()
            await at.sees("outcome not known yet")
            assert "Nothing will be done twice" in screen_text(at.app)
            line.refuses = False
            await at.sees("● applied")
            assert [row["name"] for row in await at.rows("Logical_Switch")].count("web") == 1


async def until_there(server: Server, name: str) -> None:
    """Wait until the server has a switch of that name."""
    for _ in range(500):
        (result,) = await server.transact(
            NORTHBOUND, {"op": "select", "table": "Logical_Switch", "where": [["name", "==", name]]}
        )
        if result["rows"]:
            return
    raise AssertionError(f"{name} never came")


async def test_leaving_asks_only_where_something_would_be_lost() -> None:
    async with desk() as at:
        await at.open("a")
        await at.press("escape")
        assert at.app.page is not None
        await at.open("a")
        await at.press("w", "escape")
        assert isinstance(at.app.screen, AskDialog)
        await at.press("n")
        assert at.is_at("form")
        await at.press("e", "b")
        assert isinstance(at.app.screen, WizardScreen)
        assert at.app.screen.answers.typed == {"name": "web"}
        await at.app.action_go("ports")
        await at.pilot.pause()
        assert isinstance(at.app.screen, AskDialog), "another page is no way past the question"
        await at.press("y")
        await until(lambda: at.app.current_mode == "ports", "the other page is shown")


async def test_nothing_is_lost_on_the_way_to_the_preview_and_back_at_any_size() -> None:
    async with desk() as at:
        await at.open("a")
        await at.press(*"web", "tab", *"10.0.0.77", "tab", *"ls-ext", "tab", *"192.0.2.1")
        await at.pilot.resize_terminal(50, 12)
        await at.press("f2")
        await at.part("preview")
        await at.pilot.resize_terminal(140, 40)
        await at.press("escape")
        await at.part("form")
        await at.pilot.resize_terminal(*NARROW)
        await at.press("enter", "0")
        screen = at.app.screen
        assert isinstance(screen, WizardScreen)
        assert dict(screen.answers.typed) == {
            "name": "web",
            "address": "10.0.0.77",
            "switch": "ls-ext",
            "dns": "192.0.2.1\n0",
        }


async def test_the_cloud_moves_under_an_open_form() -> None:
    async with desk() as at:
        await at.open("a")
        await at.press(*"web")
        await at.server.transact(
            NORTHBOUND, {"op": "insert", "table": "Logical_Switch", "row": {"name": "web"}}
        )
        await at.sees("✗ there is a switch web already")
        await at.press("2")
        await at.pilot.pause()
        assert "✗ there is" not in screen_text(at.app)


@pytest.mark.parametrize("kind", ["escape", "clipboard", "override", "newline", "markup", "action", "spaces"])
async def test_strangers_names_through_form_preview_result_and_history(kind: str) -> None:
    name = NAMES[kind]
    found = Rows()
    found.add("NB_Global", nb_cfg=1, sb_cfg=1, hv_cfg=1)
    port = found.add("Logical_Switch_Port", "p", name=name)
    found.add("Logical_Switch", "int", name="ls", ports=[port])
    shown = []
    async with desk(screen="ports", filled=found) as at:
        await at.open("e")
        shown.append(screen_text(at.app))
        await at.press(*"seen", "f2")
        await at.part("preview")
        shown.append(screen_text(at.app))
        await at.press("enter")
        await at.sees("● applied")
        shown.append(screen_text(at.app))
        await at.press("escape", "0")
        await until(lambda: table(at.app).total == 1, "the history has it")
        await at.press("d")
        shown.append(screen_text(at.app))
        (row,) = await at.rows("Logical_Switch_Port")
        assert row["name"] == name
        assert row["external_ids"] == ["map", [["note", "seen"]]]
    for text in shown:
        assert not set(text) & set("\x1b\x07\x9b\u202e\r\t"), text


async def test_a_megabyte_pasted_into_a_form_is_turned_away() -> None:
    async with desk() as at:
        await at.open("a")
        await at.press("w")
        at.app.post_message(events.Paste("x" * 1_048_576))
        await at.sees("✗ 1,048,576 characters were pasted")
        await at.press("e")
        screen = at.app.screen
        assert isinstance(screen, WizardScreen)
        assert screen.answers.typed == {"name": "we"}


async def test_the_history_undoes_any_entry_and_says_why_it_cannot() -> None:
    async with desk() as at:
        await add(at, "one")
        await at.press("escape")
        await add(at, "two")
        await at.press("escape", "0")
        await until(lambda: names(at.app, "what") == ["add switch two", "add switch one"], "newest first")
        await at.press("down", "u")
        await at.part("preview")
        await at.press("enter")
        await at.sees("● applied")
        assert "one" not in await at.switches()
        await at.press("escape")
        await until(
            lambda: names(at.app, "verdict") == ["● applied", "● applied", "○ undone"], "it is told at once"
        )
        await at.press("ctrl+r")
        await at.part("preview")
        await at.press("enter")
        await at.sees("● applied")
        assert "one" in await at.switches()
        await at.press("escape")
        stands = ["● applied", "○ undone", "● applied", "● done again"]
        await until(lambda: names(at.app, "verdict") == stands, "what stands is told")
        await at.press("slash", *"done again", "enter")
        await until(lambda: names(at.app, "what") == ["add switch one"], "the filter finds what stands")
        await at.press("slash", *["backspace"] * len("done again"), *"two", "enter")
        assert names(at.app, "what") == ["add switch two"]
        await at.server.transact(
            NORTHBOUND,
            {
                "op": "update",
                "table": "Logical_Switch",
                "where": [["name", "==", "two"]],
                "row": {"name": "other"},
            },
        )
        told: list[str] = []
        at.app.notify = lambda message, **_: told.append(message)  # type: ignore[method-assign]  # to hear it
        await at.press("u")
        await until(lambda: told, "why not is said")
        assert "its rows have changed since" in told[0]
        assert "name is other, not two" in told[0]


async def test_what_a_killed_console_sent_is_decided_at_the_next_start() -> None:
    async with desk() as at:
        await add(at, "web")
        journal = Journal()
        (entry,) = journal.entries()
        path = journal.path
    lines = [line for line in path.read_bytes().splitlines() if b'"decided"' not in line]
    _orphan(path, lines)
    async with cloud(rows()) as served, desk(served=served) as at:
        await until(lambda: Journal().entry(entry.plan.id).standing == "refused", "it is decided")
        assert "not applied" in Journal().entry(entry.plan.id).outcome.reason  # type: ignore[union-attr]


def _orphan(path: Path, lines: list[bytes]) -> None:
    """The journal as a console leaves it that was killed before the verdict."""
    (line,) = (msgspec.json.decode(one, type=Line) for one in lines)
    host = line.console.split(" ")[0]
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(line, console=f"{host} 1 none")) + b"\n")


async def _half_way(at: Desk) -> None:
    """A plan of two switches of which one was made when its console was killed."""
    await add(at, "one")
    await at.press("escape")
    await add(at, "two")
    await at.press("escape")
    first, second = Journal().entries()
    (two,) = [row for row in await at.rows("Logical_Switch") if row["name"] == "two"]
    await at.server.transact(
        NORTHBOUND, {"op": "delete", "table": "Logical_Switch", "where": [["_uuid", "==", two["_uuid"]]]}
    )
    plan = msgspec.structs.replace(
        first.plan, id="half-way", title="Two at once", steps=first.plan.steps + second.plan.steps
    )
    line = Line("sent", plan.id, second.time + 1, plan, console=f"{first.console.split(' ')[0]} 1 none")
    with Journal().path.open("ab") as file:
        file.write(msgspec.json.encode(line) + b"\n")


@pytest.mark.parametrize(
    ("chosen", "left", "standing"),
    [("finish", {"one", "two"}, "applied"), ("clean", set(), "unknown"), ("later", {"one"}, "unknown")],
)
async def test_what_was_left_half_way_is_offered_at_the_next_start(
    chosen: str, left: set[str], standing: str
) -> None:
    async with cloud(rows()) as served:
        async with desk(served=served) as at:
            before = await at.switches()
            await _half_way(at)
        async with desk(served=served) as at:
            await until(lambda: isinstance(at.app.screen, ChooseDialog), "it is asked")
            assert "Left half-way: Two at once" in screen_text(at.app)
            await at.press(*chosen, "enter")
            if chosen != "later":
                await at.part("preview")
                await at.press("enter")
                await at.sees("● applied")
            assert await at.switches() == before | left
            assert Journal().entry("half-way").standing == standing


async def test_what_was_left_half_way_is_finished_from_the_history() -> None:
    async with desk() as at:
        await _half_way(at)
        (entry,) = await settle(at.app.deployment, Journal())
        assert entry.is_half_way and entry.outcome is not None
        assert "can be finished or undone" in entry.outcome.reason
        await at.press("0")
        await until(lambda: names(at.app, "verdict")[:1] == ["▲ unknown"], "the history has it")
        await at.press("home", "f")
        await at.part("preview")
        await at.press("enter")
        await at.sees("● applied")
        assert await at.switches() >= {"one", "two"}
        assert Journal().entry("half-way").standing == "applied"
        await at.press("escape")
        await until(lambda: names(at.app, "verdict")[:1] == ["● applied"], "it is told")
        assert not at.app.screen.check_action("finish", ()), "there is nothing left of it"
