"""Themes: all that are packaged do, and one that is broken stops nothing."""

from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from ovntui import theme
from ovntui.safetext import SafeText
from ovntui.theme import ThemeError, load_themes, packaged_themes, read_theme
from ovntui.widgets.details import DetailPane
from ovntui.widgets.filter_bar import FilterBar
from ovntui.widgets.panel import Panel
from ovntui.widgets.record_table import RecordTable
from ovntui.widgets.status_line import StatusLine
from tests.widgets.records import COLUMNS, Port, Stage

PACKAGED = load_themes(packaged_themes())
SMALLEST = [
    Theme(name="smallest", primary="#ff0000"),
    read_theme(packaged_themes() / "ovntui-16.toml"),
]


def test_the_packaged_themes_are_sound() -> None:
    names = {found.name for found in PACKAGED.themes}
    assert PACKAGED.failures == ()
    assert len(names) >= 6
    assert {theme.DEFAULT, "ovntui-light", "ovntui-contrast", "ovntui-16"} <= names
    assert not names & BUILTIN_THEMES.keys()


BROKEN = {
    "no TOML": ("primary = ", "is not TOML"),
    "no primary": ("dark = true", "has no primary colour"),
    "no colour": ('primary = "no colour"', "has a colour that is none"),
    "unknown field": ('primary = "red"\nprimry = "red"', "has an unknown field primry"),
    "no text": ("primary = 7", "has a primary that is no text"),
    "no truth": ('primary = "red"\ndark = "yes"', "has a dark that is neither true nor false"),
    "no number": ('primary = "red"\ntext_alpha = "much"', "has a text_alpha that is no number"),
    "variable": ('primary = "red"\n[variables]\nborder = "7 up"', "has a variable border that is no color"),
    "style": (
        'primary = "red"\n[variables]\nlink-style = "loud"',
        "has a variable link-style that is no text-style",
    ),
    "variable type": ('primary = "red"\n[variables]\nborder = 7', "has variables that are not texts"),
    "reference": ('primary = "red"\n[variables]\nborder = "$nothing"', "has a variable border"),
    "CSS": ('primary = "red"\n[variables]\nborder = "red; } Screen {"', "has a variable border"),
}


@pytest.mark.parametrize(("text", "sentence"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_theme_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ThemeError, match=sentence):
        read_theme(path)


def test_broken_files_are_left_out_and_told_of_in_one_notice(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text('primary = "#123456"')
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "worse.toml").write_text("[[[")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "notes.txt").write_text("no theme")
    found = load_themes(tmp_path, tmp_path / "no such folder")
    assert [theme.name for theme in found.themes] == ["good"]
    assert found.notice is not None
    assert found.notice.startswith("3 themes were left out: bad.toml: is not UTF-8 text; ")
    assert load_themes(packaged_themes()).notice is None


def test_the_users_theme_takes_the_place_of_a_packaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "ovntui" / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(f'name = "{theme.DEFAULT}"\nprimary = "#123456"')
    found = {each.name: each for each in load_themes().themes}
    assert len(found) == len(PACKAGED.themes)
    assert found[theme.DEFAULT].primary == "#123456"


def test_a_name_is_made_safe(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "\\u001b[31mred"\nprimary = "red"')
    assert read_theme(path).name == SafeText("\x1b[31mred")


def _style(table: RecordTable[Port], text: str) -> Style:
    found = [s.style for y in range(4) for s in table.render_line(y) if s.text.strip() == text]
    assert found[0] is not None
    return found[0]


def _looks(style: Style) -> tuple[object, ...]:
    return (style.color, style.bgcolor, style.bold, style.underline, style.reverse)


@pytest.mark.parametrize(
    "chosen",
    [*PACKAGED.themes, *SMALLEST, *BUILTIN_THEMES.values()],
    ids=lambda each: each.name,
)
@pytest.mark.parametrize("no_color", [False, True])
async def test_in_every_theme_cursor_cell_and_mark_are_told_apart(
    chosen: Theme, no_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    table: RecordTable[Port] = RecordTable(COLUMNS, mark_seconds=60)
    stage = Stage(StatusLine(), table, DetailPane(), Panel("Panel"), FilterBar())
    async with stage.run_test(size=(60, 20)) as pilot:
        stage.register_theme(chosen)
        stage.theme = chosen.name
        records = {"1": Port("a", "s1"), "2": Port("b", "s2"), "3": Port("c", "s3")}
        table.set_records(records)
        table.focus()
        await pilot.pause()
        records["2"] = Port("b", "s22")
        table.refresh_records(changed=["2"])
        await pilot.pause()
        looks = [_looks(_style(table, text)) for text in ("a", "s1", "s22", "s3")]
        if no_color:  # what remains without any colour
            looks = [look[2:] for look in looks]
        assert len(set(looks)) == 4, looks


def _luminance(colour: Color) -> float:
    """Relative luminance as WCAG 2.1 defines it."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


def contrast(text: str, ground: str) -> float:
    """The contrast ratio of WCAG 2.1, from 1 to 21."""
    low, high = sorted((_luminance(Color.parse(text)), _luminance(Color.parse(ground))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "chosen",
    [each for each in PACKAGED.themes if not each.ansi],  # the terminal's own colours are its own
    ids=lambda each: each.name,
)
def test_texts_can_be_read_on_what_they_stand_on(chosen: Theme) -> None:
    wanted = 7.0 if chosen.name == "ovntui-contrast" else 4.5
    variables = {**chosen.to_color_system().generate(), **chosen.variables}
    texts = ["foreground", *(f"text-{name}" for name in ("primary", "success", "warning", "error", "muted"))]
    grounds = ("background", "panel", "surface", "block-cursor-blurred-background", "warning-muted")
    pairs = [(text, ground) for text in texts for ground in grounds]
    pairs.append(("block-cursor-foreground", "block-cursor-background"))
    for text, ground in pairs:
        ratio = contrast(variables[text], variables[ground])
        assert ratio >= wanted, f"{text} on {ground}: {ratio:.1f}"
