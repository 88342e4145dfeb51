"""What leaves for a terminal: the console's own sequences, and text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.output import filtered

OURS = (
    "\x1b[?1049h",
    "\x1b[?1049l",
    "\x1b[?25l",
    "\x1b[?2026$p",
    "\x1b[?2026h",
    "\x1b[>25u",
    "\x1b[<u",
    "\x1b[12;80H",
    "\x1b[1;38;5;75;48;5;16m",
    "\x1b[38;2;1;2;3m",
    "\x1b[0m",
    "\x1b[2J",
    "\x1b[J",
    "\x1b[3A\r",
    "\n",
)
"""What Textual sends."""

TOKEN = re.compile(
    r"\x1b\[[0-9;:]*[A-DHJKm]|\x1b\[\?[0-9]+(?:[hl]|\$p)|\x1b\[[<>=][0-9]*u|\x1b\[6n|[\n\r]|[^\x00-\x1f\x7f-\x9f]"
)


@pytest.mark.parametrize("sequence", [*OURS, "\x07", "\x1b]22;pointer\x07"])
def test_our_own_passes(sequence: str) -> None:
    assert filtered(sequence) == sequence
    if sequence in OURS:
        assert filtered(f"text{sequence}ünd 数据") == f"text{sequence}ünd 数据"


@pytest.mark.parametrize(
    ("stray", "shown"),
    [
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇"),
        ("\x1b]8;;https://example.net\x1b\\x", "␛]8;;https://example.net␛\\x"),
        ("\x1bP1$r0m\x1b\\", "␛P1$r0m␛\\"),
        ("\x1b_x\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\", "␛_x␛\\␛^x␛\\␛Xx␛\\"),
        ("\x9b31m\x9d0;x\x9c", "⟨9b⟩31m⟨9d⟩0;x⟨9c⟩"),
        ("\x1bc\x1b(0\x1b#8", "␛c␛(0␛#8"),
        ("\x1b[5i\x1b[c\x1b[21t\x1b[20h", "␛[5i␛[c␛[21t␛[20h"),
        ("\x1b]22;pointer\x07 and more", "␛]22;pointer␇ and more"),
        ("bell\x07", "bell␇"),
        ("\x1b", "␛"),
        ("a\tb\x00\x08", "a␉b␀␈"),
        ("a\u202eb", "a⟨202e⟩b"),
    ],
)
def test_all_else_is_shown(stray: str, shown: str) -> None:
    assert filtered(stray) == shown


def test_the_clipboard_only_for_a_copy() -> None:
    copy = "\x1b]52;c;ZXZpbA==\x07"
    assert filtered(copy, copies=True) == copy
    assert filtered(f"x{copy}", copies=True) == "x␛]52;c;ZXZpbA==␇"
    assert filtered("\x1b]52;c;?\x07", copies=True) == "␛]52;c;?␇", "nothing is ever read from it"
    assert filtered("\x1b]0;x\x07", copies=True) == "␛]0;x␇"


pieces = st.one_of(
    st.sampled_from(OURS),
    st.text(st.characters(codec=None), max_size=20),
    st.sampled_from(
        ["\x1b", "\x1b]", "\x1b[", "\x1bP", "\x9b", "\x9d", "\x07", "\x1b\\", "52;c;", "?", "31m"]
    ),
)


@given(st.lists(pieces, max_size=20).map("".join))
def test_nothing_else_ever_passes(data: str) -> None:
    passed = filtered(f"x{data}")  # by itself a bell may ring
    assert not TOKEN.sub("", passed)
    assert not [c for c in passed if unicodedata.category(c) in ("Cf", "Cs", "Zl", "Zp")]
    assert filtered(passed) == passed


@given(st.lists(st.one_of(st.sampled_from(OURS), st.text("abcäöü 数据🦊│─")), max_size=20).map("".join))
def test_what_is_ours_is_not_touched(data: str) -> None:
    assert filtered(data) == data
