"""Writing to a terminal: at once, behind what it did not take, and on open files that stay as they were."""

import os
import pty
import select
import tty
from collections.abc import Iterator

import pytest

from ovntui.widgets.writer import Writer


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """A terminal: the end that shows, and the one that is written to."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, theirs
    for end in (ours, theirs):
        os.close(end)


def read(end: int, count: int) -> bytes:
    """So many bytes, or what has come when nothing more does."""
    data = b""
    while len(data) < count and select.select([end], [], [], 20)[0]:
        data += os.read(end, 1 << 16)
    return data


def test_what_a_terminal_takes_is_there_when_it_is_written(ends: tuple[int, int]) -> None:
    ours, theirs = ends
    with os.fdopen(os.dup(theirs), "w") as file:
        writer = Writer(file)  # whose thread does not run
        writer.write("a line – 端")
        assert select.select([ours], [], [], 20)[0]
        assert os.read(ours, 100).decode() == "a line – 端"
        assert os.get_blocking(theirs)


def test_what_it_does_not_take_comes_later_and_in_order(ends: tuple[int, int]) -> None:
    ours, theirs = ends
    texts = [f"<{number}>" + "端" * 20_000 for number in range(9)]
    with os.fdopen(os.dup(theirs), "w") as file:
        writer = Writer(file)
        writer.start()
        for text in texts:
            writer.write(text)
        whole = "".join(texts).encode()
        assert read(ours, len(whole)) == whole
        writer.write("after")
        assert read(ours, 5) == b"after"
        writer.stop()


def test_a_file_that_is_no_terminal_is_written_to_by_the_thread() -> None:
    ours, theirs = os.pipe()
    with os.fdopen(ours, "rb"), os.fdopen(theirs, "w") as file:
        writer = Writer(file)
        writer.start()
        writer.write("one ")
        writer.write("two")
        writer.stop()
        assert os.read(ours, 100) == b"one two"
