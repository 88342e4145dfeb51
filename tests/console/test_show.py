"""`ovntui show` tells all that ovn-nbctl show and ovn-sbctl show tell, and imports no screen for it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ovntui import __version__
from ovntui.sandbox.postmortem import Served, served
from tests.console.program import ovntui
from tests.console.stage import Cloud
from tests.console.strangers import NAMES
from tests.console.terminal import OVNTUI
from tests.servers.process import run

BLOG = Path(__file__).parents[1] / "data" / "blog"
FILES = [str(BLOG / "nb.backup.db"), str(BLOG / "sb.backup.db")]

WORDS = frozenset(
    [
        "Chassis",
        "Encap",
        "Port_Binding",
        "addresses",
        "aka",
        "chassis",
        "csum",
        "external",
        "gateway",
        "hostname",
        "ip",
        "logical",
        "mac",
        "nat",
        "networks",
        "options",
        "parent",
        "port",
        "port(s)",
        "router",
        "router-port",
        "s",
        "switch",
        "tag",
        "true",
        "type",
    ]
)
"""What the OVN tools call things; names, addresses and uuids are all the rest."""


@pytest.fixture(scope="module")
def blog() -> Iterator[Served]:
    """The databases of the blog's scenario, as its backup left them."""
    with served([Path(file) for file in FILES]) as files:
        yield files


def tokens(text: str) -> set[str]:
    """Names, addresses, uuids and numbers."""
    return set(re.findall(r"[^\s\"'\[\]{}(),=]+", text))


async def told_by_tools(blog: Served) -> set[str]:
    """All that the OVN tools name."""
    north = await run("ovn-nbctl", f"--db={blog.northbound}", "--no-leader-only", "show")
    south = await run("ovn-sbctl", f"--db={blog.southbound}", "--no-leader-only", "show")
    found = {token.rstrip(":") for token in tokens(north + south)} - WORDS
    assert len(found) > 25, found
    return found


async def test_everything_that_the_tools_name(blog: Served) -> None:
    wanted = await told_by_tools(blog)
    shown = ovntui("show", "--nb", str(blog.northbound), "--sb", str(blog.southbound))
    assert shown.code == 0, shown.err
    assert not wanted - tokens(shown.out)
    as_json = ovntui("show", "--json", "--nb", str(blog.northbound), "--sb", str(blog.southbound))
    assert not wanted - tokens(as_json.out)


async def test_open_shows_files_the_same_way(blog: Served) -> None:
    shown = ovntui("show", "--nb", str(blog.northbound), "--sb", str(blog.southbound))
    for files in (FILES, FILES[::-1]):
        assert ovntui("open", "--show", *files).out == shown.out
    opened = ovntui("open", "--json", FILES[0])
    assert opened.code == 0
    assert json.loads(opened.out)


async def test_the_zoo_as_the_tools_see_it(the_zoo: Cloud) -> None:
    north = await run("ovn-nbctl", f"--db={the_zoo.central.unix}", "show")
    south = await run("ovn-sbctl", f"--db={the_zoo.central.unix}", "show")
    central = the_zoo.central.unix
    shown = ovntui("show", "--nb", central, "--sb", central)
    names_of_ports = {"mail", "wiki"}  # external_ids of fifty thousand ports are not asked for
    wanted = {token.rstrip(":") for token in tokens(north + south)} - WORDS - names_of_ports
    assert len(wanted) > 100
    assert not {token for token in wanted if token not in shown.out}


async def test_names_of_strangers_are_safe_in_text_and_true_in_json(the_strangers: Cloud) -> None:
    central = the_strangers.central.unix
    text = ovntui("show", "--nb", central, "--sb", central).out
    assert not [c for c in text if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0]
    assert "\u202e" not in text
    data = ovntui("show", "--json", "--nb", central, "--sb", central).out
    assert not [c for c in data if (ord(c) < 0x20 and c != "\n")]
    found = _strings(json.loads(data))
    assert {name for name in NAMES.values() if name not in found} == set()


def _strings(value: object) -> set[str]:
    """All texts in decoded JSON."""
    if isinstance(value, dict):
        return set().union(*(_strings(one) for one in value.values()), set(value))
    if isinstance(value, list):
        return set().union(*map(_strings, value))
    return {value} if isinstance(value, str) else set()


def test_a_reader_that_has_had_enough(the_zoo: Cloud) -> None:
    central = the_zoo.central.unix
    with subprocess.Popen(
        [OVNTUI, "show", "--nb", central, "--sb", central], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
    assert said == ""


@pytest.mark.parametrize("arguments", [["show"], ["open", "--show", FILES[0]]])
def test_no_screen_is_imported(the_zoo: Cloud, arguments: list[str]) -> None:
    central = the_zoo.central.unix
    if arguments == ["show"]:
        arguments = ["show", "--nb", central, "--sb", central]
    script = (
        "import sys\nfrom ovntui.cli import main\n"
        "try:\n main(sys.argv[1:])\n"
        "finally:\n print(sorted(m for m in sys.modules if m.partition('.')[0] in "
        "('textual', 'rich', 'libvirt')), file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, env=os.environ, check=True
    )
    assert ended.stderr.decode().strip() == "[]"


def test_version() -> None:
    ended = ovntui("-V")
    assert ended.code == 0
    assert ended.out.splitlines()[0] == f"ovntui {__version__}"
    assert "textual 8" in ended.out


def test_help_of_every_command() -> None:
    for command in ([], ["show"], ["open"], ["sandbox"], ["sandbox", "up"]):
        ended = ovntui(*command, "--help")
        assert ended.code == 0 and "usage: ovntui" in ended.out


def test_a_picture(the_zoo: Cloud, tmp_path: Path) -> None:
    file, central = tmp_path / "picture.svg", the_zoo.central.unix
    ended = ovntui(
        "--nb", central, "--sb", central, "--screenshot", str(file), "--screen", "ports", "--size", "100x30"
    )
    assert ended == (0, "", "")
    drawn = file.read_text(encoding="utf-8")
    assert drawn.startswith("<svg") and "db-moving" in drawn
