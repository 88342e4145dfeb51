"""A guest's serial console, typed to through the console's own keys."""

from pathlib import Path

import pytest

from ovntui.app import Console as App
from ovntui.screens.serial import SerialScreen
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.terminal import TerminalView
from tests.lab.image import READY, Image
from tests.lab.lab import Lab
from tests.lab.test_calls import booting
from tests.lab.test_virt import key
from tests.lab.vms import virt_of, vm_of, with_pools
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")


async def test_a_guest_is_logged_into_from_its_line_on_the_page(
    cloud: Lab, guests: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_pools(cloud, tmp_path, monkeypatch) as there:
        host, virt = cloud.hosts["kvm1"], virt_of(there, "kvm1")
        host.run("virsh", "-q", "define", "/dev/stdin", text=booting("plain", guests))
        await until(lambda: vm_of(there, "plain") is not None, "it is seen")
        app = App(there.deployment, screen="vms")
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            page = app.screen
            assert isinstance(page, CloudScreen) and page.visit_key(f"kvm1/{key('plain')}")

            def shown() -> str:
                view = app.screen.query_one(TerminalView)
                lines = [view.render_line(y).text for y in range(view.size.height)]
                return "\n".join([str(app.screen.query_one("#heading").render()), *lines])

            await pilot.press("t")
            await until(lambda: isinstance(app.screen, SerialScreen), "its console")
            await until(lambda: "it is off" in shown(), "it is said that it is off")
            await virt.work(lambda it: it.domains.start(key("plain")))
            await until(lambda: READY in shown(), "it boots", 120)
            await pilot.press(
                "enter", *"echo", "space", *"a", "quotation_mark", "quotation_mark", *"bc", "enter"
            )
            await until(lambda: "\nabc" in shown(), "it answers", 30)
            await pilot.press("ctrl+q", "escape", "ctrl+p", "q")
            assert isinstance(app.screen, SerialScreen)
            await virt.work(lambda it: it.domains.force_off(key("plain")))
            await until(lambda: "it is off" in shown() or "it went off" in shown(), "its end is told", 30)
            await pilot.press("ctrl+right_square_bracket")
            await until(lambda: app.screen is page, "back")
        host.run("virsh", "-q", "undefine", "plain")
