"""Listeners: plan, printed commands and undo agree."""

import pytest

from tests.plans.twin import proves

FILES = {"private-key": "/etc/ovn/key.pem", "certificate": "/etc/ovn/cert.pem", "ca-cert": "/etc/ovn/ca.pem"}
LISTENING = (
    ("ovn-nbctl", "set-connection", "ptcp:16641:127.0.0.1"),
    ("ovn-nbctl", "set-ssl", "/k", "/c", "/ca"),
)


@pytest.mark.parametrize("database", ["nb", "sb"])
@pytest.mark.parametrize(
    "values",
    [
        {"protocol": "ptcp"},
        {"protocol": "ptcp", "port": "6699", "address": "::1", "probe": "60000"},
        {"protocol": "pssl", **FILES},
        {"protocol": "pssl", "address": "127.0.0.1"},
    ],
)
async def test_add_listener(database: str, values: dict[str, str]) -> None:
    await proves("add-listener", {"database": database, **values}, *LISTENING)


@pytest.mark.parametrize("database", ["nb", "sb"])
async def test_remove_listener(database: str) -> None:
    program = f"ovn-{database}ctl"
    setup = (program, "set-connection", "ptcp:6641:127.0.0.1", "ptcp:6642")
    plan = await proves("remove-listener", {"database": database, "target": "ptcp:6642"}, setup)
    assert plan.confirm is None
