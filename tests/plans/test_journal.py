"""The journal: whole after kill -9, on a full disk, and with several consoles."""

import asyncio
import json
import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from ovntui.plans.errors import JournalError
from ovntui.plans.journal import LIMIT, Journal
from ovntui.plans.log import print_log
from ovntui.plans.plan import Outcome, Plan
from ovntui.plans.settle import settle
from ovntui.plans.undo import undo
from tests.console.terminal import OVNTUI
from tests.plans.stage import cloud, command, console
from tests.servers.ovsdb import Server
from tests.servers.process import ENVIRONMENT
from tests.servers.proxy import Proxy, proxy
from tests.servers.waiting import until


@pytest.mark.parametrize("is_applied", [True, False])
async def test_killed_between_sent_and_verdict(tmp_path: Path, is_applied: bool) -> None:
    """The next console looks at the rows and tells what became of it."""
    path = tmp_path / "ovntui" / "journal.jsonl"
    async with cloud() as server, proxy(server.unix) as line:
        (line.down if is_applied else line.up).pause = 0.4
        process = await _plan(server, line, tmp_path)
        await until(lambda: path.exists() and b'"sent"' in path.read_bytes(), "the plan is sent", 60)
        if is_applied:
            await _until_there(server)
        process.send_signal(signal.SIGKILL)
        await line.cut()
        await process.wait()
        journal = Journal(path)
        (entry,) = journal.entries()
        assert entry.standing == "sent"
        async with console(server, path) as one:
            (decided,) = await settle(one.deployment, one.journal)
        assert decided.standing == ("applied" if is_applied else "refused")
        assert ("(ls-int)" in await command(server, ("ovn-nbctl", "ls-list"))) == is_applied
        assert [one.standing for one in journal.entries()] == [decided.standing]


async def test_what_a_running_console_sends_is_left_to_it(tmp_path: Path) -> None:
    async with cloud() as server, console(server, tmp_path / "journal") as one:
        await one.journal.sent(await one.make("add-switch", {"name": "ls-int"}))
        assert await settle(one.deployment, one.journal) == []
        assert one.journal.entries()[0].standing == "sent"


async def test_no_room_for_the_journal_means_no_change_but_every_view(tmp_path: Path) -> None:
    path = tmp_path / "ovntui" / "journal.jsonl"
    async with cloud() as server:
        codes = []
        for number in range(20):
            arguments = ("plan", "add-switch", "--name", f"ls-{number}", "--yes")
            code, out = await _limited(server, tmp_path, *arguments)
            codes.append(code)
            if code:
                assert "cannot be written: File too large" in out
                break
        assert codes[-1] and len(codes) > 2, "there was room for some"
        switches = await command(server, ("ovn-nbctl", "ls-list"))
        assert len(switches.splitlines()) == len(codes) - 1
        standings = [entry.standing for entry in Journal(path).entries()]
        assert len(standings) == len(codes) - 1, "what was not written down was not sent"
        assert set(standings[:-1]) == {"applied"} and standings[-1] in ("applied", "sent")
        for text in path.read_text().splitlines():
            json.loads(text)
        assert "switch" in (await _limited(server, tmp_path, "show"))[1]
        assert (await _limited(server, tmp_path, "log"))[0] == 0


