"""What the operator wished for in flags and files: themes and keys."""

from pathlib import Path

import pytest
from textual.color import Color

from tests.console.stage import Cloud, console, page, table
from tests.servers.waiting import until


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    """The folder of the user's own themes."""
    folder = tmp_path / "home" / ".config" / "ovntui" / "themes"
    folder.mkdir(parents=True)
    return folder


def told(app: object) -> list[str]:
    """What the operator has been told in notices."""
    return [notice.message for notice in app._notifications]  # type: ignore[attr-defined]


async def test_an_unknown_theme_is_told_of_once(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(theme="no\x1bsuch")) as (app, _):
        assert app.theme == "ovntui-dark"
        assert told(app) == ["There is no theme no␛such."]


async def test_a_broken_theme_of_the_users_is_told_of_once(the_zoo: Cloud, themes: Path) -> None:
    (themes / "mine.toml").write_text('primary = "#12')
    (themes / "other.toml").write_text('name = "other"\n')
    (themes / "good.toml").write_text('name = "good"\nprimary = "#88c0d0"\n')
    async with console(the_zoo.settings(theme="good")) as (app, _):
        assert app.theme == "good"
        (said,) = told(app)
        assert "mine.toml" in said and "other.toml" in said and "good.toml" not in said


async def test_all_themes_can_be_chosen_and_reach_every_page(the_zoo: Cloud, themes: Path) -> None:
    (themes / "mine.toml").write_text('primary = "#88c0d0"\nbackground = "#010203"\n')
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.press("3")
        await until(lambda: page(app).MODE == "switches", "another page")
        assert "peat" not in app.available_themes  # a start reads no more than it needs
        app.search_themes()
        await pilot.pause()
        assert {"peat", "fjord", "mine"} <= set(app.available_themes)
        await pilot.press("escape")
        app.theme = "mine"
        wanted = Color.parse("#010203")
        await until(lambda: table(app).background_colors[1] == wanted, "the page on top wears it")
        await pilot.press("4")
        await until(lambda: page(app).MODE == "ports", "the page that was there before")
        await until(lambda: table(app).background_colors[1] == wanted, "it wears it too")
        await pilot.press("5")
        await until(lambda: page(app).MODE == "routers", "a page that was not")
        await until(lambda: table(app).background_colors[1] == wanted, "and so does it")


async def test_keys_of_the_operators_own(the_zoo: Cloud) -> None:
    keys = {"table.sort": "f2", "go.nat": "n"}
    async with console(the_zoo.settings(keys=keys), screen="ports") as (app, pilot):
        await pilot.press("s")
        assert table(app).sorting == ("name", False)
        await pilot.press("f2")
        assert table(app).sorting == ("name", True)
        await pilot.press("6")
        assert page(app).MODE == "ports"
        await pilot.press("n")
        await until(lambda: page(app).MODE == "nat", "another key opens the page")


async def test_every_key_has_a_name_to_be_changed_by(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, _):
        ours = [
            active.binding
            for active in app.screen.active_bindings.values()
            if active.node.__class__.__module__.startswith("ovntui")
        ]
        assert len(ours) > 20
        nameless = [binding.key for binding in ours if not binding.id]
        assert not [
            key
            for key in nameless
            if key not in ("ctrl+q", "ctrl+c", "ctrl+i", "tab", "shift+tab", "super+c")
        ]
