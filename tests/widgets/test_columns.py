"""Where columns stand."""

from hypothesis import given
from hypothesis import strategies as st

from ovntui.cloud.cells import EMPTY, Column
from ovntui.widgets.columns import lay_out


def column(key: str, width: int, grow: int = 0) -> Column[object]:
    return Column(key, key.upper(), lambda _: EMPTY, width=width, grow=grow)


some = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3)), max_size=10)


@given(some, st.integers(0, 300))
def test_columns_stand_side_by_side_and_never_under_their_width(
    shapes: list[tuple[int, int]], room: int
) -> None:
    columns = [column(f"c{index}", width, grow) for index, (width, grow) in enumerate(shapes)]
    layout = lay_out(columns, room)
    least = sum(width for width, _ in shapes) + max(0, len(shapes) - 1)
    assert layout.width <= max(room, least)
    for span, wanted in zip(layout.spans, columns, strict=True):
        assert span.width >= wanted.width
        assert span.width == wanted.width or wanted.grow
    for before, after in zip(layout.spans, layout.spans[1:], strict=False):
        assert after.start == before.end + 1
    assert layout.frozen <= room * 2 // 3


def test_what_is_left_goes_to_those_that_grow_by_their_weight() -> None:
    layout = lay_out([column("a", 5), column("b", 5, 2), column("c", 5, 1)], 17 + 9)
    assert [span.width for span in layout.spans] == [5, 11, 8]
    assert layout.width == 26


def test_where_columns_do_not_fit_the_signs_and_the_name_stay() -> None:
    layout = lay_out([column("up", 1), column("name", 8), column("rest", 40)], 30)
    assert layout.frozen == 11
    assert lay_out([column("name", 20), column("rest", 40)], 30).frozen == 0
    assert lay_out([column("name", 8), column("rest", 20)], 30).frozen == 0


def test_a_cell_finds_its_column() -> None:
    layout = lay_out([column("a", 3), column("b", 4)], 8)
    found = [layout.at(x) for x in range(10)]
    assert [span.column.key if span else None for span in found] == ["a"] * 4 + ["b"] * 5 + [None]
