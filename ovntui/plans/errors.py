"""What can keep a change from becoming a plan, or a plan from being sent."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ovntui.plans.plan import Difference


class Refusal(Exception):
    """No plan can be made of this. The message is one sentence for the operator; faults has one for each
    field of the recipe that is at fault; differences tell where rows are not as they would have to be."""

    def __init__(
        self, sentence: str, faults: Mapping[str, str] | None = None, differences: "Sequence[Difference]" = ()
    ) -> None:
        super().__init__(sentence)
        self.faults = dict(faults or {})
        self.differences = tuple(differences)


class JournalError(Exception):
    """The journal cannot be written or read. One sentence."""
