"""The blog's whole logical part by keys, in one form and one transaction: the database then holds what the
blog's held, but for uuids."""

from textual.pilot import Pilot

from ovntui.app import Console
from ovntui.ovsdb.remote import parse_remotes
from ovntui.screens.wizards.plan_screen import PlanScreen
from ovntui.settings import Settings
from ovntui.widgets.form.row import FieldRow
from tests.console.stage import NARROW, console, screen_text
from tests.plans.blog import content, of_the_blog
from tests.plans.places import HOSTS, VM1, VM2, plugged
from tests.plans.stage import stage
from tests.servers.waiting import until

ADDRESSES = {VM1: "172.16.0.201/24", VM2: "172.16.0.202/24"}


class Hands:
    """Keys, and eyes on what they do."""

    def __init__(self, app: Console, pilot: Pilot[None]) -> None:
        self._app = app
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def fill(self, field: str, *keys: str) -> None:
        """Go to a field with tab, and type there."""
        for _ in range(40):
            row = next((row for row in self._app.screen.query(FieldRow) if row.has_class("-here")), None)
            if row is not None and row.field.name == field:
                await self.press(*keys)
                return
            await self.press("tab")
        raise AssertionError(f"no tab leads to {field}\n{screen_text(self._app)}")

    async def part(self, part: str) -> None:
        """Wait until a part of the wizard is to be seen."""

        def there() -> bool:
            screen = self._app.screen
            return isinstance(screen, PlanScreen) and screen.is_mounted and screen.part == part

        await until(there, f"the {part}\n{screen_text(self._app)}")
        await self._pilot.pause()

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await until(lambda: text in screen_text(self._app), f"{text}\n{screen_text(self._app)}")


async def test_from_nothing_to_the_internet() -> None:
    waiting = [plugged(f"vnet{at}", *vm) for at, vm in enumerate(ADDRESSES)]
    async with stage(*HOSTS, *waiting) as one:
        remotes = parse_remotes(one.server.unix)
        settings = Settings(remotes, remotes, {"kvm1": remotes}, name="blog")
        async with console(settings, NARROW) as (app, pilot):
            hands = Hands(app, pilot)
            await hands.press("plus", *"nothing", "enter")
            await hands.part("form")
            await hands.fill("network", *"UPLINK")
            await hands.fill("address", *"10.10.10.240/24")
            await hands.fill("mac", *"00:00:00:00:00:02")
            await hands.fill("announce", "n")
            await hands.fill("inner-mac", *"00:00:00:00:00:01")
            lines = [f"{name} {mac} {ADDRESSES[name, mac]}" for name, mac in ADDRESSES]
            await hands.fill("ports", *lines[0], "enter", *lines[1])
            await hands.fill("dhcp", "n", "f2")
            await hands.part("preview")
            assert "172.16.0.0/24 leaves through 10.10.10.240 on kvm1" in screen_text(app)
            await hands.press("enter")
            await hands.sees("● applied")
        assert content((await one.contents())["nb"], connections=True) == of_the_blog(connections=False)
