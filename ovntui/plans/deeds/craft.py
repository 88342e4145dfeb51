"""A craft: how deeds of one kind are looked at, done, drawn and taken back. A sight can only be looked at."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from ovntui.hosts.site import Site
from ovntui.plans.plan import Deed, Difference

Tell: TypeAlias = Callable[[str, float | None], None]
"""Told what is being done, in a sentence, and which part of it is done (0 to 1), where that can be told."""


class Mark(NamedTuple):
    """One line of a deed's difference: "-" goes, "+" comes, " " stays and tells where that is."""

    sign: Literal["-", "+", " "]
    text: str


class Sight(ABC):
    """What there is to be seen of a host. name is its word in looks and deeds."""

    name: str

    @abstractmethod
    async def look(self, site: Site, subject: str) -> str | None:
        """What is there, in the form in which deeds hold it. What cannot be there yet, because an earlier
        deed will bring its program, is nothing. Raises HostError where it cannot be told."""


class Craft(Sight):
    """noun is what its subjects are."""

    noun: str
    is_wait: bool = False
    """Whether it changes nothing and only waits for what is wished: there is nothing to be undone, and what
    became of it is no matter after a crash."""

    can_stop: bool = False
    """Whether it heeds an error that its telling raises, at any time, and then leaves all as it was."""

    def accepts(self, deed: Deed, found: str | None) -> bool:
        """Whether what is there when it is done is what the deed was made from."""
        return self.is_same(deed.before, found)

    def is_same(self, expected: str | None, found: str | None) -> bool:
        """Whether what is there is what a deed calls so."""
        return expected == found

    @abstractmethod
    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        """Let be there what the deed leaves, whatever is there: done twice, or begun where another try was
        cut off, it comes to the same. Returns what is to be said beside that it was done, or "". Raises
        HostError."""

    @abstractmethod
    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        """The commands that would do the same."""

    def inverse(self, deed: Deed) -> Deed | None:
        """What undoes it; None where nothing has to be undone. Raises Refusal with the reason why it cannot
        be undone."""
        if self.is_wait:
            return None
        return msgspec.structs.replace(
            deed, before=deed.after, after=deed.before, sentence=_turned(deed.sentence)
        )

    def lines(self, state: str | None) -> list[str]:
        """What is there as a person reads it, to be compared line by line."""
        return state.splitlines() if state else []

    def marks(self, deed: Deed) -> Iterator[Mark]:
        """Its difference, line by line."""
        before, after = self.lines(deed.before), self.lines(deed.after)
        for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(2):
            for tag, from_a, to_a, from_b, to_b in group:
                if tag == "equal":
                    yield from (Mark(" ", line) for line in before[from_a:to_a])
                else:
                    yield from (Mark("-", line) for line in before[from_a:to_a])
                    yield from (Mark("+", line) for line in after[from_b:to_b])

    def differences(self, subject: str, expected: str | None, found: str | None) -> Iterator[Difference]:
        """What was to be there, and what is there instead."""
        if expected is None or found is None:
            if expected != found:
                told = ("there", "gone") if found is None else ("gone", "there")
                yield Difference(self.noun, subject, "", *told)
            return
        there, here = self.lines(expected), self.lines(found)
        matcher = SequenceMatcher(None, there, here, autojunk=False)
        for tag, from_a, to_a, from_b, to_b in matcher.get_opcodes():
            if tag != "equal":
                where = f"line {from_a + 1}"
                yield Difference(
                    self.noun, subject, where, "\n".join(there[from_a:to_a]), "\n".join(here[from_b:to_b])
                )


def _turned(sentence: str) -> str:
    return sentence.removeprefix("undo: ") if sentence.startswith("undo: ") else f"undo: {sentence}"
