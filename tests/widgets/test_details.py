"""The details of a record: drawn, updated in place, and opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.strip import Strip

from ovntui.cloud.cells import Cell, Door, Field, Section
from ovntui.safetext import SafeText
from ovntui.widgets.details import DetailPane
from ovntui.widgets.messages import Copied, Opened
from tests.widgets.records import Stage, lines


def field(label: str, text: str, door: str = "") -> Field:
    return Field(label, Cell(SafeText(text)), Door("port", door) if door else None)


def record(*fields: Field, ports: int = 0) -> tuple[Section, ...]:
    listed = tuple(field("", f"port{n}", f"key{n}") for n in range(ports))
    return (Section("STATE", fields), Section("PORTS", listed)) if listed else (Section("STATE", fields),)


@asynccontextmanager
async def shown(
    sections: tuple[Section, ...], size: tuple[int, int] = (40, 10), mark_seconds: float = 0.0
) -> AsyncIterator[tuple[DetailPane, Pilot[None], Stage]]:
    pane = DetailPane(mark_seconds=mark_seconds)
    stage = Stage(pane)
    async with stage.run_test(size=size) as pilot:
        pane.show("key", SafeText("web-1"), sections)
        pane.focus()
        await pilot.pause()
        yield pane, pilot, stage


async def test_labels_and_values_stand_in_line_and_long_values_wrap_under_themselves() -> None:
    fields = (
        field("up", "yes"),
        field("addresses", "52:54:00:c4:a1:03 172.16.0.201"),
        field("switch", "端口", "s"),
    )
    async with shown(record(*fields)) as (pane, _, _):
        assert lines(pane)[:7] == [
            " web-1",
            " STATE",
            " up         yes",
            " addresses  52:54:00:c4:a1:03",
            "            172.16.0.201",
            " switch     端口 ›",
            "",
        ]


async def test_the_cursor_goes_from_field_to_field_opens_and_copies() -> None:
    fields = (field("up", "yes"), field("switch", "ls-int", "s"), field("chassis", "kvm1", "c"))
    async with shown(record(*fields)) as (pane, pilot, stage):
        await pilot.press("enter", "c", "down", "enter", "j", "j", "c", "k", "home", "end", "enter")
        told = [(m.door.key, m.key) for m in stage.told if isinstance(m, Opened) and isinstance(m.door, Door)]
        assert told == [("s", "key"), ("c", "key")]
        assert [m.text for m in stage.told if isinstance(m, Copied)] == ["yes", "kvm1"]
        stage.told.clear()
        await pilot.click(pane, offset=(14, 3))
        assert [message.door for message in stage.told if isinstance(message, Opened)] == [Door("port", "s")]


async def test_an_update_keeps_the_cursor_on_its_field_and_the_view_where_it_was() -> None:
    async with shown(record(field("up", "yes"), ports=40)) as (pane, pilot, _):
        await pilot.press(*["pagedown"] * 2, "down")
        at, before = pane.cursor_field, lines(pane)
        more = record(field("up", "yes"), field("v4", "1"), field("v6", "2"), ports=40)
        pane.show("key", SafeText("web-1"), more)
        await pilot.pause()
        assert pane.cursor_field == at
        assert lines(pane) == before
        pane.show("another", SafeText("web-2"), more)
        await pilot.pause()
        assert pane.cursor_field == field("up", "yes")
        assert lines(pane)[:2] == [" web-2", " STATE"]


async def test_a_field_that_goes_leaves_the_cursor_in_its_place() -> None:
    async with shown(record(field("a", "1"), field("b", "2"), field("c", "3"))) as (pane, pilot, _):
        await pilot.press("down")
        pane.show("key", SafeText("web-1"), record(field("a", "1"), field("c", "3")))
        assert pane.cursor_field == field("c", "3")
        pane.show("key", SafeText("web-1"), ())
        assert [pane.cursor_field] == [None]
        await pilot.press("down", "enter", "c", "pagedown", "end")


async def test_a_changed_value_is_marked_for_a_moment() -> None:
    async with shown(record(field("a", "1"), field("b", "2")), mark_seconds=0.1) as (pane, pilot, _):
        pane.show("key", SafeText("web-1"), record(field("a", "1"), field("b", "3")))
        plain, marked = pane.render_line(2), pane.render_line(3)
        assert marked.text.split() == ["b", "3"]
        styles = [
            segment.style for strip in (plain, marked) for segment in strip if segment.text in ("1", "3")
        ]
        assert [bool(style and style.bold) for style in styles] == [
            True,
            True,
        ]  # the cursor's, and the mark's
        for _ in range(100):
            if not any(s.style and s.style.bold for s in pane.render_line(3)):
                return
            await pilot.pause(0.02)
        raise AssertionError("the mark stays")


async def test_a_value_longer_than_the_pane_is_read_line_by_line() -> None:
    long = " ".join(f"word{number}" for number in range(200))
    async with shown(record(field("a", "1"), field("long", long), field("b", "2"))) as (pane, pilot, _):
        await pilot.press("down")
        seen = set(" ".join(lines(pane)).split())
        for _ in range(200):
            await pilot.press("down")
            seen |= set(" ".join(lines(pane)).split())
            if pane.cursor_field == field("b", "2"):
                break
        assert set(long.split()) <= seen
        await pilot.press("c")
        await pilot.press("up")
        assert pane.cursor_field == field("long", long)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (5, 3), (300, 100)])
async def test_any_size_will_do(size: tuple[int, int]) -> None:
    async with shown(record(field("端口", "端" * 5000, "x"), ports=5), size) as (pane, pilot, _):
        await pilot.press("down", "pagedown", "up", "end", "home")
        lines(pane)


async def test_of_another_record_only_the_lines_are_drawn_that_differ() -> None:
    drawn: list[int] = []

    class Watched(DetailPane):
        def render_line(self, y: int) -> Strip:
            drawn.append(y)
            return super().render_line(y)

    pane = Watched(mark_seconds=0)
    async with Stage(pane).run_test(size=(40, 10)) as pilot:
        pane.show(
            "one", SafeText("web-1"), record(field("up", "yes"), field("tag", "7"), field("mtu", "1442"))
        )
        await pilot.pause()
        drawn.clear()
        pane.show(
            "two", SafeText("web-2"), record(field("up", "yes"), field("tag", "8"), field("mtu", "1442"))
        )
        await pilot.pause()
        assert drawn == [0, 3], "the title and the value that is another"
        assert lines(pane)[:5] == [" web-2", " STATE", " up   yes", " tag  8", " mtu  1442"]


async def test_a_record_of_another_length_has_the_page_laid_out_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with shown(record(field("up", "yes"), ports=40)) as (pane, pilot, _):
        laid_out: list[object] = []
        monkeypatch.setattr(pane.screen, "_refresh_layout", lambda **options: laid_out.append(options))
        for many in (0, 60, 1):
            pane.show(f"another with {many}", SafeText("web-2"), record(field("up", "yes"), ports=many))
            await pilot.pause()
            await pilot.press("end")
            assert (pane.max_scroll_y == 0) == (pane.scroll_y == 0) == (many < 5)
        assert not laid_out
