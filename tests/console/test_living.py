"""A living OVN under the console: what is done with ovn-nbctl and ovs-vsctl arrives on the screen."""

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from textual.screen import Screen

from ovntui.app import Console
from ovntui.cloud.cells import Column
from ovntui.ovsdb.remote import parse_remotes
from ovntui.sandbox.sandbox import Sandbox
from ovntui.settings import Settings
from ovntui.widgets.pieces import PieceUpdate
from tests.console.stage import WIDE, console, names, records, screen_text, settled, table
from tests.servers.process import run
from tests.servers.waiting import until

_LOG = logging.getLogger(__name__)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    """A real OVN with the blog's cloud."""
    with Sandbox.owned() as running:
        running.wait_for_gateway()
        yield running


def settings(sandbox: Sandbox) -> Settings:
    """What a console on it is asked to do."""
    hosts = {name: parse_remotes(remote) for name, remote in sandbox.hosts.items()}
    return Settings(parse_remotes(sandbox.northbound), parse_remotes(sandbox.southbound), hosts)


async def nbctl(sandbox: Sandbox, *words: str) -> None:
    """Change the northbound database as an operator does."""
    await run("ovn-nbctl", f"--db={sandbox.northbound}", "--timeout=20", *words)


def cell(app: Console, name: str, column: str) -> str:
    """What a cell of a record's line on screen says, or "" where there is no such record."""
    shown = table(app)
    by_key: dict[str, Column[object]] = {one.key: one for one in shown.columns}
    for _, record in shown.shown_records():
        if by_key["name"].cell(record).text == name:
            return str(by_key[column].cell(record).text)
    return ""


class Watch:
    """Measures how long a change takes to the screen, counted from when the tool that made it ended."""

    async def sees(
        self, what: str, change: Callable[[], Awaitable[object]], seen: Callable[[], object]
    ) -> None:
        """Do it, and wait until it is seen."""
        assert not seen(), f"{what}: seen before it was done"
        await change()
        began = time.perf_counter()
        await until(seen, what)
        _LOG.info("%s: on screen %.1f ms later", what, (time.perf_counter() - began) * 1000)


async def test_ports_come_change_and_go(sandbox: Sandbox) -> None:
    watch = Watch()
    async with console(settings(sandbox), WIDE, screen="ports") as (app, pilot):
        await watch.sees(
            "a port is added", lambda: nbctl(sandbox, "lsp-add", "ls-int", "web"), lambda: "web" in names(app)
        )
        await watch.sees(
            "its address is set",
            lambda: nbctl(sandbox, "lsp-set-addresses", "web", "52:54:00:00:00:77 172.16.0.77"),
            lambda: "172.16.0.77" in cell(app, "web", "addresses"),
        )
        assert table(app).cursor_key is not None
        await pilot.pause()
        assert "172.16.0.77" in screen_text(app)
        await watch.sees(
            "it is plugged in",
            lambda: run(
                "ovs-vsctl",
                f"--db={sandbox.hosts['hv3']}",
                "--no-wait",
                "add-port",
                "br-int",
                "web0",
                "--",
                "set",
                "Interface",
                "web0",
                "type=dummy",
                "external_ids:iface-id=web",
            ),
            lambda: cell(app, "web", "sign") == "●" and cell(app, "web", "chassis") == "hv3",
        )
        await watch.sees(
            "it is unplugged",
            lambda: run("ovs-vsctl", f"--db={sandbox.hosts['hv3']}", "--no-wait", "del-port", "web0"),
            lambda: cell(app, "web", "sign") == "○",
        )
        await watch.sees(
            "it is disabled",
            lambda: nbctl(sandbox, "lsp-set-enabled", "web", "disabled"),
            lambda: cell(app, "web", "state") == "disabled",
        )
        await watch.sees(
            "it is removed", lambda: nbctl(sandbox, "lsp-del", "web"), lambda: "web" not in names(app)
        )


