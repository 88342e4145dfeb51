"""What became of a plan, in words."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from textual.content import Content

from ovntui.cloud.cloud import Cloud
from ovntui.plans.difference import names_of
from ovntui.plans.difference import said as value_said
from ovntui.plans.force import force
from ovntui.plans.plan import Difference, Progress
from ovntui.widgets.plan.run import Run
from ovntui.widgets.plan.sheet import BAD, DIM, GOOD, NAME, WARNING, said

DIFFERENCES_SHOWN: Final = 50
CHASSIS_SHOWN: Final = 12
BAR: Final = 40
"""How wide a bar is that tells which part is done."""


def verdict(run: Run, cloud: Cloud) -> Content:
    """The whole sheet, as far as it is known now."""
    blocks = [
        [said(sentence, "bold") for sentence in run.plan.sentences[:5]],
        list(_outcome(run)),
        list(_in_force(run, cloud)),
    ]
    return Content("\n\n").join(Content("\n").join(block) for block in blocks if block)


def short_verdict(run: Run) -> str:
    """The verdict in one line, for those who look elsewhere."""
    outcome = run.outcome
    if outcome is None:
        return run.doubt or (str(run.progress) if run.progress else "sent")
    return outcome.verdict if outcome.verdict == "applied" else f"{outcome.verdict}: {outcome.reason}"


def duration(seconds: float | None) -> str:
    """(0.6 ms), (1.2 s), or nothing where it is not known."""
    if seconds is None:
        return ""
    return f" ({seconds * 1000:.1f} ms)" if seconds < 1 else f" ({seconds:.1f} s)"


def _outcome(run: Run) -> Iterator[Content]:
    outcome = run.outcome
    if outcome is None:
        if run.doubt:
            yield said("◐ outcome not known yet", WARNING)
            yield said(run.doubt)
            yield said("Nothing will be done twice. You may leave: it goes on, and the history tells.", DIM)
        elif run.progress:
            yield from [said("◐ stopping: what was done is undone", WARNING)] if run.is_given_up else ()
            yield from _progress(run.progress)
        else:
            yield said("◐ sent", DIM)
        return
    at = time.strftime("%H:%M:%S", time.localtime(run.ended or run.began))
    if outcome.verdict == "applied":
        yield Content.assemble(said(f"● applied {at}", GOOD), said(duration(outcome.seconds), DIM))
        if outcome.reason:
            yield said(outcome.reason, WARNING)
    elif outcome.verdict == "refused":
        left = "what was done before stays" if run.plan.apart else "not all of it could be undone"
        stands = left if outcome.stands else "nothing was changed"
        yield said(f"✗ refused {at}: {stands}", BAD)
        yield said(outcome.reason)
    elif outcome.verdict == "moved":
        yield said(f"▲ not applied {at}: something else has changed it meanwhile", WARNING)
        yield said(outcome.reason, DIM)
    else:
        yield said(f"▲ outcome unknown {at}", WARNING)
        yield said(outcome.reason)
    yield from differences_said(outcome.differences, names_of(run.plan))


def _progress(progress: Progress) -> Iterator[Content]:
    yield said(f"◐ step {progress.step} of {progress.steps}", WARNING)
    yield said(progress.sentence)
    if progress.fraction is not None:
        done = round(progress.fraction * BAR)
        yield Content.assemble(
            said("━" * done, GOOD), said("━" * (BAR - done), DIM), said(f" {progress.fraction:.0%}")
        )
    yield said("You may leave: it goes on, and the history tells.", DIM)


def differences_said(differences: Sequence[Difference], names: Mapping[str, str]) -> Iterator[Content]:
    """What was expected, and what is there instead."""
    for one in differences[:DIFFERENCES_SHOWN]:
        head = Content.assemble(said(f"  {one.table}  "), said(one.name, NAME))
        if not one.column:
            yield Content.assemble(head, said(f"  is {one.found}", WARNING))
            continue
        yield Content.assemble(
            head,
            said(f"  {one.column}", DIM),
            said(f"  - {value_said(one.expected, names)}", BAD),
            said(f"  + {value_said(one.found, names)}", GOOD),
        )
    if (more := len(differences) - DIFFERENCES_SHOWN) > 0:
        yield said(f"  … and {more:,} more", DIM)


def _in_force(run: Run, cloud: Cloud) -> Iterator[Content]:
    """How far it has come, chassis by chassis; who has not got there is named, and nobody has to wait."""
    outcome = run.outcome
    if outcome is None or outcome.verdict != "applied" or outcome.nb_cfg is None:
        return
    now = force(cloud, outcome.nb_cfg)
    if not now.northd:
        yield said("◐ northd has not taken it up yet", WARNING)
        return
    total = len(now.reached) + len(now.laggards)
    sign, style = ("◐", WARNING) if now.laggards else ("●", GOOD)
    yield said(f"{sign} in force on {len(now.reached):,} of {total:,} chassis", style)
    for one in now.reached[:CHASSIS_SHOWN]:
        took = f"  {one.ms:,} ms" if one.ms is not None else ""
        yield Content.assemble(said("  ● ", GOOD), said(one.chassis.name, NAME), said(took, DIM))
    if (more := len(now.reached) - CHASSIS_SHOWN) > 0:
        yield said(f"  … and {more:,} more", DIM)
    for late in now.laggards[:CHASSIS_SHOWN]:
        yield Content.assemble(said("  ○ ", WARNING), said(late.name, NAME), said("  not yet", DIM))
    if (more := len(now.laggards) - CHASSIS_SHOWN) > 0:
        yield said(f"  … and {more:,} more not yet", DIM)
