"""Switches: plan, printed commands and undo agree."""

from tests.plans.twin import proves


async def test_add_switch() -> None:
    plan = await proves("add-switch", {"name": "ls-int"})
    assert plan.sentences == ("add switch ls-int",)
    assert plan.shows == ("switch", "ls-int")
