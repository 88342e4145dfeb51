"""A line written from left to right, of which a part is in view."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ovntui.widgets.fit import ELLIPSIS


class Pen:
    """Keeps of what is written the first `frozen` cells, and what follows after x cells that are scrolled
    away, up to `room` cells in all. What nobody sees need not be written: it can be skipped."""

    def __init__(self, frozen: int, x: int, room: int) -> None:
        self._frozen = frozen
        self._begin = frozen + x
        self._end = room + x
        self._at = 0
        self._kept = 0
        self._segments: list[Segment] = []

    def sees(self, width: int) -> bool:
        """Whether anything is in view of what is written next."""
        return self._at < self._frozen or (self._begin < self._at + width and self._at < self._end)

    def skip(self, width: int) -> None:
        """Leave out so many cells, none of them in view."""
        self._at += width

    def write(self, text: str, width: int, style: Style) -> None:
        """Write a text that fills so many cells."""
        at = self._at
        self._at = end = at + width
        if (self._begin <= at or end <= self._frozen) and end <= self._end:
            self._keep(Segment(text, style), width)
            return
        for first, last in ((at, min(end, self._frozen)), (max(at, self._begin), min(end, self._end))):
            if first < last:
                self._keep(Segment(_part(text, first - at, last - at), style), last - first)

    def fill(self, end: int, style: Style) -> None:
        """Write blanks up to a cell."""
        if end > self._at:
            self.write(" " * (end - self._at), end - self._at, style)

    def strip(self, width: int, paper: Style) -> Strip:
        """What was kept, filled up or cut to so many cells."""
        if self._kept < width:
            self._segments.append(Segment(" " * (width - self._kept), paper))
        strip = Strip(self._segments, max(width, self._kept))
        return strip if self._kept <= width else strip.crop(0, width)

    def _keep(self, segment: Segment, width: int) -> None:
        self._segments.append(segment)
        self._kept += width


def _part(text: str, start: int, end: int) -> str:
    """The part of a text between two cells; of a wide character that is cut a blank is left."""
    if text.replace(ELLIPSIS, "").isascii():
        return text[start:end]
    return Strip([Segment(text)]).crop(start, end).text
