"""Every recipe of the catalogue as a picture: its form with wrong input in every field, and a preview of it
with what an operator would ask for."""

import itertools
import uuid
from collections.abc import Mapping
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.screens.wizards.plan_screen import PlanScreen
from tests.console.conftest import Picturing
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still
from tests.servers.waiting import until

WRONG: Final = "?! ’"
"""No name, no address, no number, no list of anything."""

ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "internet": {"network": "PHYS", "address": "198.51.100.10/24"},
    "add-switch": {"name": "ls-new", "subnet": "10.9.0.0/24", "dhcp": "yes"},
    "attach-port": {"switch": "ls-db", "name": "db-9"},
    "edit-port": {"port": "db-1", "security": "52:54:00:10:02:01 10.0.2.11"},
    "set-port-enabled": {"port": "db-1\ndb-2", "state": "disabled"},
    "set-port-security": {"port": "db-1\ndb-2"},
    "connect": {"switch": "ls-pods", "router": "lr-edge", "networks": "10.0.77.1/24"},
    "add-router": {"name": "lr-new"},
    "add-route": {"router": "lr-main", "prefix": "192.0.2.0/24", "nexthop": "10.10.10.1"},
    "add-policy": {"router": "lr-main", "match": "ip4.src == 10.0.1.0/24", "action": "drop"},
    "add-uplink": {"router": "lr-edge", "network": "PHYS", "address": "192.0.99.10/24"},
    "gateway-priorities": {"port": "lrp-ext", "chassis": "kvm2\nkvm1"},
    "add-nat": {"router": "lr-main", "type": "snat", "logical": "10.0.77.0/24"},
    "add-listener": {"database": "sb"},
    "add-acl": {"switch": "ls-db", "match": "ip4 && tcp.dst == 5432", "action": "allow-related"},
    "add-port-group": {"name": "pg_db", "ports": "db-1\ndb-2"},
    "add-address-set": {"name": "as_office", "addresses": "192.0.2.0/24"},
    "add-load-balancer": {"name": "lb-new", "vips": "10.0.2.100:80=10.0.2.11:80,10.0.2.12:80"},
    "add-dhcp-options": {"cidr": "10.9.0.0/24"},
    "add-dns": {"switches": "ls-db", "records": "db-1=10.0.2.11"},
    "add-qos": {"switch": "ls-db", "match": "ip4", "rate": "100000"},
    "add-mac-binding": {"port": "lrp-ext", "ip": "10.10.10.9", "mac": "52:54:00:00:00:99"},
    "remove-switch": {"switch": "ls-db"},
    "remove-port": {"port": "db-1\ndb-2"},
    "remove-router": {"router": "lr-edge"},
    "remove-router-port": {"port": "lrp-edge"},
}
"""What is typed; all else is as proposed."""


async def opened(pilot: Pilot[Any], recipe: Recipe, typed: Mapping[str, str]) -> None:
    """Open the form, and look whether it comes to a plan."""
    app = pilot.app
    assert isinstance(app, Shown)
    app.open_wizard(recipe, typed)
    await until(lambda: isinstance(app.screen, PlanScreen) and app.screen.is_mounted, "the form")
    await pilot.pause()
    await pilot.press("f2")
    await pilot.pause()


@pytest.mark.parametrize("name", [pytest.param(name, id=f"{name}-wrong") for name in RECIPES])
def test_wrong(the_zoo: Cloud, picture: Picturing, name: str) -> None:
    recipe = RECIPES[name]
    typed = {field.name: WRONG for field in recipe.fields if field.kind not in ("switch", "order")}
    picture(Shown(Still(the_zoo.settings())), NARROW, lambda pilot: opened(pilot, recipe, typed))


@pytest.mark.parametrize("name", list(ASKED))
def test_preview(the_zoo: Cloud, picture: Picturing, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = itertools.count(1)
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=next(numbers)))

    async def act(pilot: Pilot[Any]) -> None:
        await opened(pilot, RECIPES[name], ASKED[name])
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        await until(lambda: screen.part == "preview", "the preview")

    picture(Shown(Still(the_zoo.settings())), WIDE, act)
