"""`ovntui plan`, `ovntui log`, `ovntui undo`: what they print, what they do, and how they end."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.console import program
from tests.plans.stage import cloud, command
from tests.servers.ovsdb import Server


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """An empty cloud."""
    async with cloud() as found:
        yield found


async def test_a_dry_run_prints_the_plan_and_changes_nothing(server: Server, tmp_path: Path) -> None:
    code, out, _ = await ovntui(server, tmp_path, "plan", "add-switch", "--name", "ls-int", "--dry-run")
    assert code == 0
    assert out.splitlines() == [
        "add switch ls-int",
        "",
        "+ Logical_Switch ls-int",
        "    + name ls-int",
        "",
        "ovn-nbctl ls-add ls-int",
        "",
        "one transaction · guarded by 1 row · can be undone",
    ]
    assert await command(server, ("ovn-nbctl", "ls-list")) == ""
    assert (await ovntui(server, tmp_path, "log"))[1] == ""


async def test_a_proposed_mac_begins_as_the_config_file_says(server: Server, tmp_path: Path) -> None:
    config = tmp_path / "ovntui" / "config.toml"
    config.parent.mkdir()
    config.write_text('mac-prefix = "0a:1b"\n')
    await command(server, ("ovn-nbctl", "ls-add", "ls-int"))
    attach = ("plan", "attach-port", "--switch", "ls-int", "--name", "vm1", "--dry-run")
    assert "+ addresses 0a:1b:" in (await ovntui(server, tmp_path, *attach))[1]
    assert "+ addresses 0c:" in (await ovntui(server, tmp_path, *attach, "--mac-prefix", "0c"))[1]
    config.write_text('mac-prefix = "1b"\n')
    code, _, err = await ovntui(server, tmp_path, *attach)
    assert code == 2 and "mac-prefix in the config file: 1b begins multicast addresses" in err


async def test_help_tells_first_what_is_asked_for(server: Server, tmp_path: Path) -> None:
    code, out, _ = await ovntui(server, tmp_path, "plan", "add-nat", "--help")
    assert code == 0
    heads = [line for line in out.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert heads == [
        "options:",
        "what is asked for:",
        "how it is applied:",
        "where the cloud is:",
        "TLS, for ssl: remotes:",
    ]
    assert "--logical-port LOGICAL_PORT" in out and "--screenshot" not in out


async def test_applied_logged_undone_and_done_again(server: Server, tmp_path: Path) -> None:
    code, out, _ = await ovntui(server, tmp_path, "plan", "add-switch", "--name", "ls-int", "--yes", "--json")
    told = json.loads(out)
    assert (code, told["outcome"]["verdict"], told["commands"]) == (0, "applied", ["ovn-nbctl ls-add ls-int"])
    assert "(ls-int)" in await command(server, ("ovn-nbctl", "ls-list"))
    plan_id = told["plan"]["id"]
    assert (await ovntui(server, tmp_path, "undo", plan_id[:8], "--yes"))[0] == 0
    assert await command(server, ("ovn-nbctl", "ls-list")) == ""
    code, _, err = await ovntui(server, tmp_path, "undo", plan_id, "--yes")
    assert code == 2 and "undone already" in err
    lines = [json.loads(line) for line in (await ovntui(server, tmp_path, "log", "--json"))[1].splitlines()]
    assert [line["standing"] for line in lines] == ["applied", "applied"]
    assert lines[0]["undone_by"] == lines[1]["plan"]["id"] and lines[1]["plan"]["undoes"] == plan_id
    assert (await ovntui(server, tmp_path, "undo", lines[1]["plan"]["id"], "--yes"))[0] == 0
    assert "(ls-int)" in await command(server, ("ovn-nbctl", "ls-list"))


async def test_what_is_wrong_is_said_with_its_flag(server: Server, tmp_path: Path) -> None:
    code, _, err = await ovntui(server, tmp_path, "plan", "add-switch")
    assert (code, err) == (2, "ovntui: --name: Name is needed\n")
    code, _, err = await ovntui(server, tmp_path, "undo", "abc")
    assert (code, err) == (2, "ovntui: no entry of the journal begins with abc\n")


async def test_a_read_only_console_sends_nothing(server: Server, tmp_path: Path) -> None:
    arguments = ("plan", "add-switch", "--name", "ls-int", "--yes", "--read-only")
    code, out, _ = await ovntui(server, tmp_path, *arguments)
    assert code == 1 and "read-only" in out
    assert await command(server, ("ovn-nbctl", "ls-list")) == ""


async def test_nobody_to_confirm(server: Server, tmp_path: Path) -> None:
    code, _, err = await ovntui(server, tmp_path, "plan", "add-switch", "--name", "ls-int")
    assert code == 1 and "--yes" in err
    assert await command(server, ("ovn-nbctl", "ls-list")) == ""


async def test_applied_but_not_in_force_in_time(server: Server, tmp_path: Path) -> None:
    arguments = ("plan", "add-switch", "--name", "ls-int", "--yes", "--wait", "sb", "--timeout", "2")
    code, out, err = await ovntui(server, tmp_path, *arguments)
    assert code == 4 and "applied" in out and "northd has not taken it up" in err, "no northd runs here"
    assert "nb_cfg              : 1" in await command(server, ("ovn-nbctl", "list", "NB_Global"))


async def ovntui(server: Server, state: Path, *arguments: str) -> tuple[int, str, str]:
    """Run it: exit code, output, errors."""
    environment = {
        "OVN_NB_DB": server.unix,
        "OVN_SB_DB": server.unix,
        "OVS_RUNDIR": os.devnull,
        "XDG_STATE_HOME": str(state),
        "XDG_CONFIG_HOME": str(state),
    }
    ended = await asyncio.to_thread(program.ovntui, *arguments, environment=environment, seconds=60)
    return ended.code, ended.out, ended.err
