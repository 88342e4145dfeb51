"""Whether an audit is as it was written."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from ovntui.plans.audit import FIRST, Audit, checksum, decode
from ovntui.plans.errors import JournalError


@dataclass(frozen=True, slots=True)
class Verified:
    """How many lines follow from one another, the checksum of the last of them, and what is wrong behind it,
    in a sentence, if anything is."""

    lines: int
    last: str
    wrong: str = ""

    def __str__(self) -> str:
        if self.wrong:
            return f"{self.wrong}; the {self.lines} lines before are as they were written"
        return f"{self.lines} lines, each as it was written; the last is {self.last}"


def verify(path: Path) -> Verified:
    """Read an audit from its first line on. Raises JournalError where it cannot be read."""
    sums = [FIRST]
    try:
        with path.open("rb") as file:
            for raw in file:
                wrong = _wrong(raw, sums)
                if wrong:
                    return Verified(len(sums) - 1, sums[-1], wrong)
                sums.append(checksum(raw[:-1]))
        return Verified(len(sums) - 1, sums[-1], _against_mark(Audit(path).mark, sums))
    except OSError as error:
        raise JournalError(f"the audit {path} cannot be read: {error.strerror}") from error


def _wrong(raw: bytes, sums: list[str]) -> str:
    """What is wrong with a line behind those of these checksums."""
    number = len(sums)
    if not raw.endswith(b"\n"):
        return f"line {number} is cut off"
    try:
        line = decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return f"line {number} is none that ovntui wrote"
    if line.number == number:
        return "" if line.before == sums[-1] else f"line {number - 1 or 1} was changed after it was written"
    if line.before in sums:
        return f"line {number} is in another order or told twice: it was written as line {line.number}"
    return f"lines are missing before line {number}: it was written as line {line.number}"


def _against_mark(mark: Path, sums: list[str]) -> str:
    """The mark is written after its line: it may be one line behind, never ahead."""
    last = len(sums) - 1
    try:
        number, _, found = mark.read_text(errors="replace").strip().partition(" ")
    except FileNotFoundError:
        return f"there is no {mark.name}: whether the end is missing cannot be told" if last else ""
    if not (number.isascii() and number.isdigit()):
        return f"{mark.name} is damaged"
    if int(number) > last:
        return f"the end is missing: {number} lines were written"
    if found != sums[int(number)]:
        return f"line {number} was changed after it was written"
    return "" if last - int(number) <= 1 else f"lines were added behind line {number}, and not by ovntui"
