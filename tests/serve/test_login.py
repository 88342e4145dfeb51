"""Coming in over SSH: the console as it is in any terminal, and nothing else."""

import fcntl
import os
import signal
import struct
import termios

import pytest

from tests.console.stage import Cloud
from tests.console.terminal import Terminal
from tests.serve.serving import Served, made_key, public, served
from tests.servers.process import ToolError, run
from tests.servers.waiting import until

FIRST = "lrp-edge"
"""What the overview of the zoo shows once it is all there."""


def come_in(terminal: Terminal) -> None:
    """Wait for the first screen."""
    terminal.until(lambda: FIRST in terminal.text, "the first screen", 60)


async def test_the_console_as_in_any_terminal(server: Served) -> None:
    with server.terminal() as terminal:
        come_in(terminal)
        terminal.press("4")
        terminal.until(lambda: "db-moving" in terminal.text, "the ports")
        terminal.press("/web-7\r")
        terminal.until(lambda: "1 of 34" in terminal.text, "the filter")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.output.rindex(b"\x1b[?1049l") > terminal.output.rindex(b"\x1b[?1049h")
    await until(lambda: not server.sessions(), "its process is gone")


async def test_what_is_typed_arrives_in_any_script(server: Served) -> None:
    with server.terminal() as terminal:
        come_in(terminal)
        terminal.press("4")
        terminal.until(lambda: "db-moving" in terminal.text, "the ports")
        terminal.press("/数é🦊")
        terminal.until(lambda: all(letter in terminal.text for letter in "数é🦊"), "what was typed")
        terminal.press("\x11")
        assert terminal.ended() == 0


