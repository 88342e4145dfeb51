"""What a connection calls finds the app all the same."""

from contextvars import Context

from ovntui.widgets.context import here
from ovntui.widgets.record_table import RecordTable
from tests.widgets.records import COLUMNS, Stage, ports


async def test_a_timer_set_by_a_call_from_outside_rings() -> None:
    table = RecordTable(COLUMNS, sort="name", mark_seconds=0.05)
    async with Stage(table).run_test(size=(60, 11)) as pilot:
        table.set_records(ports("ab"))
        await pilot.pause()

        def mark() -> None:
            table.mark("key-a", ["name"], 0.05)

        Context().run(here(mark))  # as a connection does that was opened before there was an app
        assert table.marked("key-a")
        for _ in range(200):
            if not table.marked("key-a"):
                break
            await pilot.pause(0.02)
        assert not table.marked("key-a")
