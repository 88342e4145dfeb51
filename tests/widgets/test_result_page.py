"""The page of a plan that is under way: it can be stopped where it works on hosts, once."""

import pytest
from textual.app import App, ComposeResult

from ovntui.cloud.cloud import Cloud
from ovntui.plans.plan import Deed, Outcome, Plan, Progress, Step
from ovntui.widgets.plan.result_page import ResultPage
from ovntui.widgets.plan.run import Run

_DEED = Step("kvm1", (), (), (), Deed("power", "x", "off", "running", "start x"))
_ROWS = Step("nb", (), (), ())


def _plan(*steps: Step) -> Plan:
    return Plan(
        id="1",
        recipe="start-vm",
        title="Start",
        operator="kim",
        values={},
        sentences=("start x",),
        steps=steps,
    )


class _Stage(App[None]):
    def compose(self) -> ComposeResult:
        yield ResultPage(Cloud(), may_again=False)


async def test_it_is_stopped_once() -> None:
    app, run = _Stage(), Run(_plan(_DEED), 0.0)
    async with app.run_test() as pilot:
        page = app.query_one(ResultPage)
        page.follow(run)
        run._progressed(Progress(1, 1, "start x"))
        assert page.check_action("stop", ())
        await pilot.press("x")
        assert run.is_given_up and not page.check_action("stop", ())


@pytest.mark.parametrize("ended", [True, False])
async def test_what_is_over_or_in_one_piece_is_not_stopped(ended: bool) -> None:
    app, run = _Stage(), Run(_plan(_DEED if ended else _ROWS), 0.0)
    run.outcome = Outcome("applied") if ended else None
    async with app.run_test() as pilot:
        page = app.query_one(ResultPage)
        page.follow(run)
        await pilot.press("x")
        assert not run.is_given_up and not page.check_action("stop", ())
