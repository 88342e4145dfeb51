"""A cloud in which changes rain: what is read together is taken in together, and nothing is lost by it."""

from typing import Any, Final
from uuid import uuid4

import pytest

from ovntui.cloud.cloud import Source
from ovntui.cloud.delta import Delta
from ovntui.deployment import Deployment
from ovntui.ovsdb import pace
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.remote import parse_remotes
from ovntui.settings import Settings
from tests.servers.ovsdb import installed_schema, standalone
from tests.servers.waiting import until

_PORTS: Final = 10
_ROUNDS: Final = 30


async def test_the_cloud_keeps_up_with_rain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SPARSE", 5)  # on a busy machine it only drizzles
    async with standalone(installed_schema("OVN_Northbound")) as server:
        remotes = parse_remotes(server.unix)
        async with (
            Deployment(Settings(remotes, ())) as deployment,
            Database("OVN_Northbound", remotes) as other,
        ):
            await deployment.loaded()
            await other.opened()
            await other.commit([_new_switch(), *(_new_port(number) for number in range(_PORTS))])
            await until(lambda: len(deployment.cloud.ports) == _PORTS, "the ports are there")
            taken: list[int] = []
            told: set[str] = set()
            apply = deployment.cloud.apply

            def noted(source: Source, changes: list[Change[Any]]) -> Delta:
                taken.append(len(changes))
                return apply(source, changes)

            monkeypatch.setattr(deployment.cloud, "apply", noted)
            deployment.intake.listen(lambda delta: told.update(delta["port"].changed))
            for turn in range(_ROUNDS):
                for number in range(_PORTS):
                    await other.commit([_renamed(number, f"port{number}-{turn}")])
            last = {f"port{number}-{_ROUNDS - 1}" for number in range(_PORTS)}
            await until(
                lambda: {port.name for port in deployment.cloud.ports.values()} == last, "all of it is in"
            )
            # Of what a reader has not taken yet the server makes one change of several to one row.
            assert len(taken) < sum(taken) <= _PORTS * _ROUNDS
            await until(lambda: told == set(deployment.cloud.ports), "all of it is told")


_KEYS: Final = [str(uuid4()) for _ in range(_PORTS)]


def _new_switch() -> dict[str, Any]:
    ports = ["set", [["uuid", key] for key in _KEYS]]
    return {"op": "insert", "table": "Logical_Switch", "row": {"name": "ls", "ports": ports}}


def _new_port(number: int) -> dict[str, Any]:
    row = {"name": f"port{number}"}
    return {"op": "insert", "table": "Logical_Switch_Port", "uuid": _KEYS[number], "row": row}


def _renamed(number: int, name: str) -> dict[str, Any]:
    where = [["_uuid", "==", ["uuid", _KEYS[number]]]]
    return {"op": "update", "table": "Logical_Switch_Port", "where": where, "row": {"name": name}}
