"""Applying a plan: through the gate, written down before and after, undone as far as it went where it cannot
be applied in whole."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from ovntui.deployment import Deployment
from ovntui.plans.compile import Wait
from ovntui.plans.errors import JournalError, Refusal
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.plan import Outcome, Plan, Progress, Step
from ovntui.plans.systems import work_of
from ovntui.plans.work import GIVEN_UP, Doubt, How, Work


@dataclass(frozen=True, slots=True)
class _Applying:
    """How a plan is applied; see Writer.apply."""

    wait: Wait
    on_doubt: Doubt
    on_progress: Callable[[Progress], None]
    is_again: bool
    given_up: Callable[[], bool]


class Writer:
    """Applies plans on the databases and hosts of one deployment."""

    def __init__(self, deployment: Deployment, gate: Gate, journal: Journal) -> None:
        self.journal = journal
        self.gate = gate
        self._deployment = deployment

    async def apply(
        self,
        plan: Plan,
        wait: Wait = "none",
        on_doubt: Doubt = lambda _: None,
        on_progress: Callable[[Progress], None] = lambda _: None,
        *,
        again: bool = False,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Outcome:
        """Apply a plan, step by step; steps that were applied are undone in reverse where a later one is not.

        With wait the northbound part counts NB_Global's nb_cfg up, and the outcome tells the number to
        follow (see InForce); this does not wait for it. on_doubt is told in a sentence when a link is lost
        before the answer came; the verdict comes once it is known, however long that takes. on_progress is
        told how far a plan has come that takes its time. Where this is cancelled the plan stays undecided in
        the journal, until the journal is settled. again finishes a plan that was begun: steps that stand are
        passed over. given_up is asked between steps, and within those that can be stopped: then all of it
        is undone.
        """
        try:
            works = self._works(plan)
        except Refusal as refusal:
            return Outcome("refused", str(refusal))
        try:
            await self.journal.sent(plan)
        except JournalError as error:
            return Outcome("refused", f"nothing was sent, because it could not be written down: {error}")
        outcome = await self._steps(plan, works, _Applying(wait, on_doubt, on_progress, again, given_up))
        try:
            await self.journal.decided(plan.id, outcome)
        except JournalError as error:
            note = f"{error}; the journal is put right when ovntui starts the next time"
            outcome = msgspec.structs.replace(outcome, reason="; ".join(filter(None, (outcome.reason, note))))
        await self._deployment.caught_up()
        return outcome

    def _works(self, plan: Plan) -> list[Work]:
        """The plan's steps on their systems. Raises Refusal where one may not or cannot be done at all: no
        part of a plan is done where another is not allowed."""
        if self.gate.closed:
            raise Refusal(self.gate.closed)
        works = [work_of(self._deployment, step) for step in plan.steps]
        for work in works:
            if reason := work.against(self.gate):
                raise Refusal(reason)
        return works

    async def _steps(self, plan: Plan, works: Sequence[Work], how: _Applying) -> Outcome:
        loop = asyncio.get_running_loop()
        began, nb_cfg, said = loop.time(), None, []
        for number, work in enumerate(works):
            if how.is_again and not work.is_wait and await _is_done(work):
                continue
            outcome = (
                Outcome("refused", GIVEN_UP) if how.given_up() else await self._step(plan, number, work, how)
            )
            if outcome.verdict != "applied":
                return await self._take_back(plan, works[:number], outcome, how)
            nb_cfg = outcome.nb_cfg if outcome.nb_cfg is not None else nb_cfg
            said += [outcome.reason] if outcome.reason else []
        return Outcome("applied", "; ".join(said), seconds=loop.time() - began, nb_cfg=nb_cfg)

    async def _step(self, plan: Plan, number: int, work: Work, how: _Applying) -> Outcome:
        step, steps = plan.steps[number], len(plan.steps)
        sentence = step.deed.sentence if step.deed else f"a transaction on {step.database}"
        if steps > 1 or step.deed:
            how.on_progress(Progress(number + 1, steps, sentence))

        def tell(doing: str, fraction: float | None = None) -> None:
            how.on_progress(Progress(number + 1, steps, f"{sentence}: {doing}", fraction))

        counts = how.wait != "none"
        return await work.apply(self.gate, plan, How(how.on_doubt, tell, counts, how.is_again, how.given_up))

    async def _take_back(self, plan: Plan, done: Sequence[Work], outcome: Outcome, how: _Applying) -> Outcome:
        """A step was not applied: undo those before it, and say what stands. Where it is not known whether
        it was, those before it stay."""
        here = plan.steps[len(done)].database
        away = [number for number in range(len(done)) if plan.apart and plan.steps[number].database != here]
        mine = [(number, work) for number, work in enumerate(done) if number not in away]
        if outcome.verdict == "unknown":
            stands = {number: "" for number, work in mine if not work.is_wait}
        else:
            stands = {}
            for number, work in reversed(mine):
                reason = await self._undone(plan, number, work, how)
                if reason is not None:
                    stands[number] = f" ({reason})"
        told = "; ".join(f"{_called(plan.steps[number])}{why}" for number, why in sorted(stands.items()))
        if told:
            told = f"what was done before stands: {told}"
        elif any(not work.is_wait for _, work in mine):
            told = "what was done before was undone"
        reason = "; ".join(filter(None, (outcome.reason, told, _apart(plan, len(done)))))
        stay = (*stands, *(number for number in away if not done[number].is_wait))
        return msgspec.structs.replace(outcome, reason=reason, stands=tuple(sorted(stay)))

    async def _undone(self, plan: Plan, number: int, work: Work, how: _Applying) -> str | None:
        """Undo a step that was done; why that could not be, or None."""
        try:
            back = await work.inverse()
            if back is None:
                return None
            how.on_progress(Progress(number + 1, len(plan.steps), f"undoing: {_called(plan.steps[number])}"))
            undone = await work_of(self._deployment, back).apply(
                self.gate, plan, How(how.on_doubt, lambda _, __: None)
            )
        except Refusal as refusal:
            return str(refusal)
        return None if undone.verdict == "applied" else undone.reason


async def _is_done(work: Work) -> bool:
    """Whether a step was done already. Where nobody can look, doing it will tell."""
    try:
        return (await work.look()).state == "after"
    except Refusal:
        return False


def _apart(plan: Plan, failed: int) -> str:
    """Which systems are done, which one failed, and which are untouched, of a plan that is apart; "" of
    others."""
    if not plan.apart:
        return ""
    here = plan.steps[failed].database
    order = dict.fromkeys(step.database for step in plan.steps)
    done = dict.fromkeys(step.database for step in plan.steps[:failed] if step.database != here)
    untouched = [name for name in order if name != here and name not in done]
    parts = [f"done: {', '.join(done)}"] if done else []
    parts += [f"failed: {here}"]
    parts += [f"untouched: {', '.join(untouched)}"] if untouched else []
    return " · ".join(parts)


def _called(step: Step) -> str:
    """A step in a few words."""
    return step.deed.sentence if step.deed else f"the transaction on {step.database}"
