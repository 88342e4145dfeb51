"""Applying a plan: through the gate, written down before and after, undone as far as it went where it cannot
be applied in whole."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from ovntui.deployment import Deployment
from ovntui.plans.compile import Wait, operations
from ovntui.plans.errors import JournalError, Refusal
from ovntui.plans.gate import Gate
from ovntui.plans.inverse import inverse
from ovntui.plans.journal import Journal
from ovntui.plans.plan import Outcome, Plan, Step
from ovntui.plans.sending import Sending


class Writer:
    """Applies plans on the databases of one deployment."""

    def __init__(self, deployment: Deployment, gate: Gate, journal: Journal) -> None:
        self.journal = journal
        self.gate = gate
        self._deployment = deployment

    async def apply(
        self, plan: Plan, wait: Wait = "none", on_doubt: Callable[[str], None] = lambda _: None
    ) -> Outcome:
        """Apply a plan, step by step; steps that were applied are undone in reverse where a later one is not.

        With wait the northbound part counts NB_Global's nb_cfg up, and the outcome tells the number to
        follow (see InForce); this does not wait for it. on_doubt is told in a sentence when a link is lost
        before the answer came; the verdict comes once it is known, however long that takes. Where this is
        cancelled the plan stays undecided in the journal, until the journal is settled.
        """
        if reason := self._against(plan):
            return Outcome("refused", reason)
        try:
            await self.journal.sent(plan)
        except JournalError as error:
            return Outcome("refused", f"nothing was sent, because it could not be written down: {error}")
        outcome = await self._steps(plan, wait, on_doubt)
        try:
            await self.journal.decided(plan.id, outcome)
        except JournalError as error:
            note = f"{error}; the journal is put right when ovntui starts the next time"
            outcome = replace(outcome, reason="; ".join(filter(None, (outcome.reason, note))))
        return outcome

    def _against(self, plan: Plan) -> str:
        """Why the plan may not be sent at all: no part of it is where another is not allowed."""
        if self.gate.closed:
            return self.gate.closed
        for step in plan.steps:
            name = self._deployment.connections[step.database].database.name
            if reason := self.gate.against(name, (change.table for change in step.changes)):
                return reason
        return ""

    async def _steps(self, plan: Plan, wait: Wait, on_doubt: Callable[[str], None]) -> Outcome:
        loop = asyncio.get_running_loop()
        began, nb_cfg = loop.time(), None
        for number, step in enumerate(plan.steps):
            outcome = await self._step(plan, step, wait, on_doubt)
            if outcome.verdict != "applied":
                return await self._take_back(plan, plan.steps[:number], outcome, on_doubt)
            nb_cfg = outcome.nb_cfg if outcome.nb_cfg is not None else nb_cfg
        return Outcome("applied", seconds=loop.time() - began, nb_cfg=nb_cfg)

    async def _step(self, plan: Plan, step: Step, wait: Wait, on_doubt: Callable[[str], None]) -> Outcome:
        database = self._deployment.connections[step.database].database
        assert database.schema is not None  # the plan was made from it
        counts = wait != "none" and step.database == "nb"
        sent = operations(database.schema, plan, step, counts=counts)
        return await Sending(self.gate, database, step, on_doubt).outcome(sent, counts=counts)

    async def _take_back(
        self, plan: Plan, done: tuple[Step, ...], outcome: Outcome, on_doubt: Callable[[str], None]
    ) -> Outcome:
        """A step was not applied: undo those before it, and say what stands. Where it is not known whether
        it was, those before it stay."""
        if not done:
            return outcome
        if outcome.verdict == "unknown":
            where = ", ".join(step.database for step in done)
            return replace(outcome, reason=f"{outcome.reason}; what was done before stands on {where}")
        stands: list[str] = []
        for step in reversed(done):
            try:
                back = await inverse(self._deployment.connections[step.database].database, step)
                undone = await self._step(plan, back, "none", on_doubt)
            except Refusal as refusal:
                stands.append(f"{step.database} ({refusal})")
            else:
                if undone.verdict != "applied":
                    stands.append(f"{step.database} ({undone.reason})")
        told = "what was done before was undone"
        if stands:
            told = f"what was done before stands on {'; '.join(stands)}"
        return replace(outcome, reason=f"{outcome.reason}; {told}")
