"""Seeing another's screen: asked for, granted, ended by either, and never a way to press a key there."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.serve.copying import Copy
from tests.console.stage import Cloud
from tests.console.terminal import SEQUENCE, Terminal
from tests.serve.serving import Served, made_key, public, served
from tests.serve.test_login import FIRST, come_in
from tests.servers.waiting import until

F9 = "\x1b[20~"


class Pair:
    """Two terminals, both read while something is waited for at one: a client whose terminal takes nothing
    sends nothing either."""

    def __init__(self, kims: Terminal, lees: Terminal) -> None:
        self.kims, self.lees = kims, lees

    def at(self, terminal: Terminal, since: int, *texts: str, what: str = "") -> None:
        """Wait until all of this was written since."""
        other = self.lees if terminal is self.kims else self.kims

        def seen() -> bool:
            if other.process.poll() is None:
                other.read()
            return all(text in plain(terminal, since) for text in texts)

        terminal.until(seen, what or " and ".join(texts), 60)

    def now(self, terminal: Terminal, *texts: str, what: str = "") -> None:
        """Wait until all of this is written, from now on."""
        self.at(terminal, len(terminal.output), *texts, what=what)


@asynccontextmanager
async def two(cloud: Cloud, size: tuple[int, int] = (120, 30)) -> AsyncIterator[tuple[Served, Pair]]:
    """kim, a viewer who would like to watch, and lee, an admin; both at the overview."""
    async with served(cloud) as server:
        lee = made_key(server.folder, "lee")
        server.authorize(f'role="viewer" {public(server.kim)}', f'role="admin" {public(lee)}')
        with server.terminal(size=size) as kims, server.terminal(key=lee, size=(120, 30)) as lees:
            come_in(kims)
            come_in(lees)
            yield server, Pair(kims, lees)


def ask(pair: Pair) -> None:
    """kim asks lee by way of who is here."""
    pair.kims.press(":who is here")
    pair.now(pair.kims, "Who is at this server", what="the palette has found it")
    pair.kims.press("\r")
    pair.now(pair.kims, "lee", "admin", "ask to watch")
    pair.kims.press("\r")


def asked(pair: Pair) -> None:
    """kim asks lee, and lee turns to the question."""
    there = len(pair.lees.output)
    ask(pair)
    pair.at(pair.lees, there, "kim asks to see your screen")
    pair.lees.press(F9)
    pair.now(pair.lees, "kim, viewer, from 127.0.0.1 asks", "let them")


def watch(pair: Pair) -> None:
    """kim sees lee's screen."""
    asked(pair)
    here, there = len(pair.kims.output), len(pair.lees.output)
    pair.lees.press("y")
    pair.at(pair.lees, there, "watched by kim: F9 ends", FIRST)
    pair.at(pair.kims, here, "watched by kim", what="kim sees what lee sees")


def plain(terminal: Terminal, since: int) -> str:
    """What was written since."""
    return SEQUENCE.sub(b"", terminal.output[since:]).decode(errors="replace")


def audited(server: Served) -> list[tuple[str, str]]:
    """Events and who they are of."""
    lines = (server.folder / "state" / "audit.jsonl").read_text().splitlines()
    return [(line["event"], line["name"]) for line in map(json.loads, lines)]


async def test_a_viewer_sees_what_an_admin_sees_and_presses_nothing_there(the_zoo: Cloud) -> None:
    async with two(the_zoo) as (server, pair):
        kims, lees = pair.kims, pair.lees
        watch(pair)
        here, there = len(kims.output), len(lees.output)
        lees.press("4")
        pair.at(kims, here, "db-moving", "NB Logical_Switch_Port", what="lee's ports on kim's screen")
        for keys in ("5", "D", "a", "\x1b[B", "\x1b", "\r", F9, "y", "\x03"):
            kims.press(keys)
        here = len(kims.output)
        lees.press("6")
        pair.at(kims, here, "NB NAT", what="lee goes on to the page that lee chose")
        pair.at(lees, there, "NB NAT", what="so it is at lee's")
        assert "NB Logical_Router_Port" not in plain(lees, there), "none of kim's keys came there"
        here = len(kims.output)
        kims.press("q")
        pair.at(kims, here, FIRST, what="kim's own page again")
        here = len(kims.output)
        kims.press("3")
        pair.at(kims, here, "NB Logical_Switch", "viewer", what="kim's keys are kim's again")
        assert "watched by" not in plain(kims, here)
        kims.press("q")
        assert kims.ended() == 0
        await until(lambda: ("logout", "kim") in audited(server), "it is written down")
        told = audited(server)
        for event, who in (
            ("asks to watch", "kim"),
            ("watches", "kim"),
            ("is watched", "lee"),
            ("watches no longer", "kim"),
            ("is watched no longer", "lee"),
        ):
            assert told.count((event, who)) == 1


