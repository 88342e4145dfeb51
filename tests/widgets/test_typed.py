"""Keys as they are typed: the next one when the one before is done, which is asked for when it is wanted."""

from typing import Any

import pytest
from textual import events
from textual.message import Message

from ovntui.widgets import typed
from ovntui.widgets.record_table import RecordTable
from ovntui.widgets.typed import Typed
from tests.servers.waiting import until
from tests.widgets.records import COLUMNS, Stage, ports


async def test_a_key_alone_is_not_asked_after_until_the_next_one_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str | None] = []
    table = RecordTable(COLUMNS, sort="name")
    stage = Stage(table)
    turn = typed._turn

    async def noted(node: Any) -> None:
        asked.append(table.cursor_key)
        await turn(node)

    monkeypatch.setattr(typed, "_turn", noted)
    monkeypatch.setattr(typed, "_REST", 30.0)
    async with stage.run_test() as pilot:
        table.set_records(ports("abc"))
        table.focus()
        await pilot.pause()

        def post(message: Message) -> None:
            stage.post_message(message)

        keys = Typed(stage, post)
        keys.add([events.Key("down", None)])
        await until(lambda: table.cursor_key == "key-b", "the first key is done")
        assert not asked
        keys.add([events.Key("down", None)])
        await until(lambda: table.cursor_key == "key-c", "the second key is done")
        assert set(asked) == {"key-b"}
        keys._come()  # so that nothing waits at the end
        await pilot.pause()
