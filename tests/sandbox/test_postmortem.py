"""Database files are shown as they are, cannot be changed, and are left as they were."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ovntui.sandbox.errors import SandboxError
from ovntui.sandbox.postmortem import served
from tests.sandbox.conftest import nothing_is_left, processes_with
from tests.servers.ovsdb import create_database, installed_schema
from tests.servers.process import ToolError, run
from tests.servers.raft import raft

BLOG = Path(__file__).parents[1] / "data" / "blog"
NB, SB = BLOG / "nb.backup.db", BLOG / "sb.backup.db"


def fingerprint(*files: Path) -> list[tuple[str, int]]:
    return [(hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns) for file in files]


@pytest.mark.parametrize("files", [(NB, SB), (SB, NB), (NB,), (SB,)])
async def test_each_file_is_told_by_its_schema(files: tuple[Path, ...]) -> None:
    before = fingerprint(*files), sorted(BLOG.iterdir())
    with served(files) as remotes:
        assert (remotes.northbound is not None) == (NB in files)
        assert (remotes.southbound is not None) == (SB in files)
        assert not remotes.notes
        if remotes.northbound:
            shown = await run("ovn-nbctl", f"--db={remotes.northbound}", "show")
            assert "c6c32709-bcd2-4585-b321-1606c349767a" in shown
        if remotes.southbound:
            assert "cr-lr-ext-ls-ext" in await run("ovn-sbctl", f"--db={remotes.southbound}", "show")
    assert (fingerprint(*files), sorted(BLOG.iterdir())) == before


async def test_writes_are_refused() -> None:
    insert = json.dumps(["OVN_Northbound", {"op": "insert", "table": "Logical_Switch", "row": {"name": "x"}}])
    with served([NB]) as remotes:
        assert remotes.northbound
        reply = await run("ovsdb-client", "transact", remotes.northbound, insert)
        assert json.loads(reply)[0]["error"] == "not allowed"
        with pytest.raises(ToolError, match="read only"):
            await run("ovn-nbctl", f"--db={remotes.northbound}", "ls-add", "x")
        assert (await run("ovn-nbctl", f"--db={remotes.northbound}", "ls-list")).count("(ls-") == 2


async def test_the_file_of_a_cluster_member(tmp_path: Path) -> None:
    """While the member runs and writes it."""
    async with raft(installed_schema("OVN_Northbound"), size=1) as cluster:
        member = cluster.members[0]
        await run("ovn-nbctl", f"--db={member.unix}", "ls-add", "of-the-cluster")
        before = (member.folder / "db").read_bytes()
        with served([member.folder / "db"]) as remotes:
            assert remotes.northbound
            assert "of-the-cluster" in await run("ovn-nbctl", f"--db={remotes.northbound}", "ls-list")
            await run("ovn-nbctl", f"--db={member.unix}", "ls-add", "later")
            assert "later" not in await run("ovn-nbctl", f"--db={remotes.northbound}", "ls-list")
        assert (member.folder / "db").read_bytes().startswith(before)


async def test_hosts_are_told_apart_by_their_system_id(tmp_path: Path) -> None:
    files = []
    for name in ("kvm1", "kvm2", ""):
        folder = tmp_path / (name or "unnamed")
        folder.mkdir()
        files.append(await create_database(folder, installed_schema("Open_vSwitch"), f"{name or 'old'}.db"))
        pairs = [["system-id", name], ["hostname", "else"]] if name else []
        row = {"op": "insert", "table": "Open_vSwitch", "row": {"external_ids": ["map", pairs]}}
        await run("ovsdb-tool", "transact", str(files[-1]), json.dumps(["Open_vSwitch", row]))
    with served([*files, NB]) as remotes:
        assert list(remotes.hosts) == ["kvm1", "kvm2", "old"]
        for name in ("kvm1", "kvm2"):
            ids = await run(
                "ovs-vsctl", f"--db={remotes.hosts[name]}", "get", "Open_vSwitch", ".", "external_ids"
            )
            assert f"system-id={name}" in ids
    with (
        pytest.raises(SandboxError, match="are both the database of kvm2; name one of them"),
        served([files[1]] * 2),
    ):
        pass


async def test_a_damaged_file_is_shown_as_far_as_it_is_whole(tmp_path: Path) -> None:
    file = await create_database(tmp_path, installed_schema("OVN_Northbound"))
    await run(
        "ovsdb-tool", "transact", str(file), '["OVN_Northbound",{"op":"insert","table":"NB_Global","row":{}}]'
    )
    for name in ("early", "late"):
        row = {"op": "insert", "table": "Logical_Switch", "row": {"name": name}}
        end = file.stat().st_size
        await run("ovsdb-tool", "transact", str(file), json.dumps(["OVN_Northbound", row]))
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[-10] ^= 1
    for damaged in (whole[:-1], bytes(flipped), whole[: end + 20], whole[:end] + b"\0" * 4096):
        file.write_bytes(damaged)
        with served([file]) as remotes:
            shown = await run("ovn-nbctl", f"--db={remotes.northbound}", "ls-list")
            assert "(early)" in shown
            assert "(late)" not in shown
            assert remotes.notes == (f"{file} is damaged from byte {end} on: what came later is not shown",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "is no OVSDB database file", id="empty"),
        pytest.param(b"root:x:0:0:root:/root:/bin/sh\n" * 1000, "is no OVSDB database file", id="text"),
        pytest.param(bytes(range(256)) * 400, "is no OVSDB database file", id="bytes"),
        pytest.param(NB.read_bytes()[:5000], "is no OVSDB database file", id="cut in its schema"),
        pytest.param(None, "could not be copied: No such file or directory", id="missing"),
    ],
)
def test_what_is_no_database_is_told(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "file.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SandboxError, match=rf"^{file} {sentence}[^\n]*$"), served([NB, file]):
        pass
    assert (file.read_bytes() if file.exists() else None) == content


async def test_what_is_another_database_is_told(tmp_path: Path) -> None:
    schema = installed_schema("OVN_Northbound") | {"name": "Bakery"}
    file = await create_database(tmp_path, schema)
    with pytest.raises(SandboxError, match="holds the database Bakery; only OVN's two"), served([file]):
        pass
    with pytest.raises(SandboxError, match="are both the database of OVN_Northbound"), served([NB, NB]):
        pass
    with pytest.raises(SandboxError, match="is no file"), served([tmp_path]):
        pass


OWNER = """
import sys
from pathlib import Path
from ovntui.sandbox.postmortem import served
with served([Path(sys.argv[1])]):
    print("served", flush=True)
    sys.stdin.read()
"""


def kill_an_owner(here: Path) -> None:
    """Start a process that serves a file, and kill it while it does."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(NB)],
        env={**os.environ, "TMPDIR": str(here)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "served\n"
        assert len(processes_with(str(here))) == 3, "the owner, its guard and the server"
        process.kill()


async def test_a_killed_owner_leaves_nothing(here: Path) -> None:
    kill_an_owner(here)
    await nothing_is_left(here)
