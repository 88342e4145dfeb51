"""Any row of any table as text, and logical flows in the order in which a packet meets them."""

import json
from typing import Any

import msgspec

from ovntui.cloud.cells import Door
from ovntui.cloud.flows import SORT, flow_columns
from ovntui.cloud.raw import RawRow, columns, parse_row_key, raw_text, row_key, section
from ovntui.ovsdb.rows import raw_attribute, raw_row_type
from ovntui.ovsdb.schema import TableSchema, parse_schema

SCHEMA = parse_schema(
    {
        "name": "Test",
        "version": "1",
        "tables": {
            "Thing": {
                "columns": {
                    "name": {"type": "string"},
                    "priority": {"type": "integer"},
                    "up": {"type": {"key": "boolean", "min": 0}},
                    "ids": {"type": {"key": "string", "value": "string", "min": 0, "max": "unlimited"}},
                    "others": {
                        "type": {"key": {"type": "uuid", "refTable": "Thing"}, "min": 0, "max": "unlimited"}
                    },
                    "class": {"type": "string"},
                }
            },
            "Logical_Flow": {
                "columns": {
                    "pipeline": {"type": "string"},
                    "table_id": {"type": "integer"},
                    "priority": {"type": "integer"},
                    "match": {"type": "string"},
                    "external_ids": {"type": {"key": "string", "value": "string", "min": 0, "max": 9}},
                }
            },
        },
    }
)
THING = SCHEMA.tables["Thing"]


def row(table: TableSchema, **values: Any) -> RawRow:
    """A row as the server sends it."""
    kind = raw_row_type(table)
    fields = {raw_attribute(name): msgspec.Raw(json.dumps(value).encode()) for name, value in values.items()}
    return RawRow("nb", table.name, "00000000-0000-4000-8000-000000000001", kind(**fields))


def test_values_read_as_the_tools_print_them() -> None:
    assert raw_text(msgspec.Raw(b'"a"')) == "a"
    assert raw_text(msgspec.Raw(b"true")) == "true"
    assert raw_text(msgspec.Raw(b"-3")) == "-3"
    assert raw_text(msgspec.Raw(b'["set",["a","b"]]')) == "a, b"
    assert raw_text(msgspec.Raw(b'["set",[]]')) == ""
    assert raw_text(msgspec.Raw(b'["map",[["k","v"],["l",1]]]')) == "k=v, l=1"
    assert raw_text(msgspec.Raw(b'["uuid","u"]')) == "u"


def test_what_is_set_comes_first_and_references_are_doors() -> None:
    thing = row(
        THING,
        name="\x1b[31m",
        priority=5,
        ids=["map", [["\u202ekey", "value"], ["other", "\x07"]]],
        others=["set", [["uuid", "u1"], ["uuid", "u2"]]],
        **{"class": "python's word"},
    )
    fields = section("\x1bhost Thing", THING, thing).fields
    told = [(field.label, str(field.cell.text), field.door) for field in fields]
    assert told == [
        ("_uuid", "00000000-0000-4000-8000-000000000001", None),
        ("class", "python's word", None),
        ("ids", "⟨202e⟩key=value", None),
        ("", "other=␇", None),
        ("name", "␛[31m", None),
        ("others", "u1", Door("row", "nb/Thing/u1")),
        ("", "u2", Door("row", "nb/Thing/u2")),
        ("priority", "5", None),
        ("up", "–", None),
    ]
    assert section("\x1bhost Thing", THING, thing).title == "␛host Thing"


def test_columns_begin_with_what_tells_rows_apart() -> None:
    found = {column.key: column for column in columns(THING)}
    assert list(found) == ["_uuid", "name", "class", "ids", "others", "priority", "up"]
    low, high = row(THING, priority=9), row(THING, priority=10)
    assert found["priority"].sort is not None and found["priority"].right
    assert found["priority"].sort(low) < found["priority"].sort(high)
    assert found["others"].door is not None
    assert found["others"].door(row(THING, others=["uuid", "u1"])) == Door("row", "nb/Thing/u1")
    assert found["others"].door(row(THING, others=["set", []])) is None


def test_a_row_key_survives_any_host_name() -> None:
    assert parse_row_key(row_key("rack/1", "Interface", "u")) == ("rack/1", "Interface", "u")


def test_flows_are_read_in_a_packets_order() -> None:
    table = SCHEMA.tables["Logical_Flow"]
    found = {column.key: column for column in flow_columns(columns(table))}
    assert [key for key, column in found.items() if not column.optional] == [
        "pipeline",
        "table_id",
        "priority",
        "match",
    ]
    flows = [
        row(table, pipeline=pipeline, table_id=number, priority=priority, match="1")
        for pipeline, number, priority in (
            ("egress", 0, 9),
            ("ingress", 2, 5),
            ("ingress", 0, 1),
            ("ingress", 0, 7),
        )
    ]
    sort = found[SORT].sort
    assert sort is not None
    ordered = [str(found["priority"].cell(flow).text) for flow in sorted(flows, key=sort)]
    assert ordered == ["7", "1", "5", "9"]


def test_a_name_that_is_no_name_is_passed_over() -> None:
    parsed = parse_schema(
        {"tables": {"\x1b]0;x\x07": {"columns": {}}, "Good": {"columns": {"\u202ex": {"type": "string"}}}}}
    )
    assert list(parsed.tables) == ["Good"]
    assert not parsed.tables["Good"].columns
