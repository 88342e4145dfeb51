"""The console in a real terminal: its first screen, its end, and that it leaves nothing behind."""

import os
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from ovntui.widgets.driver import HUNG_UP
from tests.console import noted_turns
from tests.console.stage import Cloud
from tests.console.terminal import OVNTUI, SEQUENCE, Terminal
from tests.sandbox.conftest import nothing_is_left, processes_with
from tests.servers.process import ENVIRONMENT, short_folder


@pytest.fixture
def here() -> Iterator[Path]:
    """A folder for temporary files, in which everything left behind can be seen."""
    with short_folder() as folder:
        yield folder


def on(cloud: Cloud, *more: str) -> tuple[str, ...]:
    """The command for a console on that cloud."""
    return (OVNTUI, "--nb", cloud.central.unix, "--sb", cloud.central.unix, *more)


def test_it_starts_shows_and_gives_the_terminal_back(the_zoo: Cloud) -> None:
    with Terminal(*on(the_zoo)) as terminal:
        terminal.until(lambda: "lrp-edge" in terminal.text, "the first screen")
        terminal.press("4")
        terminal.until(lambda: "db-moving" in terminal.text, "the ports")
        terminal.press("/web-7\r")
        terminal.until(lambda: "1 of 34" in terminal.text, "the filter")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.settings == terminal.before
        assert terminal.output.rindex(b"\x1b[?1049l") > terminal.output.rindex(b"\x1b[?1049h")
        assert "Traceback" not in terminal.text


def test_an_escape_alone_is_a_key_of_its_own(the_zoo: Cloud) -> None:
    with Terminal(*on(the_zoo, "--screen", "ports")) as terminal:
        terminal.until(lambda: "db-moving" in terminal.text, "the ports")
        terminal.press("/web-7\r")
        terminal.until(lambda: "1 of 34" in terminal.text, "the filter")
        filtered = len(terminal.text)
        terminal.press("\x1b")
        terminal.until(lambda: "34 of 34" in terminal.text[filtered:], "no filter")
        terminal.press("\x11")
        assert terminal.ended() == 0


def test_a_terminal_that_goes_away_ends_it(the_zoo: Cloud) -> None:
    with Terminal(*on(the_zoo)) as terminal:
        terminal.until(lambda: "lrp-edge" in terminal.text, "the first screen")
        terminal.hang_up()
        assert terminal.process.wait(20) == HUNG_UP


@pytest.mark.parametrize("keys", ["q", "\x11", "\x03\x03q"])
def test_every_way_to_leave(the_zoo: Cloud, keys: str) -> None:
    with Terminal(*on(the_zoo)) as terminal:
        terminal.until(lambda: "lrp-edge" in terminal.text, "the first screen")
        terminal.press(keys)
        assert terminal.ended() == 0
        assert terminal.settings == terminal.before


def test_strangers_names_send_the_terminal_nothing(the_strangers: Cloud) -> None:
    """Every page, every name under the cursor, copied and opened: only Textual's own sequences leave."""
    with Terminal(*on(the_strangers), size=(140, 50)) as terminal:
        terminal.until(lambda: "11 ports are down" in terminal.text, "the first screen")
        for key, there in (
            ("2", "SB Chassis"),
            ("3", "NB Logical_Switch"),
            ("5", "NB Logical_Router"),
            ("6", "NB NAT"),
            ("4", "NB Logical_Switch_Port"),
        ):
            terminal.press(key)
            terminal.until(partial(terminal.wrote, there), f"page {key}")
        terminal.press("j" * 32)
        terminal.until(lambda: terminal.text.count("NB Logical_Switch_Port") > 1, "the last name's details")
        terminal.press(":")
        terminal.until(lambda: "Search for commands" in terminal.text, "the palette")
        terminal.press("click")
        terminal.until(lambda: "port [@click=app.quit()]x[/]" in terminal.text, "the palette lists the name")
        terminal.press("\x11")
        assert terminal.ended() == 0
        rest = SEQUENCE.sub(b"", terminal.output)
        assert b"\x1b" not in rest, rest[max(0, rest.index(b"\x1b") - 60) :][:120]
        assert not set(rest) & (set(range(0x20)) - {0x0A, 0x0D}) - {0x1B}
        text = rest.decode()
        assert not [c for c in text if 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u2069\u200f\u200d\u2060"]


def test_a_sandbox_of_its_own_leaves_nothing_behind(here: Path) -> None:
    with Terminal(
        OVNTUI, "sandbox", "--chassis", "1", environment={**ENVIRONMENT, "TMPDIR": str(here)}
    ) as terminal:
        terminal.until(lambda: "lr-ext" in terminal.text, "the first screen")
        assert processes_with(str(here))
        terminal.press("q")
        assert terminal.ended() == 0


async def test_a_killed_console_leaves_no_daemon(here: Path) -> None:
    with Terminal(
        OVNTUI, "sandbox", "--chassis", "1", environment={**ENVIRONMENT, "TMPDIR": str(here)}
    ) as terminal:
        terminal.until(lambda: "lr-ext" in terminal.text, "the first screen")
        assert processes_with(str(here))
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.process.wait()
        await nothing_is_left(here)


def test_what_is_typed_ahead_is_for_the_page_that_it_opens(the_zoo: Cloud) -> None:
    """All keys come at once, as over a slow line: none of them goes to a page that is being left."""
    with Terminal(*on(the_zoo)) as terminal:
        terminal.until(lambda: "lrp-edge" in terminal.text, "the first screen")
        terminal.press("3:ports\r4/web-7\r")
        terminal.until(lambda: "1 of 34" in terminal.text, "the filter on the ports")
        terminal.press(":theme\r\r\r\r")
        terminal.press("\x11")
        assert terminal.ended() == 0
        assert "Traceback" not in terminal.text


def test_what_is_loaded_waits_from_a_key_to_its_painting(the_zoo: Cloud, tmp_path: Path) -> None:
    noted = tmp_path / "turns"
    program = (sys.executable, noted_turns.__file__, str(noted))
    with Terminal(*program, *on(the_zoo, "--screen", "ports")[1:]) as terminal:
        terminal.until(lambda: "db-moving" in terminal.text, "the ports")
        assert not noted.exists()
        terminal.press("j")
        terminal.until(lambda: noted.exists() and "release" in noted.read_text(), "the painting")
        assert noted.read_text().split()[:2] == ["hold", "release"]
        terminal.press("q")
        assert terminal.ended() == 0