async def test_whoever_is_watched_ends_it(the_zoo: Cloud) -> None:
    async with two(the_zoo) as (_, pair):
        watch(pair)
        here, there = len(pair.kims.output), len(pair.lees.output)
        pair.lees.press(F9)
        pair.at(pair.kims, here, "lee has ended it", "viewer")
        pair.at(pair.lees, there, "Nobody sees your screen any more")
        here = len(pair.kims.output)
        pair.lees.press("4")
        pair.now(pair.lees, "db-moving")
        assert "db-moving" not in plain(pair.kims, here)


async def test_no_is_no(the_zoo: Cloud) -> None:
    async with two(the_zoo) as (server, pair):
        asked(pair)
        here = len(pair.kims.output)
        pair.lees.press("n")
        pair.at(pair.kims, here, "lee would rather not")
        here = len(pair.kims.output)
        pair.lees.press("4")
        pair.now(pair.lees, "db-moving")
        assert "db-moving" not in plain(pair.kims, here)
        assert ("is not watched", "lee") in audited(server)


@pytest.mark.parametrize("way", ["\x11", "cut"])
async def test_the_end_of_the_watched_session_gives_the_watcher_their_own_back(
    the_zoo: Cloud, way: str
) -> None:
    async with two(the_zoo) as (server, pair):
        kims = pair.kims
        watch(pair)
        here = len(kims.output)
        if way == "cut":
            server.authorize(f'role="viewer" {public(server.kim)}')
        else:
            pair.lees.press(way)
        pair.at(kims, here, "lee has left")
        assert b"\x1b[?1049l" not in kims.output[here:], "lee's terminal is left, not kim's"
        here = len(kims.output)
        kims.press("4")
        pair.at(kims, here, "db-moving")


async def test_the_end_of_the_watcher_is_told(the_zoo: Cloud) -> None:
    async with two(the_zoo) as (_, pair):
        watch(pair)
        there = len(pair.lees.output)
        pair.kims.hang_up()
        pair.lees.until(
            lambda: "Nobody sees your screen any more" in plain(pair.lees, there), "lee is told", 60
        )


async def test_a_smaller_terminal_cannot_hold_the_screen(the_zoo: Cloud) -> None:
    async with two(the_zoo, size=(100, 30)) as (_, pair):
        here = len(pair.kims.output)
        ask(pair)
        pair.at(pair.kims, here, "Your terminal is smaller than theirs")


PIECES = st.sampled_from(
    [
        *(b"text", "ünï码".encode(), b"\x1b[3;4H", b"\x1b[38;2;1;2;3;48;5;9m", b"\x1b[2J", b"\x1b[?2026h"),
        *(
            b"\x1b]52;c;aGFsbG8=\x07",
            b"\x1b]0;title\x1b\\",
            b"\x1b[?1049l",
            b"\x1b[?1000h",
            b"\x07",
            b"\x1b[6n",
        ),
        *(b"\x1b]52;c;" + b"A" * 300 + b"\x07", b"\x1bc", b"\x1b[>1u", b"\x1b[?2026$p", b"\x1b[6n"),
    ]
)


@given(st.lists(PIECES), st.lists(st.integers(0, 400), max_size=8))
def test_a_copy_draws_and_does_nothing_else_wherever_it_is_cut(pieces: list[bytes], cuts: list[int]) -> None:
    output = b"".join(pieces)
    draws = [b"text", "ünï码".encode(), b"\x1b[3;4H", b"\x1b[38;2;1;2;3;48;5;9m", b"\x1b[2J", b"\x1b[?2026h"]
    copy, shown = Copy(), b""
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(output)], strict=True):
        shown += copy.of(output[start:end])
    assert shown == b"".join(piece for piece in pieces if piece in draws)
