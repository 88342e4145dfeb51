"""The filter, as it is typed."""

from collections.abc import Callable

import pytest
from textual.content import Content
from textual.widgets import Input, Static

from ovntui.cloud.delta import Keys
from ovntui.widgets import record_table, sifting
from ovntui.widgets.filter_bar import FilterBar
from tests.console.stage import NARROW, Cloud, console, names, records, table
from tests.console.test_dialogs import typed
from tests.servers.waiting import until

WEB = [f"web-{number}" for number in range(1, 10)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("web", [*WEB, "ls-web-lr-main"]),
        ("WEB kvm3", ["web-2", "web-5"]),
        ("switch:pods", ["k8s-1", "pod-1", "pod-2", "pod-3", "silent", "ls-pods-nowhere"]),
        ('switch="ls-pods" !pod-', ["k8s-1", "ls-pods-nowhere", "silent"]),
        ("switch=ls-pods type=router", ["ls-pods-nowhere"]),
        ("/^web-[12]$/", ["web-1", "web-2"]),
        ("name:/^db-.*g$/", ["db-moving", "db-waiting"]),
        ("!type:/./ !state:up", ["db-waiting", "web-8", "web-9"]),
        ("52:54:00:10:01:03", ["web-3"]),
        ("10.0.1.21", ["web-1"]),
        ("tag=102", ["pod-2"]),
        ("parent:k8s", ["pod-1", "pod-2", "pod-3"]),
    ],
)
async def test_what_is_typed_is_what_is_left(the_zoo: Cloud, text: str, left: list[str]) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.press("slash")
        app.screen.query_one(Input).value = text
        await until(lambda: sorted(names(app)) == sorted(left), f"{text} leaves {left}, not {names(app)}")
        assert records(app).filter_text == text
        await pilot.press("enter")
        assert table(app).has_focus
        await pilot.press("escape")
        await until(lambda: table(app).shown == table(app).total == 34, "escape takes the filter away")


@pytest.mark.parametrize("wrong", ["web /[/", "web nocolumn:x", 'web "unclosed', "web /open"])
async def test_a_wrong_filter_loses_nothing(the_zoo: Cloud, wrong: str) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "web")
        await until(lambda: table(app).shown == 10, "the first word counts")
        app.screen.query_one(Input).value = wrong
        error = app.screen.query_one("#filter-error", Static)
        await until(lambda: "▲" in str(error.content), "it says what is wrong")
        assert app.screen.query_one(Input).value == wrong
        assert table(app).shown <= 10
        app.screen.query_one(Input).value = "web "
        await until(lambda: not str(error.content), "what is put right is right")
        assert table(app).shown == 10
        assert records(app).filter_text == "web"


async def test_a_filter_is_edited_where_it_was_left(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.press("slash", "w", "e", "b", "enter", "2", "4")
        await until(lambda: table(app).shown == 10, "the filter stays with its page")
        assert app.screen.query_one(FilterBar).display
        await pilot.press("slash", "minus", "7")
        await until(lambda: names(app) == ["web-7"], "it goes on where it ended")
        await pilot.press("escape")
        await until(lambda: table(app).shown == 34, "all of them")
        assert not app.screen.query_one(FilterBar).display


async def test_a_number_that_is_not_the_last_one_says_so(
    the_zoo: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        title = app.screen.query_one("#title", Static)
        said: list[str] = []
        update = title.update

        def noted(content: Content, *, layout: bool) -> None:
            said.append(str(content))
            update(content, layout=layout)

        monkeypatch.setattr(title, "update", noted)
        monkeypatch.setattr(sifting, "PART", 4)
        monkeypatch.setattr(record_table, "_FIRST", -1.0)
        monkeypatch.setattr(record_table, "_PIECE", -1.0)
        monkeypatch.setattr(record_table, "_SHOWN_EVERY", 0.0)
        await pilot.press("slash", *"web")
        await until(lambda: "10 of 34 " in str(title.content), "all are found")
        assert any(" of 34 so far" in text for text in said)
        await pilot.press(*"nowhere")
        await until(lambda: " 0 of 34 " in str(title.content), "nothing is found")
        assert "searching ports" not in str(table(app).empty_text)
        await until(lambda: "no port matches" in str(table(app).empty_text), "it is said so")


async def test_what_changes_meanwhile_waits_for_the_search(
    the_zoo: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, _):
        page, turns, changed = records(app), list[Callable[[], None]](), Keys()
        changed.changed |= set(page.records())
        monkeypatch.setattr(sifting, "PART", 4)
        monkeypatch.setattr(record_table, "_FIRST", -1.0)
        monkeypatch.setattr(record_table, "_PIECE", -1.0)
        monkeypatch.setattr(page.deployment.turns, "soon", turns.append)
        page.set_filter("web")
        page.changed(changed)
        assert table(app).is_searching, "it is not done at once for what has changed"
        while turns:
            turns.pop(0)()
        assert not table(app).is_searching
        assert table(app).shown == 10


async def test_the_cursor_stays_on_its_record(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), NARROW, screen="ports") as (app, pilot):
        await pilot.press("end")
        last = table(app).cursor_key
        await pilot.press("slash", "w", "e", "b", "enter")
        await until(lambda: table(app).shown < 34, "some are left")
        assert table(app).cursor_key == last
        await pilot.press("escape")
        await until(lambda: table(app).shown == 34, "all are back")
        assert table(app).cursor_key == last
        assert "web-9" in names(app)[table(app).cursor_row or 0]
