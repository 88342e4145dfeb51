"""One place through which all writes go."""

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import ovntui
from ovntui.ovsdb.client import Database
from ovntui.plans.gate import Gate, GateClosed
from tests.plans.stage import cloud, console
from tests.servers.ovsdb import Server
from tests.servers.proxy import proxy

_SOURCES = Path(ovntui.__file__).parent


def _calls(method: str) -> set[str]:
    """The files that call a method of that name."""
    return {
        str(path.relative_to(_SOURCES))
        for path in _SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    }


def _saying(word: str) -> set[str]:
    return {
        str(path.relative_to(_SOURCES))
        for path in _SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value == word
    }


def test_only_the_gate_commits() -> None:
    """Whoever calls commit() is the gate, the one that asks the gate, or read(), which lets only reading
    through; and nobody else says "transact" to a server but the slices, which only select."""
    assert _calls("commit") == {"ovsdb/client.py", "plans/gate.py", "plans/sending.py"}
    assert _saying("transact") == {"ovsdb/client.py", "ovsdb/filling.py"}
    assert _saying("insert") & {"ovsdb/slices.py"} == set()


async def test_reading_changes_nothing(tmp_path: Path) -> None:
    async with cloud() as server, console(server, tmp_path / "journal") as one:
        with pytest.raises(ValueError, match="insert is no reading"):
            await one.deployment.connections["nb"].database.read(
                [{"op": "insert", "table": "Logical_Switch", "row": {"name": "x"}}]
            )
        assert "Logical_Switch" not in await server.dump("OVN_Northbound")


async def test_a_closed_gate_lets_nothing_through(tmp_path: Path) -> None:
    async with cloud() as server, console(server, tmp_path / "journal", gate=Gate(read_only=True)) as one:
        plan, outcome = await one.apply("add-switch", {"name": "ls-int"})
        assert (outcome.verdict, "read-only" in outcome.reason) == ("refused", True)
        assert plan.steps and not await _switches(server)
        assert one.journal.entries() == [], "what was not sent is not written down"


class _ClosedBehindOne(Gate):
    """A gate that lets one attempt through."""

    _is_open = True

    async def commit(self, database: Database, operations: Sequence[dict[str, Any]]) -> list[Any]:
        if not self._is_open:
            raise GateClosed("closed by now")
        self._is_open = False
        return await super().commit(database, operations)


async def test_a_gate_that_closes_after_a_lost_answer_makes_no_refusal_of_it(tmp_path: Path) -> None:
    async with cloud() as server, proxy(server.unix) as line:
        gate, north = _ClosedBehindOne(), line.remote
        async with console(server, tmp_path / "journal", gate=gate, northbound=north) as one:
            plan = await one.make("add-switch", {"name": "ls-int"})
            line.down.cut_after(0)
            outcome = await one.writer.apply(plan)
            assert outcome.verdict == "unknown"
            assert "whether it was applied cannot be told" in outcome.reason
            assert await _switches(server) == 1, "it had been applied unheard"
            assert [entry.outcome.verdict for entry in one.journal.entries() if entry.outcome] == ["unknown"]


async def _switches(server: Server) -> int:
    return len((await server.dump("OVN_Northbound")).get("Logical_Switch", {}))
