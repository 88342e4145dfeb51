"""A plan from the command line: shown, confirmed, applied, followed."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

import msgspec

from ovntui.deployment import Deployment
from ovntui.ovsdb.errors import ConnectError
from ovntui.plans.commands import values_of
from ovntui.plans.errors import JournalError, Refusal
from ovntui.plans.force import Force, follow
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Outcome, Plan, Progress
from ovntui.plans.preview import Line, Sort, preview
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.settle import settle
from ovntui.plans.told import in_words
from ovntui.plans.undo import undo
from ovntui.plans.writer import Writer
from ovntui.safetext import SafeText

APPLIED: Final = 0
NOT_APPLIED: Final = 1
"""Refused by the server, moved, or not confirmed: nothing of it stands, unless the sentence says so."""
WRONG: Final = 2
"""No plan could be made of what was asked for."""
UNKNOWN: Final = 3
"""Whether it was applied cannot be told."""
NOT_IN_FORCE: Final = 4
"""Applied, but not as far in force as --wait asked for in the time given by --timeout."""

_CODES: Final = {"applied": APPLIED, "refused": NOT_APPLIED, "moved": NOT_APPLIED, "unknown": UNKNOWN}
_LOOKS: Final[dict[Sort, tuple[str, int]]] = {
    "sentence": ("", 0),
    "meaning": ("", 0),
    "warning": ("▲ ", 0),
    "row": ("", 1),
    "less": ("    - ", 1),
    "more": ("    + ", 1),
    "same": ("      ", 1),
    "command": ("", 2),
    "note": ("", 3),
}
"""The mark before a line, and the part of the preview that it belongs to."""


async def run_plan(args: argparse.Namespace, deployment: Deployment) -> int:
    """`ovntui plan NAME …`."""
    recipe = RECIPES[args.recipe]
    return await _run(args, deployment, lambda planner, _: planner.make(recipe, values_of(args)))


async def run_undo(args: argparse.Namespace, deployment: Deployment) -> int:
    """`ovntui undo ID …`."""
    return await _run(args, deployment, lambda planner, journal: undo(planner, journal.entry(args.id)))


async def _run(
    args: argparse.Namespace, deployment: Deployment, make: Callable[[Planner, Journal], Awaitable[Plan]]
) -> int:
    limit: float = getattr(args, "timeout", 30.0)
    gate, journal = Gate.of(deployment.settings), Journal.of(deployment.settings)
    try:
        async with asyncio.timeout(limit):
            await deployment.loaded()
            await deployment.hosts_met()
            await settle(deployment, journal)
            plan = await make(Planner(deployment), journal)
    except TimeoutError:
        raise ConnectError(f"the databases did not answer in full within {limit:g} s") from None
    except Refusal as refusal:
        return _refused(args, refusal)
    except JournalError as error:
        return _complain(str(error))
    if not args.json:
        _print(preview(plan))
    if args.dry_run:
        return _end(args, APPLIED, plan)
    if not args.yes and not await _confirmed(plan):
        return _end(args, NOT_APPLIED, plan)
    outcome = await Writer(deployment, gate, journal).apply(plan, args.wait, _say, _Teller())
    if not args.json:
        _print_outcome(plan, outcome)
    if outcome.verdict != "applied" or outcome.nb_cfg is None:
        return _end(args, _CODES[outcome.verdict], plan, outcome)
    reached = await _follow(args, deployment, outcome.nb_cfg, limit)
    return _end(args, APPLIED if reached.is_done(args.wait) else NOT_IN_FORCE, plan, outcome, reached)


async def _follow(args: argparse.Namespace, deployment: Deployment, nb_cfg: int, limit: float) -> Force:
    """Follow it for as long as the operator would wait."""
    last: list[Force] = []
    try:
        async with asyncio.timeout(limit):
            await follow(deployment, nb_cfg, args.wait, last.append)
    except TimeoutError:
        _say(f"after {limit:g} s: {last[-1]}")
    else:
        if not args.json:
            sys.stdout.write(f"{SafeText(str(last[-1]))}\n")
    return last[-1]


async def _confirmed(plan: Plan) -> bool:
    """Whether the operator says so; where it hurts, by the word that has to be typed."""
    if not sys.stdin.isatty():
        _say("nothing was sent: say --yes to apply without being asked, or --dry-run")
        return False
    asked = f"type {plan.confirm} to apply: " if plan.confirm else "apply? [y/N] "
    sys.stderr.write(SafeText(asked))
    sys.stderr.flush()
    answer = (await asyncio.to_thread(sys.stdin.readline)).strip()
    return answer == plan.confirm if plan.confirm else answer.lower() in ("y", "yes")


def _refused(args: argparse.Namespace, refusal: Refusal) -> int:
    if args.json:
        told = {"error": str(refusal), "faults": refusal.faults, "differences": refusal.differences}
        _write_json(told)
    elif refusal.faults:
        for field, fault in refusal.faults.items():
            _say(f"--{field}: {fault}")
    else:
        _say(str(refusal))
        for difference in refusal.differences[1:]:
            _say(f"  {in_words(difference)}")
    return WRONG


def _print(lines: Iterable[Line]) -> None:
    """What is done, the rows, the commands and how it is sent, a line between."""
    before: int | None = None
    for line in lines:
        mark, part = _LOOKS[line.sort]
        if before not in (None, part):
            sys.stdout.write("\n")
        sys.stdout.write(f"{mark}{SafeText(line.text)}\n")
        before = part


def _print_outcome(plan: Plan, outcome: Outcome) -> None:
    took = f" ({outcome.seconds * 1000:.1f} ms)" if outcome.seconds is not None else ""
    why = f": {outcome.reason}" if outcome.reason else ""
    sys.stdout.write(f"{SafeText(f'{outcome.verdict}{took}{why}')}\n")
    for difference in outcome.differences:
        sys.stdout.write(f"  {SafeText(in_words(difference))}\n")
    if outcome.verdict == "applied" or outcome.stands:
        sys.stdout.write(f"ovntui undo {plan.id[:8]}\n")


def _end(
    args: argparse.Namespace,
    code: int,
    plan: Plan,
    outcome: Outcome | None = None,
    reached: Force | None = None,
) -> int:
    if args.json:
        told: dict[str, Any] = {
            "plan": plan,
            "commands": [line.text for line in preview(plan) if line.sort == "command"],
        }
        if outcome is not None:
            told["outcome"] = outcome
        if reached is not None:
            told["force"] = reached
        _write_json(told)
    return code


def _write_json(told: dict[str, Any]) -> None:
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n")


class _Teller:
    """Tells of a plan that takes its time, each thing once."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        if progress.sentence != self._last:
            self._last = progress.sentence
            _say(str(progress))


def _say(sentence: str) -> None:
    sys.stderr.write(f"ovntui: {SafeText(sentence)}\n")


def _complain(sentence: str) -> int:
    _say(sentence)
    return WRONG
