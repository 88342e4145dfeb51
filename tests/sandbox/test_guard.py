"""What a console started ends with it, however it ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ovntui.sandbox import processes
from ovntui.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import nothing_is_left, processes_with
from tests.servers.waiting import until

OWNER = """
import json, signal, sys
from ovntui.sandbox.sandbox import Sandbox
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background,
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and by nohup
with Sandbox.owned(chassis=1, empty=True) as sandbox:
    print(json.dumps(str(sandbox.folder)), flush=True)
    sys.stdin.read()
"""


@contextmanager
def owner(here: Path, *prefix: str, program: str = OWNER) -> Iterator[subprocess.Popen[str]]:
    """A process that owns a sandbox as the console does, as leader of a process group."""
    with subprocess.Popen(
        [*prefix, sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(here)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def folder_of(process: subprocess.Popen[str]) -> Path:
    """Where the owner's sandbox is, as soon as it is up."""
    assert process.stdout
    return Path(json.loads(process.stdout.readline()))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
async def test_a_console_that_is_killed_leaves_nothing(here: Path, how: signal.Signals) -> None:
    """By a signal to its whole process group, as the terminal sends them."""
    with owner(here) as process:
        folder = folder_of(process)
        assert len(processes.members(folder)) == 8
        os.killpg(process.pid, how)
        process.wait()
    await nothing_is_left(here)


@pytest.mark.parametrize("started", [0, 1, 3, 6])
async def test_a_console_that_is_killed_while_it_starts_leaves_nothing(here: Path, started: int) -> None:
    """Killed when the folder is there, when the first process runs, and later."""
    with owner(here) as process:
        await until(
            lambda: any(len(processes.members(folder)) >= started for folder in here.iterdir()),
            f"{started} processes",
        )
        process.kill()
        process.wait()
    await nothing_is_left(here)


async def test_a_console_whose_guard_is_killed_clears_up_itself(here: Path) -> None:
    with owner(here) as process:
        folder = folder_of(process)
        guards = [pid for pid, command in processes_with(str(here)).items() if "import guard" in command]
        assert len(guards) == 1
        os.kill(guards[0], signal.SIGKILL)
        assert processes.members(folder)
        process.communicate("")
        assert process.returncode == 0
    await nothing_is_left(here)


async def test_a_console_that_fails_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("TMPDIR", str(here))
    with pytest.raises(ZeroDivisionError), Sandbox.owned(chassis=1, empty=True) as sandbox:
        assert sandbox.folder.parent == here
        assert 1 / 0
    await nothing_is_left(here)


async def test_a_folder_for_temporary_files_with_too_long_a_name_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("long" * 20)
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    with Sandbox.owned(chassis=1, empty=True) as sandbox:
        assert sandbox.folder.parent == Path("/tmp")
    assert not sandbox.folder.exists()


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv of util-linux")
async def test_no_privilege_is_needed(here: Path) -> None:
    """As root without a single capability, which may then do no more than an ordinary user."""
    drop = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    with owner(here, *drop, program=OWNER.replace("empty=True", "empty=False")) as process:
        pids = processes.members(folder_of(process))
        assert len(pids) == 8
        for pid in pids:
            assert capabilities(pid) == 0
        process.communicate("")
    await nothing_is_left(here)


def capabilities(pid: int) -> int:
    """What the process may do beyond an ordinary user, as a bit mask (proc(5), CapEff)."""
    status = Path("/proc", str(pid), "status").read_text()
    return next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff:"))
