"""The blog's scenario as plans: one by one, and all in one, the database then holds what the blog's held."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.plans.places import HOSTS, VM1, VM2, plugged
from tests.plans.stage import Stage, stage
from tests.plans.twin import agrees
from tests.servers.dump import Tables, plain_value

_DUMP = Path(__file__).parents[1] / "data" / "blog" / "nb.json"
_NORTHDS = {"Logical_Switch_Port": {"up"}, "Connection": {"status", "is_connected"}}
"""Columns that northd or the server fills in, not an operator."""

_PORTS = {VM1: "172.16.0.201/24", VM2: "172.16.0.202/24"}
_OUTSIDE = {
    "network": "UPLINK",
    "address": "10.10.10.240/24",
    "mac": "00:00:00:00:00:02",
    "announce": "no",
}


async def test_one_by_one() -> None:
    steps: list[tuple[str, dict[str, str]]] = [
        ("add-listener", {"database": "nb", "protocol": "ptcp"}),
        ("add-switch", {"name": "ls-int"}),
        *(
            (
                "attach-port",
                {
                    "switch": "ls-int",
                    "name": name,
                    "mac": mac,
                    "addressing": "static",
                    "addresses": ip,
                    "security": "no",
                },
            )
            for (name, mac), ip in _PORTS.items()
        ),
        ("add-router", {"name": "lr-ext"}),
        (
            "connect",
            {"switch": "ls-int", "router": "lr-ext", "networks": "172.16.0.1/24", "mac": "00:00:00:00:00:01"},
        ),
        ("add-uplink", {"router": "lr-ext", **_OUTSIDE, "gateways": ""}),
        ("gateway-priorities", {"port": "lr-ext-ls-ext", "chassis": "kvm1\nkvm2"}),
        ("add-nat", {"router": "lr-ext"}),
    ]
    async with stage(*HOSTS) as one:
        for recipe, values in steps:
            _, outcome = await one.apply(recipe, values)
            assert outcome.verdict == "applied", (recipe, outcome.reason)
        assert await _held(one) == _of_the_blog(connections=True)


async def test_in_one_transaction() -> None:
    waiting = [plugged(f"vnet{at}", *vm) for at, vm in enumerate(_PORTS)]
    values = {
        "inner-mac": "00:00:00:00:00:01",
        "ports": "\n".join(f"{name} {mac} {ip}" for (name, mac), ip in _PORTS.items()),
        "dhcp": "no",
        **_OUTSIDE,
    }
    async with stage(*HOSTS, *waiting) as one:
        plan = await agrees(one, "internet", values)
        assert len(plan.steps) == 1
        assert "172.16.0.0/24 leaves through 10.10.10.240 on kvm1" in plan.meaning
        assert any("fail-over" in warning for warning in plan.warnings)
        await one.apply("internet", values)
        assert await _held(one) == _of_the_blog(connections=False)


async def test_with_dhcp_and_what_is_proposed() -> None:
    waiting = [plugged(f"vnet{at}", *vm) for at, vm in enumerate(_PORTS)]
    async with stage(*HOSTS, *waiting) as one:
        plan = await agrees(one, "internet", {"address": "10.10.10.240/24"})
        ports = [c.after or {} for c in plan.steps[0].changes if c.table == "Logical_Switch_Port"]
        addresses = {atom for port in ports for atom in port["addresses"][1]}
        assert {f"{VM1[1]} 172.16.0.2", f"{VM2[1]} 172.16.0.3"} <= addresses
        assert sum("dhcpv4_options" in port for port in ports) == 2


async def _held(one: Stage) -> list[str]:
    return _content((await one.contents())["nb"], connections=True)


def _of_the_blog(*, connections: bool) -> list[str]:
    tables: Tables = {}
    for line in _DUMP.read_text().splitlines():
        table = json.loads(line)
        rows = (dict(zip(table["headings"], values, strict=True)) for values in table["data"])
        name = table["caption"].removesuffix(" table")
        tables[name] = {
            row.pop("_uuid")[1]: {column: plain_value(value) for column, value in row.items()} for row in rows
        }
    return _content(tables, connections=connections)


def _content(tables: Tables, *, connections: bool) -> list[str]:
    """All rows but for the control plane's own, with the names of what they refer to in place of uuids."""
    names = {uuid: _label(row) for rows in tables.values() for uuid, row in rows.items()}
    return sorted(
        f"{table} {dict(_columns(table, row, names))}"
        for table, rows in tables.items()
        for row in rows.values()
        if table != "NB_Global" and (connections or table != "Connection")
    )


def _columns(table: str, row: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    for column in sorted(row.keys() - _NORTHDS.get(table, set())):
        yield (
            column,
            sorted(
                names[atom[1]] if isinstance(atom, tuple) and atom[0] == "uuid" else repr(atom)
                for atom in row[column]
            ),
        )


def _label(row: dict[str, Any]) -> str:
    found = row.get("name") or row.get("ip_prefix") or row.get("external_ip") or row.get("target") or {""}
    return str(next(iter(found), ""))
