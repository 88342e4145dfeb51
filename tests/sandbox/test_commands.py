"""ovntui sandbox from a script: what it prints, and its exit codes."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from ovntui.sandbox import commands, stand_ins
from ovntui.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import kill, processes_with


def ovntui(*words: str, exit_code: int = 0) -> int:
    """Run the command line as the program does; a console would return exit_code."""
    parser = argparse.ArgumentParser("ovntui")

    def console(sandbox: Sandbox, args: argparse.Namespace) -> int:
        running = all(daemon.pid for daemon in sandbox.status())
        sys.stdout.write(f"{sandbox.folder} {sandbox} {running}\n")
        return exit_code

    commands.add_parser(parser.add_subparsers(), console)
    args = parser.parse_args(words)
    run: commands.Run = args.run
    return run(args)


def test_a_script_starts_uses_and_ends_a_sandbox(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder.with_name("it's a sandbox")
    where = ("--dir", str(folder))
    try:
        assert ovntui("sandbox", "up", *where, "--chassis", "2", "--wait") == 0
        assert capsys.readouterr().out == f"started: {folder}, 2 chassis and the cloud\n"
        assert ovntui("sandbox", "--chassis", "2", "up", *where) == 0
        assert capsys.readouterr().out.startswith("was running: ")

        assert ovntui("sandbox", "env", *where) == 0
        lines = capsys.readouterr().out
        shown = subprocess.run(
            ["sh", "-c", f"{lines}ovn-nbctl ls-list; ovn-sbctl --bare --columns=name list Chassis"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in ("ls-int", "ls-ext", "hv1", "hv2"):
            assert name in shown

        assert ovntui("sandbox", "status", *where) == 0
        status = capsys.readouterr().out
        with_vms = not stand_ins.why_not()
        assert status.count("● running") == 11 + with_vms
        assert status.count("stand-ins of libvirt") == with_vms
        northd = next(daemon.pid for daemon in Sandbox(folder, 2).status() if daemon.name == "ovn-northd")
        assert northd
        kill(northd)
        assert ovntui("sandbox", "status", *where) == 1
        assert "central   ovn-northd               ○ not running\n" in capsys.readouterr().out
    finally:
        assert ovntui("sandbox", "down", *where) == 0
    assert not folder.exists()
    assert not processes_with(str(folder))
    assert ovntui("sandbox", "down", *where) == 0
    assert ovntui("sandbox", "status", *where) == 1


def test_the_bare_command_runs_the_console_on_a_sandbox_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ovntui("sandbox", "--chassis", "1", "--empty", exit_code=7) == 7
    folder, _, rest = capsys.readouterr().out.partition(" ")
    assert rest == "1 chassis and no cloud True\n"
    assert not Path(folder).exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("up", "--dir", "{}", "--chassis", "0"), "A sandbox has 1 to 100 chassis, not 0"),
        (("up", "--dir", "{}/in/nowhere"), "Could not make {}/in/nowhere: No such file or directory"),
        (("up", "--dir", "/etc"), "/etc is not a sandbox; it stays as it is"),
        (("down", "--dir", "/etc"), "/etc is not a sandbox; it stays as it is"),
        (("status", "--dir", "/etc/passwd"), "/etc/passwd: Not a directory"),
        (("env", "--dir", "{}"), "No sandbox in {}; start one with: ovntui sandbox up --dir {}"),
        (
            ("up", "--dir", "/a\x1b[31m"),
            "/a␛[31m holds a comma or an unprintable character; name another folder",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    assert ovntui("sandbox", *(word.format(folder) for word in words)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"ovntui: {sentence.format(folder, folder)}\n"
    assert not folder.exists()


def test_the_consoles_own_sandbox_cannot_be_taken_down_from_elsewhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Sandbox.owned(chassis=1, empty=True) as sandbox:
        assert ovntui("sandbox", "down", "--dir", str(sandbox.folder)) == 2
        assert "Another ovntui is at work" in capsys.readouterr().err
        assert all(daemon.pid for daemon in sandbox.status())
