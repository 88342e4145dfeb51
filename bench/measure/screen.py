"""What a terminal would show of the bytes that a console wrote.

Only what Textual writes is understood: cursor moves, colours, text, erasing. Each cell keeps its
character and its ground, so that the line under the cursor can be told by its colour.
"""

import codecs
import re
from typing import Final

from rich.cells import cell_len

_TOKEN: Final = re.compile(
    r"\x1b\[([0-9;:?<>=]*)[ -/]*([@-~])"  # a control sequence
    r"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"  # a string that is not shown
    r"|\x1b[ -/]*[0-~]"  # another escape
    r"|[\x00-\x1f\x7f]"
    r"|[^\x00-\x1f\x7f\x1b]+"
)
_CUT: Final = re.compile(r"\x1b(\[[^@-~]*|[\]P_^X][^\x07]*)?$")


class Screen:
    """A picture of so many lines of so many cells."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._text = [[" "] * width for _ in range(height)]
        self._ground = [[""] * width for _ in range(height)]
        self._x = self._y = 0
        self._paper = ""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._held = ""

    def line(self, y: int) -> str:
        """The text of a line."""
        return "".join(self._text[y])

    def ground(self, y: int, x: int) -> str:
        """The background of a cell, as its colour stands in the SGR sequence; "" for the default."""
        return self._ground[y][x]

    def lines(self) -> list[str]:
        """All lines."""
        return [self.line(y) for y in range(self.height)]

    def feed(self, data: bytes) -> None:
        """Take what was written."""
        text = self._held + self._decode(data)
        cut = _CUT.search(text)
        text, self._held = (text[: cut.start()], text[cut.start() :]) if cut else (text, "")
        for token in _TOKEN.finditer(text):
            word, final = token[0], token[2]
            if final is not None:
                self._control(token[1], final)
            elif word == "\r":
                self._x = 0
            elif word == "\n":
                self._y = min(self._y + 1, self.height - 1)
            elif word[0] >= " ":
                self._write(word)

    def _write(self, word: str) -> None:
        if self._y >= self.height:
            return
        cells = list(word) if word.isascii() else _cells(word)
        cells = cells[: max(0, self.width - self._x)]
        end = self._x + len(cells)
        self._text[self._y][self._x : end] = cells
        self._ground[self._y][self._x : end] = [self._paper] * len(cells)
        self._x = end

    def _control(self, numbers: str, final: str) -> None:
        if final == "H":
            row, _, column = numbers.partition(";")
            self._y, self._x = int(row or 1) - 1, int(column or 1) - 1
        elif final == "m":
            self._colours(numbers.split(";"))
        elif final == "J":
            self._text = [[" "] * self.width for _ in range(self.height)]
            self._ground = [[""] * self.width for _ in range(self.height)]

    def _colours(self, codes: list[str]) -> None:
        at = 0
        while at < len(codes):
            code = codes[at]
            if code in ("38", "48"):
                length = 5 if codes[at + 1 : at + 2] == ["2"] else 3
                if code == "48":
                    self._paper = ";".join(codes[at + 1 : at + length])
                at += length
                continue
            if code in ("", "0", "49"):
                self._paper = ""
            elif code.isdigit() and (40 <= int(code) <= 47 or 100 <= int(code) <= 107):
                self._paper = code
            at += 1


def _cells(word: str) -> list[str]:
    """One entry a cell: a wide character leaves an empty one behind it, a mark joins what is before."""
    cells: list[str] = []
    for character in word:
        width = cell_len(character)
        if width:
            cells += [character, *[""] * (width - 1)]
        elif cells:
            cells[-1] += character
    return cells
