"""The blog's whole logical part by keys, all but its listener in one form and one transaction: the database
then holds what the blog's held, but for uuids."""

from textual.pilot import Pilot

from ovntui.app import Console
from ovntui.ovsdb.remote import parse_remotes
from ovntui.sandbox.blog import interfaces
from ovntui.sandbox.sandbox import Sandbox
from ovntui.screens.wizards.plan_screen import PlanScreen
from ovntui.settings import NORTHBOUND, Settings
from ovntui.widgets.form.row import FieldRow
from tests.console.stage import NARROW, WIDE, console, screen_text
from tests.plans.blog import content, of_the_blog
from tests.plans.places import HOSTS, KVM1, KVM2, VM1, VM2, plugged
from tests.plans.stage import stage
from tests.servers.dump import dump
from tests.servers.process import run
from tests.servers.waiting import until

ADDRESSES = {VM1: "172.16.0.201/24", VM2: "172.16.0.202/24"}

PATIENCE = 60
"""Seconds; a laden machine takes its time."""


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

        await until(there, f"the {part}\n{screen_text(self._app)}", PATIENCE)
        await self._pilot.pause()

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await until(lambda: text in screen_text(self._app), f"{text}\n{screen_text(self._app)}", PATIENCE)


async def ask_for_the_blog(hands: Hands) -> None:
    """Fill in the form for what the blog made, and look at its preview."""
    await hands.press("plus", *"nothing", "enter")
    await hands.part("form")
    await hands.fill("network", *"UPLINK")
    await hands.fill("address", *"10.10.10.240/24")
    await hands.fill("mac", *"00:00:00:00:00:02")
    await hands.fill("announce", "n")
    await hands.fill("inner-mac", *"00:00:00:00:00:01")
    lines = [f"{name} {mac} {ADDRESSES[name, mac]}" for name, mac in ADDRESSES]
    await hands.fill("ports", *lines[0], "enter", *lines[1])
    await hands.fill("dhcp", "n")


async def ask_for_its_listener(hands: Hands) -> None:
    """Back to the page; then the form for the port on which the blog's northbound listened, and apply it."""
    await hands.press("escape", "plus", *"add a listener", "enter")
    await hands.part("form")
    await hands.fill("protocol", *"ptcp")
    await hands.press("f2")
    await hands.part("preview")
    await hands.sees("ptcp:6641 is unencrypted and asks nobody who he is")
    await hands.press("enter")
    await hands.part("result")
    await hands.sees("● applied")


async def test_from_nothing_to_the_internet() -> None:
    waiting = [plugged(f"vnet{at}", *vm) for at, vm in enumerate(ADDRESSES)]
    async with stage(*HOSTS, *waiting) as one:
        remotes = parse_remotes(one.server.unix)
        settings = Settings(remotes, remotes, {"kvm1": remotes}, name="blog")
        async with console(settings, NARROW) as (app, pilot):
            hands = Hands(app, pilot)
            await ask_for_the_blog(hands)
            await hands.press("f2")
            await hands.part("preview")
            assert "172.16.0.0/24 leaves through 10.10.10.240 on kvm1" in screen_text(app)
            await hands.press("enter")
            await hands.sees("● applied")
            await ask_for_its_listener(hands)
        assert content((await one.contents())["nb"], connections=True) == of_the_blog(connections=True)


async def test_from_nothing_to_the_internet_on_a_living_ovn() -> None:
    """With northd, and with a controller on each of three chassis, to two of which a VM is plugged in. The
    third has no part in it, as in the blog."""
    with Sandbox.owned(empty=True) as sandbox:
        for number, remote in enumerate(sandbox.hosts.values(), 1):
            if vms := interfaces(number, sandbox.chassis):
                await run("ovs-vsctl", f"--db={remote}", "--no-wait", *vms)
        hosts = {name: parse_remotes(remote) for name, remote in sandbox.hosts.items()}
        settings = Settings(parse_remotes(sandbox.northbound), parse_remotes(sandbox.southbound), hosts)
        async with console(settings, WIDE) as (app, pilot):
            cloud = app.deployment.cloud
            await until(lambda: len(cloud.chassis) == 3, "three chassis", PATIENCE)
            hands = Hands(app, pilot)
            await ask_for_the_blog(hands)
            await hands.fill("localnet", *"ls-ext-br-ext")  # another bridge is mapped here
            await hands.fill("gateways", "down", "down", "space")
            await hands.press("f2")
            await hands.part("preview")
            assert "172.16.0.0/24 leaves through 10.10.10.240 on hv1" in screen_text(app)
            await hands.press("enter")
            await hands.sees("● applied")
            await hands.sees("● in force on 3 of 3 chassis")

            def in_force() -> bool:
                north = cloud.nb_global
                return north is not None and 0 < north.nb_cfg == north.hv_cfg

            await until(in_force, "hv_cfg reaches nb_cfg", PATIENCE)
            ports = [name for name, _ in ADDRESSES]
            await until(
                lambda: all(cloud.ports[key].up for name in ports if (key := cloud.port_named(name))),
                "the VMs' ports are up",
                PATIENCE,
            )
            await ask_for_its_listener(hands)
        found = content(await dump(sandbox.northbound, NORTHBOUND), connections=True)
        as_there = [line.replace("hv1", KVM1).replace("hv2", KVM2) for line in found]
        assert sorted(as_there) == of_the_blog(connections=True)
