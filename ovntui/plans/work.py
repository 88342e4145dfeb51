"""A step on the system that it is for: the same four things of a transaction and of a deed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from ovntui.plans.deeds.craft import Tell
from ovntui.plans.errors import Refusal
from ovntui.plans.gate import Gate
from ovntui.plans.look import State
from ovntui.plans.plan import Difference, Outcome, Plan, Step
from ovntui.plans.told import in_words

Doubt: TypeAlias = Callable[[str], None]
"""Told in a sentence that no answer has come, and what is being done about it."""


GIVEN_UP: Final = "it was given up"
"""What is said of a plan that the operator has stopped."""


@dataclass(frozen=True, slots=True)
class How:
    """How a step is done. With counts a transaction on northbound counts nb_cfg up. resumes: an earlier try
    may have been cut off half-way. given_up: nobody wants it any more."""

    on_doubt: Doubt
    tell: Tell
    counts: bool = False
    resumes: bool = False
    given_up: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Look:
    """How a step's system is: as after it, as before it, or neither; and where it is not as after it."""

    state: State
    differences: Sequence[Difference]


class Work(Protocol):
    """One step."""

    @property
    def is_wait(self) -> bool:
        """Whether it changes nothing and only waits for something."""

    def against(self, gate: Gate) -> str:
        """Why it may not be done, in a sentence; "" where it may."""

    async def apply(self, gate: Gate, plan: Plan, how: How) -> Outcome:
        """Do it, and find out what became of it, however long that takes."""

    async def look(self) -> Look:
        """Look what has become of it. Raises Refusal where nobody can look now."""

    async def inverse(self) -> Step | None:
        """What undoes it, guarded by what it left; None where nothing has to be undone. Raises Refusal."""

    async def undo(self, *, cut_off: bool) -> Step | None:
        """Its inverse some time later. Raises Refusal, with the differences, also where what it left has
        changed since or others have come to depend on it. cut_off: it may have been done in part, which is
        undone as far as it went."""


def refuse_changed(look: Look) -> None:
    """Raises Refusal where a system is not as a step left it."""
    told = tuple(look.differences)
    if told:
        more = f" and {len(told) - 1} more" if len(told) > 1 else ""
        raise Refusal(f"its rows have changed since: {in_words(told[0])}{more}", differences=told)
