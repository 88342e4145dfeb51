"""The audit: whatever is done to it afterwards shows, and without it nothing is changed."""

import json
import multiprocessing
import socket
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from ovntui.operators import Operator, Role
from ovntui.plans.acts.rows import create_row
from ovntui.plans.audit import Audit, checksum
from ovntui.plans.errors import JournalError
from ovntui.plans.journal import Journal
from ovntui.plans.recipe import Wish
from ovntui.plans.verify import verify
from ovntui.plans.writer import Writer
from tests.plans.stage import cloud, console
from tests.servers.process import short_folder

KIM = Operator("kim", Role.ADMIN, "192.0.2.7", "3")
SWITCH = create_row("Logical_Switch", {"name": "audited"})

Damage = Callable[[list[bytes]], list[bytes]]


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    """Ten lines."""
    found = Audit(tmp_path / "state" / "audit.jsonl", clock=lambda: 1.0)
    for number in range(10):
        found.append("login", KIM, key=f"key {number}")
    return found


def test_what_is_told(audit: Audit) -> None:
    lines = [json.loads(line) for line in audit.path.read_text().splitlines()]
    assert [line["number"] for line in lines] == list(range(1, 11))
    assert lines[3] == {
        "number": 4,
        "time": 1.0,
        "event": "login",
        "before": lines[3]["before"],
        "name": "kim",
        "role": "admin",
        "source": "192.0.2.7",
        "session": "3",
        "facts": {"key": "key 3"},
    }
    assert audit.path.stat().st_mode & 0o777 == 0o600
    found = verify(audit.path)
    assert (found.lines, found.wrong) == (10, "")


def test_the_machines_journal_gets_every_line(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    with short_folder() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        monkeypatch.setattr("ovntui.plans.audit._JOURNAL", folder / "socket")
        audit.append("login", KIM, key="nobody listens yet")
        journal.bind(str(folder / "socket"))
        audit.append("login", KIM, key="a line\nwith another in it")
        told = dict(line.split("=", 1) for line in journal.recv(1 << 16).decode().splitlines())
    last = audit.path.read_bytes().splitlines()[-1]
    assert told["OVNTUI_AUDIT"].encode() == last
    assert told["MESSAGE"] == f"audit: login {checksum(last)}"
    assert told["SYSLOG_IDENTIFIER"] == "ovntui"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda x: [*x[:4], x[4].replace(b"kim", b"lee"), *x[5:]], "line 5 was changed"),
        (lambda x: [x[0].replace(b"kim", b"lee"), *x[1:]], "line 1 was changed"),
        (lambda x: [*x[:9], x[9].replace(b"kim", b"lee")], "line 10 was changed"),
        (lambda x: x[:4] + x[5:], "lines are missing before line 5"),
        (lambda x: x[1:], "lines are missing before line 1"),
        (lambda x: x[:8], "the end is missing: 10 lines were written"),
        (lambda x: [], "the end is missing: 10 lines were written"),
        (lambda x: [*x[:4], x[5], x[4], *x[6:]], "lines are missing before line 5"),
        (lambda x: [*x[:6], x[3], *x[6:]], "line 7 is in another order or told twice"),
        (lambda x: [*x, x[9]], "line 11 is in another order or told twice"),
        (lambda x: [*x[:4], b"nothing\n", *x[5:]], "line 5 is none that ovntui wrote"),
        (lambda x: [*x[:4], b"\xff\n", *x[5:]], "line 5 is none that ovntui wrote"),
        (lambda x: [*x[:4], b"\n", *x[4:]], "line 5 is none that ovntui wrote"),
        (lambda x: [*x[:9], x[9][:-9]], "line 10 is cut off"),
    ],
)
def test_any_damage_is_found(audit: Audit, damage: Damage, said: str) -> None:
    lines = audit.path.read_bytes().splitlines(keepends=True)
    audit.path.write_bytes(b"".join(damage(lines)))
    assert said in verify(audit.path).wrong


def test_every_byte_counts(audit: Audit) -> None:
    whole = audit.path.read_bytes()
    for at in range(0, len(whole), 3):
        changed = bytearray(whole)
        changed[at] ^= 1
        audit.path.write_bytes(changed)
        assert verify(audit.path).wrong, f"byte {at}"


def test_the_mark_counts_too(audit: Audit) -> None:
    audit.mark.write_text("x")
    assert verify(audit.path).wrong == "audit.jsonl.last is damaged"
    audit.mark.unlink()
    assert "whether the end is missing cannot be told" in verify(audit.path).wrong


def test_half_a_line_of_a_killed_process(audit: Audit) -> None:
    with audit.path.open("ab") as file:
        file.write(b'{"number":11,"ti')
    assert verify(audit.path).wrong == "line 11 is cut off"
    audit.append("login", KIM)
    found = verify(audit.path)
    assert (found.lines, found.wrong) == (11, "")


def _append(path: Path, name: str) -> None:
    for number in range(50):
        Audit(path).append(
            "tried", msgspec.structs.replace(KIM, name=name), number=number, filler="x" * (number * 97)
        )


def test_several_processes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append, args=(path, f"writer {one}")) for one in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    found = verify(path)
    assert (found.lines, found.wrong) == (200, "")


async def test_a_plan_is_told_of_before_and_after(tmp_path: Path) -> None:
    audit = Audit(tmp_path / "audit.jsonl")
    async with cloud() as server, console(server, tmp_path / "journal") as stage:
        journal = Journal(tmp_path / "journal", audit=audit, who=KIM)
        plan = await stage.planner.plan(Wish(acts=(SWITCH,)), "edit-row", "a switch", {})
        outcome = await Writer(stage.deployment, stage.writer.gate, journal).apply(plan)
        assert outcome.verdict == "applied"
    before, after = (json.loads(line) for line in audit.path.read_text().splitlines())
    assert (before["event"], before["name"], before["session"]) == ("sent", "kim", "3")
    assert before["facts"]["plan"] == after["facts"]["plan"] == plan.id
    assert before["facts"]["commands"] == [list(words) for words in plan.steps[0].words]
    assert (after["event"], after["facts"]["verdict"]) == ("decided", "applied")
    assert not verify(audit.path).wrong


async def test_a_full_disk_stops_changes_and_not_views(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    async with cloud() as server, console(server, tmp_path / "journal") as stage:
        before = await stage.contents()
        plan = await stage.planner.plan(Wish(acts=(SWITCH,)), "edit-row", "a switch", {})
        journal = Journal(tmp_path / "journal", audit=Audit(full), who=KIM)
        outcome = await Writer(stage.deployment, stage.writer.gate, journal).apply(plan)
        assert outcome.verdict == "refused"
        assert outcome.reason == (
            "nothing was sent, because it could not be written down: "
            f"the audit {full} cannot be written: No space left on device"
        )
        assert await stage.contents() == before
        assert stage.deployment.connections["nb"].database.link.state == "live"


def test_a_damaged_end_stops_it(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text("nothing\n")
    with pytest.raises(JournalError, match="is damaged at its end"):
        Audit(path).append("login", KIM)
