"""The colours of the console: packaged themes, and the user's own beside them.

A theme is one TOML file with the fields of textual.theme.Theme; its name, where it gives none, is the
file's. A table [variables] may override any of Textual's theme variables. The console's own styles are
made of those alone, so that a theme that leaves one out still has it.
"""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, get_type_hints

import msgspec
from platformdirs import user_config_path
from textual.color import ColorParseError
from textual.css.errors import StylesheetError
from textual.css.stylesheet import Stylesheet
from textual.css.tokenizer import TokenError
from textual.theme import BUILTIN_THEMES, Theme

from ovntui.safetext import SafeText

DEFAULT: Final = "ovntui-dark"
"""The theme where none is chosen."""


class Themes(msgspec.Struct, frozen=True):
    """The themes that could be read, and a sentence for each file that could not."""

    themes: tuple[Theme, ...]
    failures: tuple[SafeText, ...] = ()

    @property
    def notice(self) -> SafeText | None:
        """All failures in one notice, or None."""
        if not self.failures:
            return None
        count = len(self.failures)
        head = "a theme was left out" if count == 1 else f"{count} themes were left out"
        return SafeText(f"{head}: {'; '.join(self.failures)}")


class ThemeError(ValueError):
    """A file is no theme; the message is a sentence for the user."""


def packaged_themes() -> Path:
    """The folder of the themes that come with the console."""
    installed = Path(__file__).with_name("themes")
    return installed if installed.is_dir() else Path(__file__).parent.parent / "themes"


def user_themes() -> Path:
    """The folder of the user's own themes: $XDG_CONFIG_HOME/ovntui/themes."""
    return user_config_path("ovntui") / "themes"


def load_themes(*folders: Path) -> Themes:
    """Read all *.toml of these folders; by default the packaged ones and then the user's.

    Of two themes with one name the later counts. A file that is no theme is left out and told of.
    """
    themes: dict[str, Theme] = {}
    failures: list[SafeText] = []
    for folder in folders or (packaged_themes(), user_themes()):
        try:
            paths = sorted(folder.glob("*.toml"))
        except OSError as error:
            failures.append(SafeText(f"{folder}: {error.strerror}"))
            continue
        for path in paths:
            try:
                theme = read_theme(path)
            except ThemeError as error:
                failures.append(SafeText(f"{path.name}: {error}"))
            else:
                themes[theme.name] = theme
    return Themes(tuple(themes.values()), tuple(failures))


def first_themes(wanted: str) -> Themes:
    """What a start needs: the user's own themes, and of the packaged ones the wanted one, or else DEFAULT."""
    own = load_themes(user_themes())
    if any(theme.name == wanted for theme in own.themes):
        return own
    path = packaged_themes() / f"{wanted}.toml"
    found = read_theme(path if path.is_file() else packaged_themes() / f"{DEFAULT}.toml")
    return Themes((found, *own.themes), own.failures)


def read_theme(path: Path) -> Theme:
    """Read one theme. Raises ThemeError if the file cannot be read, or would stop Textual later."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ThemeError(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ThemeError("is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f"is not TOML: {error}") from error
    values.setdefault("name", path.stem)
    _check_fields(values)
    theme = Theme(**{**values, "name": SafeText(values["name"])})
    _check_colours(theme)
    return theme


def _check_fields(values: dict[str, Any]) -> None:
    known = {field.name for field in fields(Theme)}
    hints = get_type_hints(Theme)
    if "primary" not in values:
        raise ThemeError("has no primary colour")
    for name, value in values.items():
        if name not in known:
            raise ThemeError(f"has an unknown field {name}")
        if name == "variables":
            if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
                raise ThemeError("has variables that are not texts")
        elif hints[name] is float:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ThemeError(f"has a {name} that is no number")
        elif hints[name] is bool:
            if not isinstance(value, bool):
                raise ThemeError(f"has a {name} that is neither true nor false")
        elif not isinstance(value, str):
            raise ThemeError(f"has a {name} that is no text")


def _check_colours(theme: Theme) -> None:
    try:
        variables = theme.to_color_system().generate()
    except ColorParseError as error:
        raise ThemeError(f"has a colour that is none: {error.args[0]}") from error
    for name, value in theme.variables.items():
        kind = "text-style" if "style" in name else "color"
        sheet = Stylesheet(variables={"value": value})
        sheet.add_source(f"Screen {{ {kind}: $value; }}")
        try:
            sheet.parse()
        except (StylesheetError, TokenError) as error:
            raise ThemeError(f"has a variable {name} that is no {kind}") from error
    # Textual stops at a variable that its own styles name and a theme does not bring; its themes bring all.
    example = BUILTIN_THEMES[
        "textual-dark" if not theme.ansi else "ansi-dark" if theme.dark else "ansi-light"
    ]
    for name, value in example.to_color_system().generate().items():
        if name not in variables:
            theme.variables[name] = value