async def test_another_size_arrives(server: Served) -> None:
    with server.terminal() as terminal:
        come_in(terminal)
        before = len(terminal.output)
        fcntl.ioctl(terminal._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        terminal.until(lambda: b"\x1b[50;" in terminal.output[before:], "a line that was not there before")
        terminal.press("q")
        assert terminal.ended() == 0


async def test_colours_as_the_client_has_them(server: Served) -> None:
    with server.terminal("-o", "SendEnv=COLORTERM") as terminal:
        come_in(terminal)
        assert b"\x1b[38;2;" in terminal.output or b";38;2;" in terminal.output
    with server.terminal("-o", "SetEnv=NO_COLOR=1") as terminal:
        come_in(terminal)
        assert b"38;2;" not in terminal.output
        assert b"38;5;" not in terminal.output


async def test_nothing_but_the_console(server: Served) -> None:
    without = server.run("-T")
    assert without.returncode == 1
    assert without.stdout.count("\n") == 1
    assert "the console needs a terminal" in without.stdout
    for options, command, refused in (
        ((), ("id",), "to run id"),
        (("-tt",), ("sh",), "to run sh"),
        (("-s",), ("sftp",), "the subsystem sftp"),
    ):
        ended = server.run(*options, command=command)
        assert ended.returncode == 255
        assert not ended.stdout
        assert "request failed" in ended.stderr
        assert f"refused to kim at 127.0.0.1: {refused}" in server.logged


async def test_no_file_goes_either_way(server: Served) -> None:
    scp = ["scp", "-F", "none", "-P", str(server.port), "-i", str(server.kim), "-o", "BatchMode=yes"]
    scp += [
        "-o",
        f"UserKnownHostsFile={server.folder / 'known_hosts'}",
        "-o",
        "StrictHostKeyChecking=accept-new",
    ]
    for protocol in ("-O", "-s"):
        there = server.folder / "came"
        for way in (
            (f"ops@127.0.0.1:{server.authorized}", str(there)),
            (str(server.kim), "ops@127.0.0.1:came"),
        ):
            with pytest.raises(ToolError):
                await run(*scp, protocol, *way, seconds=60)
            assert not there.exists()


async def test_nothing_is_forwarded(server: Served) -> None:
    asked = server.run("-o", "ExitOnForwardFailure=yes", "-N", "-R", "0:127.0.0.1:1")
    assert asked.returncode == 255
    assert "refused to kim at 127.0.0.1: to listen on" in server.logged
    through = server.run("-W", f"127.0.0.1:{server.port}")
    assert through.returncode == 255
    assert f"to forward to 127.0.0.1:{server.port}" in server.logged
    socket = server.run("-o", "ExitOnForwardFailure=yes", "-N", "-R", f"{server.folder}/sock:127.0.0.1:1")
    assert socket.returncode == 255
    assert not (server.folder / "sock").exists()


async def test_no_agent_and_no_windows(server: Served) -> None:
    with server.terminal("-A", "-X", "-v") as terminal:
        come_in(terminal)
        assert "agent forwarding enabled" not in server.logged
        assert not list(server.folder.glob("**/agent*"))


async def test_a_client_that_goes_leaves_nothing(server: Served) -> None:
    with server.terminal() as terminal:
        come_in(terminal)
        await until(lambda: len(server.sessions()) == 1, "those of before have gone")
        os.killpg(terminal.process.pid, signal.SIGKILL)
    await until(lambda: not server.sessions(), "the session's process is gone")


async def test_sessions_do_not_share_their_fate(server: Served) -> None:
    with server.terminal() as one, server.terminal() as other:
        come_in(one)
        come_in(other)
        await until(lambda: len(server.sessions()) == 2, "those of before have gone")
        first, second = server.sessions()
        os.kill(first, signal.SIGKILL)
        await until(lambda: server.sessions() == [second], "one is gone")
        one.until(lambda: one.process.poll() is not None or other.process.poll() is not None, "one has ended")
        gone, stays = (one, other) if one.process.poll() is not None else (other, one)
        assert gone.ended() == 255
        assert b"\x1b[?1049l" in gone.output
        stays.press("4")
        stays.until(lambda: "db-moving" in stays.text, "the other goes on")


async def test_the_host_key_is_made_once_and_kept_to_ourselves(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server:
        assert (server.folder / "state").stat().st_mode & 0o777 == 0o700
        assert (server.folder / "state" / "host_key").stat().st_mode & 0o777 == 0o600
        assert server.run("-T").returncode == 1
        server.daemon.stop()
        server.log.write_bytes(b"")
        known = (server.folder / "known_hosts").read_text()
        await server.start()
        # the same server on another port; the client compares keys by host and port
        (server.folder / "known_hosts").write_text(
            known.replace(known.split("]:")[1].split()[0], str(server.port))
        )
        assert server.run("-T", "-o", "StrictHostKeyChecking=yes").returncode == 1
        server.daemon.stop()
        (server.folder / "state" / "host_key").unlink()
        server.log.write_bytes(b"")
        await server.start()
        (server.folder / "known_hosts").write_text(
            known.replace(known.split("]:")[1].split()[0], str(server.port))
        )
        changed = server.run("-T")
        assert changed.returncode == 255
        assert "REMOTE HOST IDENTIFICATION HAS CHANGED" in changed.stderr


async def test_it_takes_its_leave(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server:
        with server.terminal() as terminal:
            come_in(terminal)
            children = server.sessions()
            server.daemon.stop()
            terminal.until(lambda: "the server is being stopped" in terminal.text, "it says so")
            assert terminal.ended() == 1
        await until(lambda: not any(map(_runs, children)), "no session is left")


async def test_a_killed_server_leaves_no_session(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server:
        with server.terminal() as terminal:
            come_in(terminal)
            children = server.sessions()
            server.daemon.kill()
            await until(lambda: not any(map(_runs, children)), "no session is left")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_only_keys_that_are_known(server: Served) -> None:
    stranger = made_key(server.folder, "stranger")
    ended = server.run("-T", key=stranger)
    assert ended.returncode == 255
    assert "Permission denied (publickey)" in ended.stderr
    assert "the key is not known" in server.logged
    assert public(stranger).split()[1] not in server.logged
