"""How a page paints what has changed on it: the lines themselves, in as few pieces as can be seen of them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from textual._compositor import Compositor, CompositorUpdate  # Textual offers no other way to paint
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ovntui.widgets.sent import sent

_NOTHING: Final = Strip([], 0)


class _Face(NamedTuple):
    """Of a line of the screen, what lies between two columns: nothing is before this widget there."""

    start: int
    end: int
    widget: Widget
    shown: Region
    """What is shown of the widget, where it is shown."""
    inside: tuple[int, int]
    """Where that begins within the widget."""


class _Piece(NamedTuple):
    x: int
    y: int
    strip: Strip


class PieceUpdate(CompositorUpdate):
    """Pieces of lines, each written where it belongs."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self.pieces = pieces

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for x, y, strip in self.pieces:
            yield Segment(f"\x1b[{y + 1};{x + 1}H", None, [])
            yield from strip

    def render_segments(self, console: Console) -> str:
        """What a terminal is to be sent."""
        return "".join([f"\x1b[{y + 1};{x + 1}H{sent(strip, console)}" for x, y, strip in self.pieces])


class PieceCompositor(Compositor):
    """Paints changes by the lines that widgets give.

    Textual's own has every widget near a change draw itself whole, and cuts all lines wherever any widget
    ends on them: what a widget keeps of a line, and what is sent for it, is worked out anew each time. Here
    only the lines wanted are asked for, and one that nothing lies before is sent as it is kept.
    """

    def __init__(self) -> None:
        super().__init__()
        self._faces: list[list[_Face]] = []
        self._arranged: object = None  # what the faces were found for: another one after each layout

    def render_partial_update(self) -> PieceUpdate | None:  # type: ignore[override]  # Textual's is one of pieces, too
        """What has changed since the last painting; None where nothing has."""
        regions, self._dirty_regions = self._dirty_regions, set()
        spans = [span for span in self._regions_to_spans(regions) if 0 <= span[0] < self.size.height]
        return PieceUpdate(list(self._pieces(spans))) if spans else None

    def _pieces(self, spans: Iterable[tuple[int, int, int]]) -> Iterator[_Piece]:
        if self._arranged is not self.visible_widgets:
            self._arranged, self._faces = self.visible_widgets, list(self._arrange_faces())
        seen: list[tuple[Widget, int, int, int, int]] = []
        lines = _Lines()
        for y, start, end in spans:
            for face in self._faces[y]:
                begin, stop, widget, shown, _ = face
                if begin < end and start < stop:
                    seen.append((widget, shown.x, y, max(start, begin), min(end, stop)))
                    lines.want(face, y)
        drawn = lines.draw()
        for widget, x, y, start, end in seen:
            strip = drawn[widget].get(y, _NOTHING)
            if start > x or end < x + strip.cell_length:
                strip = strip.crop(start - x, end - x)
            if strip.cell_length:
                yield _Piece(start, y, strip)

    def _arrange_faces(self) -> Iterator[list[_Face]]:
        """Of each line of the screen, what is seen of which widget, from left to right."""
        screen = self.size.region
        widgets = [
            (widget, region.intersection(clip).intersection(screen), region)
            for widget, (region, clip) in self.visible_widgets.items()  # from the front to the back
        ]
        for y in range(self.size.height):
            found: list[_Face] = []
            for widget, shown, region in widgets:
                if shown.y <= y < shown.bottom:
                    inside = (shown.x - region.x, shown.y - region.y)
                    for start, end in _free(found, shown.x, shown.right):
                        face = _Face(start, end, widget, shown, inside)
                        found.insert(bisect_right(found, start, key=lambda one: one.start), face)
            yield found


def _free(taken: list[_Face], start: int, end: int) -> list[tuple[int, int]]:
    """What of a stretch is not taken yet."""
    free = []
    for face in taken:
        if face.start >= end:
            break
        if face.end > start:
            if face.start > start:
                free.append((start, face.start))
            start = face.end
    if start < end:
        free.append((start, end))
    return free


class _Lines:
    """The lines of widgets that are wanted, asked for in runs of neighbours."""

    def __init__(self) -> None:
        self._wanted: dict[Widget, tuple[_Face, list[int]]] = {}

    def want(self, face: _Face, y: int) -> None:
        """A line of the screen is wanted of a widget; they are named from the top down."""
        lines = self._wanted.setdefault(face.widget, (face, []))[1]
        if not lines or lines[-1] != y:
            lines.append(y)

    def draw(self) -> dict[Widget, dict[int, Strip]]:
        """Have the widgets draw them: each line by its place, but for those that a widget is too low for."""
        drawn: dict[Widget, dict[int, Strip]] = {}
        for widget, (face, lines) in self._wanted.items():
            strips = drawn[widget] = {}
            begin = 0
            for at in range(1, len(lines) + 1):
                if at == len(lines) or lines[at] != lines[at - 1] + 1:
                    run = lines[begin:at]
                    left, top = face.inside
                    crop = Region(left, top + run[0] - face.shown.y, face.shown.width, len(run))
                    strips.update(zip(run, widget.render_lines(crop), strict=False))
                    begin = at
        return drawn
