"""What a real server refuses, and why in plain words: RBAC, a full disk, constraints, references."""

import contextlib
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ovntui.deployment import Deployment
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.tls import Tls
from ovntui.plans.acts.rows import create_row, destroy_row
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.settings import Settings
from tests.plans.acts import wish
from tests.plans.stage import Stage, command, stage
from tests.servers.ovsdb import Server, create_database, installed_schema, serving, standalone
from tests.servers.process import ToolError, run, short_folder
from tests.servers.tls import Authority
from tests.servers.waiting import until

ROLE = "ovn-controller"


async def test_rbac(tmp_path: Path) -> None:
    """A southbound database that knows this client, by its certificate, as a chassis and no more
    (ovn-sb(5), RBAC_Role)."""
    authority = Authority(tmp_path)
    schemas = [installed_schema(name) for name in ("OVN_Northbound", "OVN_Southbound")]
    async with standalone(*schemas, tls=authority.issue("server", "127.0.0.1")) as server:
        remote = await _with_role(server)
        me = authority.issue("kvm1")
        settings = Settings(
            northbound=parse_remotes(server.unix),
            southbound=parse_remotes(remote),
            tls=Tls(me.private_key, me.certificate, me.ca_cert),
        )
        async with Deployment(settings) as deployment:
            await deployment.loaded()
            one = Stage(server, deployment, Journal(tmp_path / "journal"), Gate())
            values = {"database": "sb", "table": "SB_Global", "record": ".", "column": "options:a=b"}
            _, outcome = await one.apply("set", values)
        assert outcome.verdict == "refused"
        assert outcome.reason.startswith("this connection may not write that (RBAC")
        assert re.search('client "kvm1" role "ovn-controller" prohibit .* table "SB_Global"', outcome.reason)
        assert "options" not in str(await command(server, ("ovn-sbctl", "get", "SB_Global", ".", "options")))


async def _with_role(server: Server) -> str:
    """Initialise both databases, and let the southbound one take connections that have a role."""
    await command(server, ("ovn-nbctl", "init"))
    await command(server, ("ovn-sbctl", "init"))
    await command(
        server,
        (
            *("ovn-sbctl", "--id=@may", "create", "RBAC_Permission", "table=Chassis", "authorization=name"),
            *("--", "create", "RBAC_Role", f"name={ROLE}", "permissions:Chassis=@may"),
            *("--", "set-connection", f"role={ROLE}", "pssl:0:127.0.0.1"),
        ),
    )
    known = len(_listening(server))
    await server.appctl("ovsdb-server/add-remote", "db:OVN_Southbound,SB_Global,connections")
    await until(lambda: len(_listening(server)) > known, "it listens for clients with a role")
    return f"ssl:127.0.0.1:{_listening(server)[-1]}"


def _listening(server: Server) -> list[str]:
    return re.findall(r"listening on port (\d+)", server.daemon.log.read_text())


@pytest_asyncio.fixture
async def small_disk() -> AsyncIterator[Path]:
    """A file system of half a megabyte."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    with short_folder() as folder:
        try:
            await run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder))
        except ToolError as error:
            pytest.skip(f"no file system can be mounted here: {error}")
        yield folder
        await run("umount", "--lazy", str(folder))


def _fill(file: Path) -> None:
    """Leave no room beside it."""
    with file.open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space left"):
        for size in (4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    filler.write(bytes(size))
        filler.write(b"x")


async def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    """Nothing is applied, and once there is room again the same is."""
    file = await create_database(small_disk, installed_schema("OVN_Northbound"))
    async with serving(str(file)) as server, standalone(installed_schema("OVN_Southbound")) as southbound:
        await command(server, ("ovn-nbctl", "init"))
        await command(southbound, ("ovn-sbctl", "init"))
        settings = Settings(parse_remotes(server.unix), parse_remotes(southbound.unix))
        async with Deployment(settings) as deployment:
            await deployment.loaded()
            one = Stage(server, deployment, Journal(tmp_path / "journal"), Gate())
            filler = small_disk / "filler"
            _fill(filler)
            applied = []
            for number in range(40):  # the file's last page has room for a few
                _, outcome = await one.apply("add-switch", {"name": f"ls-{number}"})
                if outcome.verdict != "applied":
                    break
                applied.append(f"ls-{number}")
            assert outcome.verdict == "refused"
            assert outcome.reason.startswith("the server cannot write its database: is its disk full?")
            assert await _switches(server) == applied
            filler.unlink()
            _, outcome = await one.apply("add-switch", {"name": f"ls-{number}"})
            assert outcome.verdict == "applied"
            assert await _switches(server) == [*applied, f"ls-{number}"]


async def _switches(server: Server) -> list[str]:
    listed = (await command(server, ("ovn-nbctl", "ls-list"))).split()
    return sorted((name.strip("()") for name in listed[1::2]), key=lambda name: int(name.removeprefix("ls-")))


async def test_a_constraint() -> None:
    """A second row in a table that holds one (ovn-nb(5), NB_Global)."""
    async with stage() as one:
        plan = await one.planner.plan(wish(create_row("NB_Global", {})), "test", "Test", {})
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "refused"
        assert outcome.reason.startswith("the database does not allow it: ")
        assert '"NB_Global" table to contain 2 rows' in outcome.reason


async def test_a_reference() -> None:
    """Somebody has begun to refer to what would go, since the plan was made."""
    port = ("ovn-nbctl", "lr-add", "lr", "--", "lrp-add", "lr", "lrp", "00:00:00:00:00:01", "10.0.0.1/24")
    async with stage(port, ("ovn-nbctl", "ha-chassis-group-add", "g")) as one:
        group = (await command(one.server, ("ovn-nbctl", "get", "HA_Chassis_Group", "g", "_uuid"))).strip()
        act = destroy_row("HA_Chassis_Group", group, called="g")
        plan = await one.planner.plan(wish(act), "test", "Test", {})
        refer = ("ovn-nbctl", "set", "Logical_Router_Port", "lrp", f"ha_chassis_group={group}")
        await command(one.server, refer)
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "refused"
        assert outcome.reason.startswith("something else needs what would go")
        assert f"HA_Chassis_Group row {group} because of 1 remaining reference" in outcome.reason
