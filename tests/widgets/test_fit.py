"""Text of any script in exactly so many cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

import ovntui.widgets.fit
from ovntui.safetext import SafeText
from ovntui.widgets.fit import clip, fit, wrap

texts = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab 端口e\u0301\u05d0\u05d1ñ…", max_size=60),
)


@given(texts, st.integers(0, 40), st.booleans())
def test_any_text_fills_its_column_exactly(raw: str, width: int, right: bool) -> None:
    assert cell_len(fit(SafeText(raw), width, right)) == width


@given(texts, st.integers(1, 40))
def test_clipping_keeps_what_fits_and_says_what_it_leaves_out(raw: str, width: int) -> None:
    text = SafeText(raw)
    clipped, used = clip(text, width)
    assert cell_len(clipped) == used <= width
    if clipped != text:
        assert clipped.endswith("…")
        assert text.startswith(clipped[:-1])


@given(texts, st.integers(2, 40))
def test_wrapping_loses_nothing_but_the_spaces_it_breaks_at(raw: str, width: int) -> None:
    text = SafeText(raw)
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("web-1", 5, "web-1"),
        ("web-12", 5, "web-…"),
        ("端口一", 5, "端口…"),
        ("端口一二", 6, "端口… "),
        ("端口", 1, "…"),
        ("e\u0301e\u0301", 2, "e\u0301e\u0301"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("anything", 0, ""),
        ("", 3, "   "),
        ("\u05d0\u05d1\u05d2", 2, "\u05d0…"),
    ],
)
def test_examples(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


def test_numbers_stand_right() -> None:
    assert fit("42", 5, right=True) == "   42"


def test_lines_break_at_a_space_near_their_end() -> None:
    assert wrap("52:54:00:c4:a1:03 172.16.0.201", 20) == ["52:54:00:c4:a1:03", "172.16.0.201"]


@pytest.mark.parametrize("character", ["x", "端", "e\u0301", "\u0301"])
def test_a_name_of_64_kb_costs_no_more_than_what_is_seen_of_it(
    character: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[str] = []

    def measure(one: str) -> int:
        measured.append(one)
        return get_character_cell_size(one)

    monkeypatch.setattr(ovntui.widgets.fit, "get_character_cell_size", measure)
    clip(character * 65_536, 20)
    assert bool(measured) != character.isascii()
    assert len(measured) < 100