@pytest.mark.parametrize("limit", [LIMIT, 150_000], ids=["one file", "a new file between"])
async def test_consoles_append_at_once(tmp_path: Path, limit: int) -> None:
    path, count = tmp_path / "journal.jsonl", 100
    writers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.plans.appending", str(path), name, str(count), str(limit)
        )
        for name in ("kim", "lee", "max")
    ]
    assert [await writer.wait() for writer in writers] == [0, 0, 0]
    journal = Journal(path)
    assert journal.older.exists() == (limit != LIMIT)
    entries = journal.entries()
    assert sorted(entry.plan.id for entry in entries) == sorted(
        f"{name}-{number}" for name in ("kim", "lee", "max") for number in range(count)
    )
    assert {entry.standing for entry in entries} == {"applied"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_it_does_not_grow_for_ever(tmp_path: Path) -> None:
    """The newest are kept, an older file beside, and no more."""
    journal = Journal(tmp_path / "journal.jsonl", limit=20_000)
    for number in range(200):
        await journal.sent(Plan(str(number), "x", "X" * 500, "kim", {}, ("does",), ()))
        await journal.decided(str(number), Outcome("applied"))
        assert journal.entries()[-1].plan.id == str(number)
    assert _files(tmp_path) == {journal.path, journal.older}
    for file in (journal.path, journal.older):
        assert 0 < file.stat().st_size <= 20_000
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = [int(entry.plan.id) for entry in journal.entries()]
    assert kept == list(range(kept[0], 200)) and len(kept) > 25
    assert {entry.standing for entry in journal.entries()} == {"applied"}


async def test_a_plan_larger_than_a_file_is_written_down_all_the_same(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl", limit=100)
    for number in range(3):
        await journal.sent(Plan(str(number), "x", "X" * 500, "kim", {}, ("does",), ()))
    assert [entry.plan.id for entry in journal.entries()] == ["1", "2"]


async def test_what_is_in_the_older_file_is_told_and_undone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "journal.jsonl"
    async with cloud() as server, console(server, path) as one:
        plan = await one.make("add-switch", {"name": "ls-int"})
        assert (await one.writer.apply(plan)).verdict == "applied"
        small = Journal(path, limit=path.stat().st_size)
        await small.sent(Plan("later", "x", "X", "kim", {}, ("does",), ()))
        assert plan.id.encode() in small.older.read_bytes() and plan.id.encode() not in path.read_bytes()
        print_log(as_json=False, path=path)
        assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == [plan.id[:8], "later"]
        back = await undo(one.planner, one.journal.entry(plan.id))
        assert (await one.writer.apply(back)).verdict == "applied"
        assert "ls-int" not in await command(server, ("ovn-nbctl", "ls-list"))
        assert one.journal.entry(plan.id).undone_by == back.id


async def test_half_a_line_hides_nothing(tmp_path: Path) -> None:
    """A console was killed in the middle of a line."""
    path = tmp_path / "journal.jsonl"
    journal, plan = Journal(path), Plan("1", "x", "X", "kim", {}, ("does",), ())
    await journal.sent(plan)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    await journal.decided("1", Outcome("applied"))
    assert [entry.standing for entry in journal.entries()] == ["applied"]


def test_a_journal_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").mkdir()
    with pytest.raises(JournalError, match="cannot be read: Is a directory"):
        Journal(tmp_path / "journal.jsonl").entries()


def _files(folder: Path) -> set[Path]:
    return set(folder.iterdir())


async def _plan(server: Server, line: Proxy, state: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        OVNTUI,
        *("plan", "add-switch", "--name", "ls-int", "--yes", "--timeout", "120"),
        *("--nb", line.remote, "--sb", server.unix),
        env=_environment(state),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )


async def _limited(server: Server, state: Path, *arguments: str) -> tuple[int, str]:
    """Run ovntui with no file ever growing past some kilobytes."""
    process = await asyncio.create_subprocess_exec(
        *("prlimit", "--fsize=6000", OVNTUI),
        *arguments,
        *(() if arguments == ("log",) else ("--nb", server.unix, "--sb", server.unix)),
        env=_environment(state),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode()


def _environment(state: Path) -> dict[str, str]:
    return {
        **ENVIRONMENT,
        "OVS_RUNDIR": os.devnull,
        "XDG_STATE_HOME": str(state),
        "XDG_CONFIG_HOME": str(state),
    }


async def _until_there(server: Server) -> None:
    for _ in range(200):
        if "(ls-int)" in await command(server, ("ovn-nbctl", "ls-list")):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the plan was not applied")
