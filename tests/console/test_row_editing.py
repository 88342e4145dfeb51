"""Any row of any table: by the form made from its schema, and as text in the operator's own editor."""

import sys
from pathlib import Path

from ovntui.cloud.cells import Door
from ovntui.cloud.raw import row_key
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.settings import NORTHBOUND
from tests.console.rows import Rows
from tests.console.stage import Cloud, cloud, screen_text, total
from tests.console.terminal import OVNTUI, Terminal
from tests.console.test_changing import Desk, desk
from tests.servers.waiting import until


def rows() -> Rows:
    """A switch, and two address sets."""
    found = Rows()
    found.add("NB_Global", nb_cfg=1, sb_cfg=1, hv_cfg=1)
    found.add("Logical_Switch", "int", name="ls-int")
    found.add("Address_Set", "web", name="web", addresses=["10.0.0.1"])
    found.add("Address_Set", "db", name="db", addresses=["10.0.0.2"])
    return found


async def opened(at: Desk) -> None:
    """The page of the address sets' rows."""
    at.app.recipes = RECIPES
    at.app.go(Door("row", row_key("nb", "Address_Set", "")))
    await until(lambda: total(at.app, "NB Address_Set") == 2, "the table's rows")
    await at.press("g", "slash", *"web", "enter")


async def addresses(at: Desk) -> dict[str, list[str]]:
    """What the address sets hold on the server."""
    found = {}
    for row in await at.rows("Address_Set"):
        held = row["addresses"]
        found[row["name"]] = held[1] if isinstance(held, list) else [held]
    return found


async def test_a_row_is_edited_in_a_form_made_from_its_schema() -> None:
    async with desk(filled=rows()) as at:
        await opened(at)
        await at.press("E")
        await at.sees("Edit an address set")
        await at.open(*"any column", "enter")
        assert "Edit Address_Set web" in screen_text(at.app)
        await at.press(*"10.0.0.7", "enter", *"10.0.0.8", "f2")
        await at.part("preview")
        assert "10.0.0.8" in screen_text(at.app)
        await at.press("enter")
        await at.sees("● applied")
        assert await addresses(at) == {"web": ["10.0.0.7", "10.0.0.8"], "db": ["10.0.0.2"]}


async def test_several_rows_are_for_a_form_and_no_editor() -> None:
    async with desk(filled=rows()) as at:
        await opened(at)
        await at.press("escape", "asterisk", "e")
        await at.sees("Set columns")
        await at.press(*"external_ids:owner=kim", "f2")
        await at.part("preview")
        await at.press("enter")
        await at.sees("● applied")
        assert [row["external_ids"] for row in await at.rows("Address_Set")] == [
            ["map", [["owner", "kim"]]]
        ] * 2


async def test_a_record_without_a_form_of_its_own_is_edited_column_by_column() -> None:
    """So that the key which a page offers does something on each of its records."""
    async with desk(filled=rows()) as at:
        at.app.recipes = RECIPES
        await at.press("e")
        await at.part("form")
        assert "Edit Logical_Switch ls-int" in screen_text(at.app)
        await at.press("escape")
        await until(lambda: total(at.app, "Switches") == 1, "the page again")


async def test_a_row_is_made_and_destroyed() -> None:
    async with desk(filled=rows()) as at:
        await opened(at)
        await at.press("D")
        await at.open(*"destroy", "enter")
        await at.press("f2")
        await at.part("preview")
        assert "- Address_Set  web" in screen_text(at.app)
        await at.press(*"web", "enter")
        await at.sees("● applied")
        assert set(await addresses(at)) == {"db"}
        await at.press("escape", "a")
        await at.open(*"new row", "enter")
        assert "Address_Set" in screen_text(at.app)


_EDITOR = r"""
import os, stat, sys
path, log = sys.argv[1], sys.argv[0] + ".log"
modes = [oct(stat.S_IMODE(os.stat(one).st_mode)) for one in (path, os.path.dirname(path))]
with open(log, "a") as told:
    print(path, *modes, file=told)
text, wrong = open(path).read(), "no-such-column = 1\n"
if wrong in text:
    text = text.replace(wrong, "")
else:
    text = text.replace("10.0.0.1", "10.0.0.99") + wrong
open(path, "w").write(text)
"""


async def test_a_row_is_edited_as_text_and_a_fault_leads_back_to_it(tmp_path: Path) -> None:
    script = tmp_path / "my editor.py"
    script.write_text(_EDITOR)
    async with cloud(rows()) as served:
        _edit(served, script)
        (result,) = await served.central.transact(
            NORTHBOUND, {"op": "select", "table": "Address_Set", "where": [["name", "==", "web"]]}
        )
        assert result["rows"][0]["addresses"] == "10.0.0.99"
    _assert_private(Path(f"{script}.log"))


def _assert_private(log: Path) -> None:
    told = [line.rsplit(" ", 2) for line in log.read_text().splitlines()]
    assert [modes for _, *modes in told] == [["0o600", "0o700"]] * 2
    assert not any(Path(path).parent.exists() for path, *_ in told), "nothing stays behind"


def _edit(served: Cloud, script: Path) -> None:
    editor = f"{sys.executable} '{script}'"
    remote = served.central.unix
    with Terminal(
        OVNTUI, "--nb", remote, "--sb", remote, "--screen", "database", environment={"VISUAL": editor}
    ) as terminal:
        terminal.until(lambda: terminal.wrote("Address_Set"), "the tables")
        terminal.press("/name=Address_Set\r")
        terminal.until(lambda: terminal.wrote("2 of"), "northbound's and southbound's")
        terminal.press("\r")
        terminal.until(lambda: terminal.wrote("10.0.0.1"), "its rows")
        terminal.press("/web\r")
        terminal.until(lambda: terminal.wrote("1 of 2"), "the one row")
        terminal.press("e")
        terminal.until(lambda: terminal.wrote("line 13"), "the fault, by its line")
        terminal.press("y")
        terminal.until(lambda: terminal.wrote("guarded by"), "the preview")
        terminal.press("\r")
        terminal.until(lambda: terminal.wrote("applied"), "it is applied")
        terminal.press("\x1bq")
