"""What is typed into a column becomes the value that was meant, or a sentence that says why not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ovntui.ovsdb.schema import ColumnType, Limits
from ovntui.plans.typed import TypedError, parse_value, value_text
from ovntui.plans.values import mapping_value, set_value
from tests.unit.plans.schemas import BREAD, values


@given(st.data())
def test_every_value_is_typed_as_it_is_shown(data: st.DataObject) -> None:
    """For each type of column: what its value looks like is read as that value."""
    name = data.draw(st.sampled_from(sorted(BREAD.columns)))
    column = BREAD.columns[name]
    value = data.draw(values(column))
    assert parse_value(column, value_text(column, value)) == value


@example("0=", "map_enum")
@given(st.text(), st.sampled_from(sorted(BREAD.columns)))
def test_whatever_is_typed_is_a_value_or_a_sentence(text: str, name: str) -> None:
    """Nothing that is typed breaks the reader, and what it takes it shows as the same."""
    column = BREAD.columns[name]
    try:
        value = parse_value(column, text)
    except TypedError as error:
        assert str(error)
    else:
        assert parse_value(column, value_text(column, value)) == value


STRING = ColumnType("string")
TEXTS = ColumnType("string", min=0, max=9)
PAIRS = ColumnType("string", "string", min=0, max=9)


def test_strings_are_typed_as_they_are() -> None:
    """Nobody has to quote what is no special case."""
    assert parse_value(STRING, "ip4.src == $web && tcp.dst == 80") == "ip4.src == $web && tcp.dst == 80"
    assert parse_value(STRING, "") == ""
    assert parse_value(TEXTS, "") == set_value([])
    assert parse_value(TEXTS, '""') == set_value([""])
    assert parse_value(TEXTS, " b \n\n a") == set_value(["a", "b"])
    assert parse_value(PAIRS, "a=b=c\nd=") == mapping_value([("a", "b=c"), ("d", "")])
    assert parse_value(PAIRS, '"a=b"=c') == mapping_value([("a=b", "c")])


@pytest.mark.parametrize(
    ("column", "text", "said", "line"),
    [
        (ColumnType("integer"), "", "nothing is no whole number", 0),
        (ColumnType("integer"), "1.5", "1.5 is no whole number", 0),
        (ColumnType("integer"), "１", "１ is no whole number", 0),
        (ColumnType("integer"), str(1 << 63), "9223372036854775808 is beyond what 64 bits hold", 0),
        (ColumnType("integer", limits=Limits(1, 4095)), "0", "0 is less than 1", 0),
        (ColumnType("integer", limits=Limits(1, 4095)), "4096", "4096 is more than 4095", 0),
        (
            ColumnType("integer", limits=Limits(0, 4294967295)),
            "4294967296",
            "4294967296 is more than 4294967295",
            0,
        ),
        (ColumnType("integer", enum=(1, 2)), "3", "3 is none of 1, 2", 0),
        (ColumnType("real"), "much", "much is no number", 0),
        (ColumnType("real"), "1e999", "1e999 is beyond what a number holds", 0),
        (ColumnType("boolean"), "maybe", "maybe is neither true nor false", 0),
        (ColumnType("string", enum=("rye", "wheat")), "oats", "oats is none of rye, wheat", 0),
        (ColumnType("string", limits=Limits(most=3)), "long", "4 characters, and no more than 3 fit", 0),
        (ColumnType("string", limits=Limits(least=3)), "ab", "2 characters, and 3 are the least", 0),
        (STRING, '"open', '"open has no closing quotation mark, or an escape that is none', 0),
        (STRING, '"a" b', "there is more after the closing quotation mark: b", 0),
        (STRING, '"\\u0000"', "no character 0 can be stored", 0),
        (STRING, '"\\ud800"', "half a surrogate pair cannot be stored", 0),
        (ColumnType("uuid"), "kvm1", "kvm1 is no uuid", 0),
        (ColumnType("uuid", min=1, max=9), "", "a value is needed", 0),
        (ColumnType("string", min=0, max=1), "a\nb", "one value at most", 0),
        (ColumnType("string", min=2, max=2), "a", "2 values are needed", 0),
        (TEXTS, "a\n\nb\na", "a is there twice", 3),
        (PAIRS, "a=b\nc", "c is no key=value", 1),
        (PAIRS, "=b", '=b has no key (an empty one is written "")', 0),
        (PAIRS, "a=b\na=c", "a is there twice", 1),
        (ColumnType("string", "integer", min=0, max=9), "rate=1\nburst=x", "x is no whole number", 1),
        (ColumnType("thing"), "a", "ovntui does not know what a thing is", 0),
    ],
)
def test_what_is_no_value_is_told_why(column: ColumnType, text: str, said: str, line: int) -> None:
    """The sentence speaks of what was typed, and of its line."""
    with pytest.raises(TypedError) as caught:
        parse_value(column, text)
    assert (str(caught.value), caught.value.line) == (said, line)
