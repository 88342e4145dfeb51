"""Changes reach the cloud and those who listen, each once."""

import asyncio

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.delta import Delta
from ovntui.cloud.rows.northbound import LogicalSwitch
from ovntui.intake import AT_ONCE, FRAME, Intake
from tests.unit.cloud.rows import came


def listened() -> tuple[Cloud, Intake, list[Delta]]:
    cloud, told = Cloud(), list[Delta]()
    intake = Intake(cloud, lambda: 0.0)
    intake.listen(told.append)
    return cloud, intake, told


async def test_what_was_told_at_once_is_not_told_again() -> None:
    cloud, intake, told = listened()
    intake.take("nb", [came("1", LogicalSwitch(name="ls-int"))])
    intake.tell()
    assert set(cloud.switches) == {"1"} and [delta["switch"].added for delta in told] == [{"1"}]
    await asyncio.sleep(3 * FRAME)
    assert len(told) == 1


async def test_of_thousands_nothing_is_told_before_all_are_taken_in() -> None:
    cloud, intake, told = listened()
    count = AT_ONCE * 2 + 1
    intake.take("nb", [came(str(number), LogicalSwitch(name=f"ls-{number}")) for number in range(count)])
    parts = set()
    while not told:
        await asyncio.sleep(0)
        parts.add(len(cloud.switches))
    assert AT_ONCE in parts, "others have their turns meanwhile"
    assert len(told[0]["switch"].added) == count
