"""The pane beside a table: everything about one record, and where each of its values leads."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final, Unpack

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from ovntui.cloud.cells import Field, Mood, Section
from ovntui.safetext import SafeText
from ovntui.widgets.fit import clip, fit, wrap
from ovntui.widgets.lines import CELL, CURSOR, HEADING, LABEL, MARK, LineView, Names
from ovntui.widgets.messages import Opened

_TITLE: Final = 1
"""Lines that stay at the top."""
_WIDEST_LABEL: Final = 24
_LONGEST: Final = 4000
"""Characters of one value that are shown; copying it takes them all."""
_DOOR: Final = " ›"


@dataclass(frozen=True, slots=True)
class _Place:
    """A field and where it stands: what it is called across updates, its first line, its value's lines."""

    name: str
    alias: str
    field: Field
    line: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the pane: a heading (place is None), or the nth line of a field."""

    heading: str
    place: int | None
    nth: int = 0


class DetailPane(LineView, can_focus=True, inherit_bindings=False):
    """A record's title, sections and fields. Its cursor goes from field to field.

    A record shown again in another state is updated in place: scroll and cursor stay with their
    fields, and values that changed are marked for mark_seconds (0: not at all).
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="details.open", show=False),
        Binding("c", "copy", "Copy", id="details.copy", tooltip="Copy this value"),
        Binding("up,k", "move(-1)", "Up", id="details.up", show=False),
        Binding("down,j", "move(1)", "Down", id="details.down", show=False),
        Binding("pageup,ctrl+b", "page(-1.0)", "Page up", id="details.page_up", show=False),
        Binding("pagedown,ctrl+f", "page(1.0)", "Page down", id="details.page_down", show=False),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", id="details.half_up", show=False),
        Binding("ctrl+d", "page(0.5)", "Half a page down", id="details.half_down", show=False),
        Binding("home,g", "end(False)", "First", id="details.first", show=False),
        Binding("end,G", "end(True)", "Last", id="details.last", show=False),
    ]
    DEFAULT_CSS = """
    DetailPane { overflow: hidden scroll; }
    """

    def __init__(self, *, mark_seconds: float = 2.0, **names: Unpack[Names]) -> None:
        self._key: str | None = None
        self._title = SafeText("")
        self._sections: tuple[Section, ...] = ()
        self._places: list[_Place] = []
        self._lines: list[_Line] = []
        self._label_width = self._room = 0
        self._at = 0
        self._mark_seconds = mark_seconds
        self._drawn: dict[int, Strip] = {}
        super().__init__(**names)

    def show(self, key: str | None, title: SafeText, sections: tuple[Section, ...] = ()) -> None:
        """Show a record. The key tells whether it is the one that is already shown; None is nothing."""
        same = key is not None and key == self._key
        before, top = self._places, self._line(self.scroll_offset.y)
        at = self._place_at(self._at)
        above = None if top is None or top.place is None else before[top.place]
        offset = 0 if above is None else self.scroll_offset.y - above.line
        self._key, self._title, self._sections = key, title, sections
        self._break_lines()
        if not same:
            self._at = 0
            self.unmark_all()
            self.scroll_quietly(y=0)
            self._repaint_what_differs()
            return
        found = self._find(at)
        self._at = found if found is not None else max(0, min(self._at, len(self._places) - 1))
        stays = self._find(above)
        if stays is not None:
            self.scroll_quietly(y=self._places[stays].line + offset)
        if self._mark_seconds:
            texts = {place.name: place.field.cell for place in before}
            for place in self._places:
                told = texts.get(place.name, place.field.cell)
                if told != place.field.cell and not place.field.lively:
                    self.mark(place.name, ("value",), self._mark_seconds)
        self._repaint_what_differs()

    @property
    def cursor_field(self) -> Field | None:
        """The field under the cursor."""
        place = self._place_at(self._at)
        return None if place is None else place.field

    def action_move(self, fields: int) -> None:
        """Move the cursor by so many fields; within a value that is longer than the pane, by lines."""
        place = self._place_at(self._at)
        if place is None:
            self.scroll_quietly(y=self.scroll_offset.y + fields)
            return
        top, height = self.scroll_offset.y, max(1, self.size.height - _TITLE)
        if fields > 0 and place.line + len(place.values) > top + height > place.line:
            self.scroll_quietly(y=top + 1)
        elif fields < 0 and place.line < top < place.line + len(place.values):
            self.scroll_quietly(y=top - 1)
        else:
            self._go(self._at + fields)

    def action_page(self, pages: float) -> None:
        """Move by so many pages: the view, and the cursor with it."""
        lines = round(pages * max(1, self.size.height - _TITLE))
        place = self._place_at(self._at)
        if place is None:
            return
        target = max(0, min(place.line + lines, len(self._lines) - 1))
        self.scroll_quietly(y=self.scroll_offset.y + lines)
        near = min(range(len(self._places)), key=lambda index: abs(self._places[index].line - target))
        self._go(near, follow=self._places[near].line != place.line)

    def action_end(self, last: bool) -> None:
        """Go to the first or the last field."""
        self._go(len(self._places) - 1 if last else 0)
        if not last:
            self.scroll_quietly(y=0)

    def action_open(self) -> None:
        """Go where the value leads."""
        field = self.cursor_field
        if field is not None and field.door is not None:
            self.post_message(Opened(field.door, self._key))

    def action_copy(self) -> None:
        """Copy the whole value."""
        field = self.cursor_field
        if field is not None:
            self.copy(field.cell.text)

    def on_click(self, event: events.Click) -> None:
        """A click opens the value's door, or selects a field that leads nowhere."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < _TITLE:
            return
        line = self._line(self.scroll_offset.y + offset.y - _TITLE)
        if line is not None and line.place is not None:
            self._go(line.place)
            self.action_open()

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor hides."""
        self.refresh()

    def on_mount(self) -> None:
        """The width is known."""
        self._break_lines()

    def on_resize(self) -> None:
        """Lines break anew."""
        self._break_lines()
        self.refresh()

    def repaint_named(self, lines: Collection[str]) -> None:
        """Draw anew what is marked no longer."""
        if lines:
            self._repaint_what_differs()

    def _repaint_what_differs(self) -> None:
        """Of two records beside each other most lines are alike, and a line costs Textual ten times what it
        costs us to find that out."""
        for y in range(self.size.height):
            if self._draw(y) != self._drawn.get(y):
                self.repaint(y)

    def render_line(self, y: int) -> Strip:
        """The title, or a line of the record."""
        strip = self._drawn[y] = self._draw(y)
        return strip

    def _draw(self, y: int) -> Strip:
        if y < _TITLE:
            style = self.paper + self.ink(HEADING) + self.mood_of_names()
            return self.filled([Segment(fit(f" {self._title}", self._room), style)])
        line = self._line(self.scroll_offset.y + y - _TITLE)
        if line is None:
            return self.blank()
        if line.place is None:
            return self.filled([Segment(fit(f" {line.heading}", self._room), self.paper + self.ink(HEADING))])
        return self._value_line(line.place, line.nth)

    def _value_line(self, index: int, nth: int) -> Strip:
        place = self._places[index]
        field, last = place.field, nth == len(place.values) - 1
        here = index == self._at and self.has_focus
        paper = self.paper + self.ground(CURSOR) if here else self.paper
        mood = Mood.NAME if field.door is not None and field.cell.mood is Mood.PLAIN else field.cell.mood
        style = paper + self.mood(mood)
        if self.marked(place.name):
            style += self.ground(MARK)
        if here:
            style += self.ground(CELL)
        label = fit(field.label if nth == 0 else "", self._label_width)
        text, _ = clip(place.values[nth], max(1, self._room - self._label_width - 4))
        segments = [Segment(f" {label}  ", paper + self.ink(LABEL)), Segment(text, style)]
        if field.door is not None and last:
            segments.append(Segment(_DOOR, paper + self.ink(LABEL)))
        return self.filled(segments, paper)

    def _break_lines(self) -> None:
        room = self._room = self.room
        labels = [clip(f.label, _WIDEST_LABEL)[1] for s in self._sections for f in s.fields]
        self._label_width = max(0, min(max(labels, default=0), room * 3 // 10))
        width = max(1, room - self._label_width - 3 - len(_DOOR))
        self._places, self._lines = [], []
        seen: dict[str, int] = {}
        for section in self._sections:
            if self._lines:
                self._lines.append(_Line("", None))
            if section.title:
                self._lines.append(_Line(section.title, None))
            for field in section.fields:
                alias = f"{section.title}\0{field.label}"
                name = f"{alias}\0{field.door}"
                seen[name] = seen.get(name, -1) + 1
                text = field.cell.text
                shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
                values = tuple(wrap(shown, width))
                index = len(self._places)
                place = _Place(f"{name}\0{seen[name]}", alias, field, len(self._lines), values)
                self._places.append(place)
                self._lines.extend(_Line("", index, nth) for nth in range(len(values)))
        self.set_extent(Size(room, len(self._lines) + _TITLE))

    def _line(self, number: int) -> _Line | None:
        return self._lines[number] if 0 <= number < len(self._lines) else None

    def _place_at(self, index: int) -> _Place | None:
        return self._places[index] if 0 <= index < len(self._places) else None

    def _find(self, wanted: _Place | None) -> int | None:
        """Where a field stands now: the one of the same name and door, or else of the same name."""
        if wanted is None:
            return None
        for index, place in enumerate(self._places):
            if place.name == wanted.name:
                return index
        for index, place in enumerate(self._places):
            if place.alias == wanted.alias:
                return index
        return None

    def _go(self, index: int, follow: bool = True) -> None:
        self._at = max(0, min(index, len(self._places) - 1))
        place = self._place_at(self._at)
        if place is not None and follow:
            top, height = self.scroll_offset.y, max(1, self.size.height - _TITLE)
            bottom = place.line + min(len(place.values), height)
            if place.line < top:
                heading = place.line > 0 and self._lines[place.line - 1].place is None
                self.scroll_quietly(y=place.line - heading)
            elif bottom > top + height:
                self.scroll_quietly(y=bottom - height)
        self.refresh()
