"""One page in every theme that is packaged, and without colours."""

import pytest
from textual.pilot import Pilot

from ovntui.theme import load_themes, packaged_themes
from tests.console.conftest import Picturing
from tests.console.stage import WIDE, Cloud, Shown, Still

THEMES = [theme.name for theme in load_themes(packaged_themes()).themes]


@pytest.mark.parametrize("theme", THEMES)
def test_theme(the_zoo: Cloud, picture: Picturing, theme: str) -> None:
    picture(Shown(Still(the_zoo.settings(theme=theme))), WIDE)


def test_no_colour(the_zoo: Cloud, picture: Picturing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    picture(Shown(Still(the_zoo.settings())), WIDE)


def test_no_colour_ports(the_zoo: Cloud, picture: Picturing, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("4", "down", "right")

    monkeypatch.setenv("NO_COLOR", "1")
    picture(Shown(Still(the_zoo.settings())), WIDE, act)
