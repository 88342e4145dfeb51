"""What the console applies: plans, each looked at before, undo and redo, and the way to what was made."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from textual import work

from ovntui.cloud.cells import Door, Mood
from ovntui.cloud.events import Event
from ovntui.deployment import Deployment
from ovntui.plans.entry import Entry
from ovntui.plans.errors import JournalError, Refusal
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.plan import Plan
from ovntui.safetext import SafeText
from ovntui.screens.wizards.company import Accompanied
from ovntui.screens.wizards.reverse import to_redo, to_undo
from ovntui.widgets.console_screen import ConsoleScreen

if TYPE_CHECKING:  # what only a change needs is imported when there is one: a start does not wait for it
    from ovntui.plans.make import Planner
    from ovntui.plans.writer import Writer
    from ovntui.screens.wizards.plan_screen import PlanScreen, Shown
    from ovntui.widgets.plan.run import Run

_PATIENCE: Final = 10.0
"""Seconds that the database is given to tell of what it has applied."""


class Applying(Accompanied):
    """An app that applies plans, each looked at before, and takes them back."""

    def __init__(self, deployment: Deployment, **options: Any) -> None:
        self.gate = Gate.of(deployment.settings)
        self.journal = Journal.of(deployment.settings)
        super().__init__(deployment, **options)

    @cached_property
    def planner(self) -> "Planner":
        """Makes the operator's plans."""
        from ovntui.plans.make import Planner

        return Planner(self.deployment)

    @cached_property
    def writer(self) -> "Writer":
        """Applies them."""
        from ovntui.plans.writer import Writer

        return Writer(self.deployment, self.gate, self.journal)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("undo", "redo"):
            return self.page is not None
        return super().check_action(action, parameters)

    @property
    def page(self) -> ConsoleScreen | None:
        """The page on top, once it is there, where no form and no dialog lies over it."""
        screen = self.screen
        if isinstance(screen, ConsoleScreen) and screen.is_mounted and not screen.IS_FORM:
            return screen
        return None

    def on_mount(self) -> None:
        """What a console left behind that was killed is looked for."""
        self._settle()

    @work(group="settle")
    async def _settle(self) -> None:
        """Decide what was sent and never answered, and tell of it."""
        await self.deployment.loaded()
        await self.deployment.hosts_met()
        try:
            if not await asyncio.to_thread(self.journal.undecided):
                return  # as nearly always: what it takes to decide need not be imported
            from ovntui.plans.settle import settle

            decided = await settle(self.deployment, self.journal)
        except JournalError as error:
            self.notify(SafeText(str(error)), severity="error", markup=False)
            return
        for entry in decided:
            assert entry.outcome is not None
            became = "it was applied" if entry.standing == "applied" else entry.outcome.reason
            self.notify(
                SafeText(f"{entry.plan.sentences[0]}: {became}"),
                title="One change was sent and its outcome was not seen",
                severity="information" if entry.standing == "applied" else "warning",
                timeout=20,
                markup=False,
            )
        if not self.gate.closed:
            for entry in decided:
                if entry.is_half_way:
                    await self._offer(entry)

    async def _offer(self, entry: Entry) -> None:
        """Have the operator choose what becomes of a plan that was left half-way."""
        from ovntui.widgets.dialogs.choose import Choice, ChooseDialog

        choices: list[Choice[Callable[[Entry], Awaitable[None]] | None]] = [
            Choice("Finish it", "do what is left of it", self.finish),
            Choice("Clean up", "undo what was done of it", self.reverse),
            Choice("Later", "on page 0, where f finishes it and u undoes it", None),
        ]
        then = await self.push_screen_wait(ChooseDialog(f"Left half-way: {entry.plan.title}", choices))
        if then is not None:
            await then(entry)

    def may_write(self) -> bool:
        """Whether anything may be changed; where not, the operator is told why."""
        if self.gate.closed:
            self.notify(SafeText(self.gate.closed), title="Read-only", severity="warning", markup=False)
        return not self.gate.closed

    # Undo and redo

    async def action_undo(self) -> None:
        """Show what undoing the last change would do."""
        await self._reverse(to_undo, "There is nothing of yours to undo.")

    async def action_redo(self) -> None:
        """Show what doing again what was undone last would do."""
        await self._reverse(to_redo, "There is nothing to do again.")

    async def _reverse(self, pick: Callable[[list[Entry], str], Entry | None], nothing: str) -> None:
        if not self.may_write():
            return
        try:
            entries = await asyncio.to_thread(self.journal.entries)
        except JournalError as error:
            self.notify(SafeText(str(error)), severity="error", markup=False)
            return
        entry = pick(entries, self.planner.operator)
        if entry is None:
            self.notify(nothing, severity="warning", markup=False)
        else:
            await self.reverse(entry)

    async def reverse(self, entry: Entry) -> None:
        """Show what undoing an entry of the journal would do; or why it cannot be undone."""
        if not self.may_write():
            return
        from ovntui.plans.undo import undo
        from ovntui.screens.wizards.plan_screen import PlanScreen

        try:
            plan = await undo(self.planner, entry)
        except Refusal as refusal:
            self.refused(refusal, title=f"Not undone: {entry.plan.title}")
            return
        await self.push_screen(PlanScreen(self.deployment, plan, self.begin, self.current_mode))

    async def finish(self, entry: Entry) -> None:
        """Show a plan that was cut off half-way, to do what is left of it."""
        if self.may_write():
            from ovntui.screens.wizards.plan_screen import PlanScreen

            again = partial(self.begin, again=True)
            await self.push_screen(PlanScreen(self.deployment, entry.plan, again, self.current_mode))

    # Plans

    def begin(self, plan: Plan, *, again: bool = False) -> "Run":
        """Begin to apply a plan, or what is left of it. It goes on whatever the operator looks at."""
        from ovntui.widgets.plan.run import Run

        run = Run(plan, time.time())
        self.run_worker(self._apply(run, again=again), group="apply")
        return run

    async def _apply(self, run: "Run", *, again: bool) -> None:
        from ovntui.widgets.plan.verdict import short_verdict

        outcome = await run.go(
            lambda doubt, step: self.writer.apply(
                run.plan, "hv", doubt, step, again=again, given_up=lambda: run.is_given_up
            ),
            time.time,
        )
        if outcome.verdict == "applied":
            self.deployment.intake.events.append(self._event(run))
        if not run.is_watched:
            self.notify(
                SafeText(short_verdict(run)),
                title=SafeText(run.plan.title),
                severity="information" if outcome.verdict == "applied" else "error",
                markup=False,
            )

    def _event(self, run: "Run") -> Event:
        plan = run.plan
        door = self._door(*plan.shows) if plan.shows else None
        more = f" and {len(plan.sentences) - 1} more" if len(plan.sentences) > 1 else ""
        text = SafeText(f"{plan.operator}: {plan.sentences[0]}{more}   u undoes it")
        return Event(run.ended or run.began, text, Mood.NAME, door)

    # Where to

    def away(self, then: Callable[[], object]) -> None:
        """Do as then says once no form lies over the page; ask first if something typed would be lost."""
        screen = self.screen
        if not (isinstance(screen, ConsoleScreen) and screen.IS_FORM):
            then()
            return
        from ovntui.widgets.dialogs.ask import AskDialog

        def left(sure: bool | None) -> None:
            if sure:
                screen.dismiss()
                self.call_later(then)

        if screen.would_lose:
            self.push_screen(
                AskDialog("Leave the form?", "What was typed here will be lost.", "leave", "stay"), left
            )
        else:
            left(True)

    def on_plan_screen_left(self, event: "PlanScreen.Left") -> None:
        """Back to the page beneath, and on from there."""
        if self.screen is not event.screen:
            return
        if (plan := event.undo) is not None:
            self.away(lambda: self.run_worker(self._undo(plan), exclusive=True, group="wizard"))
        else:
            self.away(lambda: self.show(event.then) if event.then else None)

    async def _undo(self, plan: str) -> None:
        """Show what undoing a plan would do."""
        try:
            entry = await asyncio.to_thread(self.journal.entry, plan)
        except JournalError as error:
            self.notify(SafeText(str(error)), severity="error", markup=False)
        else:
            await self.reverse(entry)

    def show(self, shown: "Shown") -> None:
        """Go to what a plan made, as soon as the database has told of it."""
        self.run_worker(self._show(shown), exclusive=True, group="show")

    def go(self, target: Door) -> None:
        """To a record, wherever records of its kind are at home."""
        raise NotImplementedError

    async def _show(self, shown: "Shown") -> None:
        came = asyncio.Event()
        unlisten = self.deployment.intake.listen(lambda _: came.set())
        try:
            async with asyncio.timeout(_PATIENCE):
                while (door := self._door(shown.kind, shown.name)) is None:
                    await came.wait()
                    came.clear()
        except TimeoutError:
            self.notify("It is not there any more.", severity="warning")
        else:
            self.go(door)
        finally:
            unlisten()

    def _door(self, kind: Any, name: str) -> Door | None:
        cloud = self.deployment.cloud
        if kind == "row":
            return Door(kind, name)
        if name in cloud.kinds[kind]:
            return Door(kind, name)
        if kind == "nat":
            return None
        return next((Door(kind, key) for key, other in cloud.names(kind) if other == name), None)

    def refused(self, refusal: Refusal, title: str = "Not possible") -> None:
        self.notify(
            SafeText(str(refusal)), title=SafeText(title), severity="warning", timeout=12, markup=False
        )
