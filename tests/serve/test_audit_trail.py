"""What the server tells its audit, and that no secret is told anywhere."""

import json
import os
from pathlib import Path
from typing import Any

from tests.console.program import ovntui
from tests.console.stage import Cloud
from tests.serve.serving import Served, made_key, served
from tests.serve.test_login import come_in
from tests.servers.waiting import until


def told(server: Served) -> list[dict[str, Any]]:
    path = server.folder / "state" / "audit.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


async def test_who_came_who_was_refused_and_who_went(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server:
        assert server.run("-T", key=made_key(server.folder, "stranger")).returncode == 255
        server.run(command=("id",))
        with server.terminal() as terminal:
            come_in(terminal)
            terminal.press("q")
            assert terminal.ended() == 0
        await until(lambda: [line["event"] for line in told(server)].count("logout") == 2, "all is told")
        lines = told(server)
        assert [line["event"] for line in lines] == [
            *("refused", "login", "refused", "logout", "login", "session", "session ended", "logout")
        ]
        assert "the key is not known" in lines[0]["facts"]["what"]
        assert "name" not in lines[0]
        assert lines[2]["name"] == "kim"
        assert lines[2]["facts"] == {"what": "to run id"}
        assert lines[5]["session"] == lines[6]["session"] == "1"
        assert all(line["source"] == "127.0.0.1" for line in lines)
        state = str(server.folder / "state")
        whole = ovntui("audit", "verify", "--state", state)
        assert whole.code == 0
        assert whole.out.startswith("8 lines, each as it was written")
        path = server.folder / "state" / "audit.jsonl"
        path.write_text(path.read_text().replace('"kim"', '"lee"', 1))
        spoilt = ovntui("audit", "verify", "--state", state)
        assert spoilt.code == 1
        assert "line 2 was changed after it was written" in spoilt.out


async def test_a_flood_of_strangers_fills_no_disk(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server:
        stranger = made_key(server.folder, "stranger")
        for _ in range(15):
            server.run("-T", key=stranger)
        assert server.run("-T").returncode == 1
        await until(lambda: any(line["event"] == "login" for line in told(server)), "a login is told")
        assert [line["event"] for line in told(server)].count("refused") == 10


async def test_a_full_disk_lets_everybody_look(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server:
        (server.folder / "state" / "audit.jsonl").symlink_to("/dev/full")
        with server.terminal() as terminal:
            come_in(terminal)
            terminal.press("q")
            assert terminal.ended() == 0
        assert server.logged.count("No space left on device; nothing can be changed") == 1


async def test_no_secret_is_told(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server:
        secrets = [
            "".join(key.read_text().split("\n")[1:-2])[40:200]
            for key in (server.kim, server.folder / "state" / "host_key")
        ]
        with server.terminal() as terminal:
            come_in(terminal)
            pids = [server.daemon.pid, *server.children(), *server.sessions()]
            assert len(pids) == 3
            for pid in pids:
                process = Path(f"/proc/{pid}")
                assert (process / "limits").read_text().split("Max core file size")[1].split()[:2] == [
                    "0",
                    "0",
                ]
                for told_in in ("cmdline", "environ"):
                    assert not any(secret.encode() in (process / told_in).read_bytes() for secret in secrets)
                # a process that cannot be looked into belongs to root in /proc (prctl(2), PR_SET_DUMPABLE)
                assert os.stat(process / "mem").st_uid == 0  # noqa: PTH116  # not of the file itself
            terminal.press("q")
            assert terminal.ended() == 0
        assert not any(secret in server.logged for secret in secrets)


async def test_a_record_of_what_was_shown(the_zoo: Cloud) -> None:
    async with served(the_zoo, "record = true\n") as server:
        with server.terminal() as terminal:
            come_in(terminal)
            terminal.press("4")
            terminal.until(lambda: "db-moving" in terminal.text, "the ports")
            terminal.press("q")
            assert terminal.ended() == 0
            shown = terminal.output
        folder = server.folder / "state" / "records"
        await until(lambda: not server.sessions(), "the session is over")
        (path,) = folder.glob("*-kim.cast")
        assert path.stat().st_mode & 0o777 == 0o600
        head, *events = (json.loads(line) for line in path.read_text().splitlines())
        assert (head["version"], head["width"], head["height"]) == (2, 80, 24)
        assert head["title"] == "kim (admin) from 127.0.0.1"
        played = "".join(data for _, kind, data in events if kind == "o").encode()
        assert b"db-moving" in played
        assert played in shown, "byte by byte"
        assert [at for at, _, _ in events] == sorted(at for at, _, _ in events)
