"""What a pen keeps of a line is what cutting the whole line would."""

from hypothesis import given
from hypothesis import strategies as some
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ovntui.widgets.pen import Pen

PAPER, INK = Style(bgcolor="#010101"), (Style(color="red"), Style(color="blue"))
WORDS = some.lists(some.tuples(some.text("ab界", min_size=1, max_size=9), some.sampled_from(INK)), max_size=9)


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    return [(one, style) for text, style, _ in strip for one in text]


@given(words=WORDS, x=some.integers(0, 30), room=some.integers(1, 40), frozen=some.integers(0, 12))
def test_it_keeps_what_is_in_view(words: list[tuple[str, Style]], x: int, room: int, frozen: int) -> None:
    frozen = min(frozen, room)
    whole = Strip([Segment(text, style) for text, style in words])
    parts = Strip.join([whole.crop(0, frozen), whole.crop(frozen + x, room + x)])
    pen = Pen(frozen, x, room)
    for text, style in words:
        width = cell_len(text)
        if pen.sees(width):
            pen.write(text, width, style)
        else:
            pen.skip(width)
    strip = pen.strip(room + 1, PAPER)
    assert strip.cell_length == sum(segment.cell_length for segment in strip) == room + 1
    assert cells(strip) == cells(parts.adjust_cell_length(room + 1, PAPER))


def test_what_is_out_of_view_is_not_asked_for() -> None:
    pen = Pen(frozen=2, x=4, room=6)
    seen = []
    for width in (2, 2, 2, 2, 2, 2):
        seen.append(pen.sees(width))
        pen.skip(width)
    assert seen == [True, False, False, True, True, False]
