"""Ten thousand hostile names in a real database, through every page of the console."""

import unicodedata
from functools import partial

from ovntui.safetext import SafeText
from ovntui.settings import NORTHBOUND
from ovntui.widgets.fit import clip
from tests.console.hostile import names, northbound
from tests.console.stage import cloud
from tests.console.terminal import OVNTUI, SEQUENCE, Terminal

COUNT = 10_000


def test_distinct_names_stay_distinct() -> None:
    """As they are drawn in a column that is wide, and the long ones in a narrow one too."""
    given = names(COUNT)
    assert len(set(given)) == COUNT
    drawn = {clip(SafeText(name), 600)[0] for name in given}
    assert len(drawn) == COUNT
    long = [name for name in given if len(name) == 65_536]
    assert len(long) == 6
    assert len({clip(SafeText(name), 20)[0] for name in long}) == 6


async def test_through_every_page() -> None:
    given = names(COUNT)
    async with cloud() as served:
        for rows in northbound(given):
            await served.central.transact(NORTHBOUND, *rows.operations)
        remote = served.central.unix
        with Terminal(OVNTUI, "--nb", remote, "--sb", remote, size=(160, 50)) as terminal:
            terminal.until(lambda: "10,000" in terminal.text, "the first screen", 120)
            walk(terminal)
            assert terminal.process.poll() is None, "nothing but a key ends it"
            terminal.press("\x11")
            assert terminal.ended(60) == 0
            check(terminal.output)


def walk(terminal: Terminal) -> None:
    """Every page, every line of the ports, details, a filter, the palette, a copy, the dialogs."""
    for key in "235678904":
        terminal.press(key)
        terminal.until(partial(quiet_after, terminal), f"page {key}", 60)
    terminal.until(lambda: "10,000 of 10,000" in terminal.text, "all ports", 120)
    for _ in range(COUNT // 40):
        before = len(terminal.output)
        terminal.press("\x1b[6~")
        terminal.until(lambda before=before: len(terminal.output) > before, "a page down", 60)  # type: ignore[misc]  # bound now
    for keys in (
        "d",
        "y",
        "c",
        "x\x1b",
        "?\x1b",
        "o\x1b",
        "s",
        "/",
        "click\r",
        "j" * 20,
        "\r",
        "-",
        ":",  # what is typed before the palette is there are keys of the page
        "click",
        "\x1b",
    ):
        terminal.press(keys)
        terminal.until(partial(quiet_after, terminal), f"after {keys!r}", 60)


def quiet_after(terminal: Terminal) -> bool:
    """Once it has written something and then, but for the status line, nothing for a moment."""
    before = len(terminal.output)
    terminal._read(0.3)
    return 0 < len(terminal.output) - before < 2000 or len(terminal.output) == before


def check(output: bytes) -> None:
    """Only Textual's own sequences left, copies of the operator's aside, and text."""
    rest = SEQUENCE.sub(b"", output)
    copies = rest.split(b"\x1b]52;c;")
    rest = copies[0] + b"".join(copy.partition(b"\x07")[2] for copy in copies[1:])
    assert len(copies) - 1 <= 2, "y and c were pressed once each"
    assert b"\x1b" not in rest, rest[max(0, rest.index(b"\x1b") - 60) :][:120]
    assert b"Traceback" not in rest
    text = rest.decode()
    hidden = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")} - {"\n", "\r"}
    assert not hidden, hidden