async def test_a_commit_is_drawn_in_one_go(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table's row and the details beside it come from monitors of their own."""
    async with console(settings(sandbox), WIDE, screen="ports") as (app, pilot):
        await nbctl(sandbox, "lsp-add", "ls-int", "told")
        await until(lambda: "told" in names(app), "the port is there")
        assert records(app).visit_key(
            next(key for key, one in table(app).shown_records() if one.name == "told")
        )
        await settled(pilot)
        painted: list[str] = []
        paint = app._display

        async def first_painting(address: str) -> int:
            """How often a new address stands in the first picture that has it."""
            await nbctl(sandbox, "lsp-set-addresses", "told", f"52:54:00:00:00:78 {address}")
            await until(lambda: any(address in text for text in painted), "its address is drawn")
            await settled(pilot)
            return next(text for text in painted if address in text).count(address)

        def display(screen: Screen[Any], update: Any) -> None:
            if isinstance(update, PieceUpdate):
                painted.append("\n".join(piece.strip.text for piece in update.pieces))
            paint(screen, update)

        monkeypatch.setattr(app, "_display", display)
        # In the table, in what is told of the port, and in its row; a server under load may send these apart.
        drawn = [await first_painting(f"172.16.0.{number}") for number in range(80, 90)]
        assert any(count >= 3 for count in drawn), drawn
        await nbctl(sandbox, "lsp-del", "told")


async def test_switches_routers_and_nat(sandbox: Sandbox) -> None:
    watch = Watch()
    async with console(settings(sandbox), WIDE, screen="switches") as (app, _):
        await watch.sees(
            "a switch is added", lambda: nbctl(sandbox, "ls-add", "ls-new"), lambda: "ls-new" in names(app)
        )
        await app.run_action("go('routers')")
        await until(lambda: names(app) == ["lr-ext"], "the routers are shown")
        await watch.sees(
            "a router is added", lambda: nbctl(sandbox, "lr-add", "lr-new"), lambda: "lr-new" in names(app)
        )
        await watch.sees(
            "a rule is added to it",
            lambda: nbctl(sandbox, "lr-nat-add", "lr-new", "snat", "192.0.2.1", "10.7.0.0/16"),
            lambda: cell(app, "lr-new", "nat") == "snat 1",
        )
        await app.run_action("go('nat')")
        await until(lambda: "192.0.2.1" in names(app, "external"), "the rule is shown")
        await watch.sees(
            "its router is removed",
            lambda: nbctl(sandbox, "lr-del", "lr-new"),
            lambda: "192.0.2.1" not in names(app, "external"),
        )
        await nbctl(sandbox, "ls-del", "ls-new")


async def test_a_gateway_moves(sandbox: Sandbox) -> None:
    watch = Watch()
    async with console(settings(sandbox), WIDE, screen="routers") as (app, pilot):
        assert cell(app, "lr-ext", "gateway") == "hv1"
        await watch.sees(
            "another chassis is preferred",
            lambda: nbctl(sandbox, "lrp-set-gateway-chassis", "lr-ext-ls-ext", "hv2", "200"),
            lambda: cell(app, "lr-ext", "gateway") == "hv2",
        )
        await pilot.press("1")
        await until(lambda: "● hv2 200" in screen_text(app), "the overview shows who holds it")
        assert "gateway lr-ext-ls-ext" in screen_text(app), "and that it has moved"
        await nbctl(sandbox, "lrp-set-gateway-chassis", "lr-ext-ls-ext", "hv2", "75")
        await until(lambda: "● hv1 100" in screen_text(app), "and back")


async def test_a_chassis_goes(sandbox: Sandbox) -> None:
    """The last test of this file: the chassis stays away."""
    watch = Watch()
    async with console(settings(sandbox), WIDE, screen="chassis") as (app, _):
        assert names(app) == ["hv1", "hv2", "hv3"]
        control = sandbox.folder / "hv3"
        (socket,) = control.glob("**/ovn-controller.*.ctl")
        await watch.sees(
            "its controller leaves",
            lambda: run("ovs-appctl", "--timeout=20", "-t", str(socket), "exit"),
            lambda: names(app) == ["hv1", "hv2"],
        )
