"""A titled box of lines, as the overview is made of: what is, in cells, some of which lead on."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar, TypeAlias, Unpack

import msgspec
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip

from ovntui.cloud.cells import Cell, Door, Listing
from ovntui.widgets.fit import clip, fit
from ovntui.widgets.lines import CELL, LineView, Names
from ovntui.widgets.messages import Opened


class Part(msgspec.Struct, frozen=True):
    """One cell of a line. width is in terminal cells, 0 for what the text takes; the part that grows
    takes what is left of the line, or gives what is missing."""

    cell: Cell
    door: Door | Listing | None = None
    width: int = 0
    right: bool = False
    grow: bool = False


Line: TypeAlias = tuple[Part, ...]


class Panel(LineView, can_focus=True, inherit_bindings=False):
    """Lines in a box. Arrows go from door to door, and on to the next panel behind the last one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="panel.open", show=False),
        Binding("c", "copy", "Copy", id="panel.copy", show=False),
        Binding("up,k", "line(-1)", "Up", id="panel.up", show=False),
        Binding("down,j", "line(1)", "Down", id="panel.down", show=False),
        Binding("left,h", "door(-1)", "Previous", id="panel.previous", show=False),
        Binding("right,l", "door(1)", "Next", id="panel.next", show=False),
        Binding("home,g", "end(False)", "First", id="panel.first", show=False),
        Binding("end,G", "end(True)", "Last", id="panel.last", show=False),
    ]
    DEFAULT_CSS = """
    Panel {
        height: auto;
        overflow-x: hidden;
        scrollbar-gutter: auto;
        border: round $foreground 30%;
        border-title-color: $text-muted;
        border-title-style: bold;
        padding: 0 1;

        &:focus { border: round $border; border-title-color: $text-primary; }
        &:ansi { border: round ansi_bright_black; border-title-color: ansi_default; }
        &:ansi:focus { border: round $border; border-title-style: bold reverse; }
        &:nocolor:focus { border-title-style: bold reverse; }
    }
    """

    def __init__(self, title: str, lines: Sequence[Line] = (), **names: Unpack[Names]) -> None:
        self._lines: tuple[Line, ...] = ()
        self._doors: list[tuple[int, int]] = []
        self._at = 0
        self._drawn: dict[int, tuple[tuple[int, ...], Strip]] = {}
        super().__init__(**names)
        self.border_title = Content(title)
        self.show(lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines. The cursor stays on its door where that is still there."""
        if tuple(lines) == self._lines:
            return
        before, old = self.cursor_part, self._lines
        self._lines = tuple(lines)
        there = set(map(id, self._lines))
        self._drawn = {line: drawn for line, drawn in self._drawn.items() if line in there}
        self._doors = [
            (line, number)
            for line, parts in enumerate(self._lines)
            for number, part in enumerate(parts)
            if part.door is not None
        ]
        at, doors = self._at, [self._part(place).door for place in self._doors]
        if before is not None and before.door in doors:
            self._at = doors.index(before.door)
        self._at = max(0, min(self._at, len(self._doors) - 1))
        extent = Size(max(0, self.size.width), len(self._lines))
        grown = extent.height != self.virtual_size.height
        self.virtual_size = extent
        if grown or self._at != at:
            self.refresh(layout=grown)
            return
        top, height = self.scroll_offset.y, self.size.height
        seen = zip(old[top : top + height], self._lines[top : top + height], strict=False)
        y = 0
        for differs, several in groupby(was != now for was, now in seen):
            count = len(list(several))
            if differs:
                self.repaint(y, count)
            y += count

    @property
    def cursor_part(self) -> Part | None:
        """The part under the cursor, or None where nothing leads on."""
        return self._part(self._doors[self._at]) if self._doors else None

    def action_door(self, steps: int) -> None:
        """Go to the next door, or to the next panel behind the last one."""
        self._go(self._at + steps)

    def action_line(self, step: int) -> None:
        """Go to the next line that has a door, as straight below as there is one."""
        if not self._doors:
            self._go(self._at + step)
            return
        line, number = self._doors[self._at]
        beyond = [place for place in self._doors if (place[0] - line) * step > 0]
        if not beyond:
            self._go(len(self._doors) if step > 0 else -1)
            return
        next_line = beyond[0][0] if step > 0 else beyond[-1][0]
        nearest = min((p for p in beyond if p[0] == next_line), key=lambda place: abs(place[1] - number))
        self._go(self._doors.index(nearest))

    def action_end(self, last: bool) -> None:
        """Go to the first or the last door."""
        if self._doors:
            self._go(len(self._doors) - 1 if last else 0)

    def action_open(self) -> None:
        """Go through the door."""
        part = self.cursor_part
        if part is not None and part.door is not None:
            self.post_message(Opened(part.door))

    def action_copy(self) -> None:
        """Copy what the cursor stands on."""
        part = self.cursor_part
        if part is not None:
            self.copy(part.cell.text)

    def on_click(self, event: events.Click) -> None:
        """A click on a door opens it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = self.scroll_offset.y + offset.y
        if line >= len(self._lines):
            return
        x = 0
        for number, (part, width) in enumerate(self._widths(self._lines[line])):
            if x <= offset.x < x + width and part.door is not None:
                self._go(self._doors.index((line, number)))
                self.action_open()
            x += width + 1

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor hides."""
        self.refresh()

    def forget_lines(self) -> None:
        """Drop the lines that were drawn."""
        self._drawn.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines with their box. Those that only move, as what has happened does when more happens, are kept
        as they were drawn."""
        width, height = self.outer_size
        inside = range(self.gutter.top, height - self.gutter.bottom)
        first = self.scroll_offset.y - self.gutter.top
        here = self._doors[self._at] if self._doors and self.has_focus else (-1, -1)
        sizes, strips = (width, self.room), []
        for y in crop.line_range:
            number = first + y
            if y not in inside or number >= len(self._lines):
                strips += super().render_lines(Region(0, y, width, 1))
                continue
            line, state = id(self._lines[number]), (*sizes, here[1] if number == here[0] else -1)
            kept = self._drawn.get(line)
            if kept is None or kept[0] != state:
                kept = self._drawn[line] = (state, super().render_lines(Region(0, y, width, 1))[0])
            strips.append(kept[1])
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """A line of cells."""
        number = self.scroll_offset.y + y
        if number >= len(self._lines):
            return self.blank()
        here = self._doors[self._at] if self._doors and self.has_focus else None
        segments: list[Segment] = []
        for index, (part, width) in enumerate(self._widths(self._lines[number])):
            style = self.paper + self.mood(part.cell.mood)
            if (number, index) == here:
                style += self.ground(CELL)
            segments.append(Segment(fit(part.cell.text, width, part.right), style))
            segments.append(Segment(" ", self.paper))
        return self.filled(segments)

    def _widths(self, line: Line) -> list[tuple[Part, int]]:
        room = self.room
        widths = [part.width or clip(part.cell.text, room)[1] for part in line]
        left = room - sum(widths) - max(0, len(widths) - 1)
        for index, part in enumerate(line):
            if part.grow:
                more = max(left, min(0, 1 - widths[index]))
                widths[index] += more
                left -= more
                break
        for index in range(len(line) - 1, -1, -1):  # what still does not fit is cut from the end
            less = max(0, min(-left, widths[index]))
            widths[index] -= less
            left += less
        return list(zip(line, widths, strict=True))

    def _part(self, place: tuple[int, int]) -> Part:
        line, number = place
        return self._lines[line][number]

    def _go(self, index: int) -> None:
        if index < 0:
            self.screen.focus_previous()
        elif index >= len(self._doors):
            self.screen.focus_next()
        else:
            self._at = index
            line, top, height = self._doors[index][0], self.scroll_offset.y, max(1, self.size.height)
            if not top <= line < top + height:
                self.scroll_quietly(y=line if line < top else line - height + 1)
        self.refresh()
