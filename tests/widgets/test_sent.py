"""A line as it is sent shows what Textual's own way of sending it would."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ovntui.widgets.sent import sent

COLOURS = (None, "default", "red", "bright_blue", "#102030", "#e0e0e0")
STYLES = some.one_of(
    some.none(),
    some.builds(
        Style,
        color=some.sampled_from(COLOURS),
        bgcolor=some.sampled_from(COLOURS),
        bold=some.sampled_from((None, True, False)),
        underline=some.sampled_from((None, True)),
        reverse=some.sampled_from((None, True)),
        dim=some.sampled_from((None, True)),
    ),
)
LINES = some.lists(some.tuples(some.text("ab 界", min_size=1, max_size=4), STYLES), max_size=8)


def shown(sequence: str) -> list[object]:
    screen = pyte.Screen(80, 1)
    pyte.Stream(screen).feed(sequence + "!")  # with what comes behind it
    return [screen.buffer[0][x] for x in range(80)]


@pytest.mark.parametrize("system", ["truecolor", "256", "standard"])
@given(line=LINES)
def test_it_shows_the_same(system: str, line: list[tuple[str, Style | None]]) -> None:
    console = Console(color_system=system, force_terminal=True)  # type: ignore[arg-type]  # one of Rich's
    segments = [Segment(text, style) for text, style in line]
    assert shown(sent(Strip(segments), console)) == shown(Strip(segments).render(console))


def test_what_stays_as_it_is_is_not_said_again() -> None:
    console = Console(color_system="truecolor", force_terminal=True)
    ground = Style(color="#010203", bgcolor="#040506")
    strip = Strip([Segment("a", ground), Segment("b", ground), Segment("c", ground + Style(color="#070809"))])
    assert sent(strip, console) == "\x1b[38;2;1;2;3;48;2;4;5;6mab\x1b[38;2;7;8;9mc\x1b[0m"
