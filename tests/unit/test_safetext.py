"""Text that a terminal shows and never obeys."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.safetext import SafeText

OBEYED = {
    *range(0x20),
    *range(0x7F, 0xA0),
    0x61C,
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFE00, 0xFE10),
    *range(0xE0000, 0xE1000),
}
"""What a terminal obeys, hides, or lets change the direction of other text."""


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x00\t\n\r\x7f", "␀␉␊␍␡"),
        ("\x9b31m", "⟨9b⟩31m"),
        ("safe\u202egnp.exe", "safe⟨202e⟩gnp.exe"),
        ("in\u200bvisible", "in⟨200b⟩visible"),
        ("[red]x[/]", "[red]x[/]"),
        ("数据库 שרת café", "数据库 שרת café"),
        ("\u0301mark", "◌\u0301mark"),
        ("\ud800", "⟨d800⟩"),
        ("cafe\u0301", "cafe⟨301⟩"),
        ("\u212b", "⟨212b⟩"),
        ("\u1112\u1161\u11ab", "\u1112⟨1161⟩\u11ab"),
        ("no\u00a0break", "no⟨a0⟩break"),
    ],
)
def test_what_is_obeyed_or_hidden_becomes_visible(raw: str, shown: str) -> None:
    assert SafeText(raw) == shown


@given(st.text(st.characters(codec=None), max_size=200))
def test_nothing_that_is_obeyed_is_left(raw: str) -> None:
    safe = SafeText(raw)
    assert not {ord(character) for character in safe} & OBEYED
    assert SafeText(safe) == safe
    safe.encode()


def test_no_format_character_at_all_is_left() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            assert character not in SafeText(f"a{character}"), f"{code:x}"


@given(st.text(max_size=50), st.text(max_size=50))
def test_names_that_differ_in_what_is_hidden_still_differ(left: str, right: str) -> None:
    hidden = {c for c in left + right if ord(c) in OBEYED}
    if (
        left != right
        and not set("⟨⟩◌") & set(left + right)
        and not any("␀" <= c <= "␡" for c in left + right)
    ):
        assert SafeText(left) != SafeText(right), hidden


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_twins_in_unicodes_other_forms_are_told_apart(name: str) -> None:
    for form in ("NFC", "NFD"):
        twin = unicodedata.normalize(form, name)
        if twin != name and not set("⟨⟩◌") & set(name):
            assert SafeText(twin) != SafeText(name)
    assert unicodedata.is_normalized("NFC", SafeText(name))
