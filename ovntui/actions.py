"""The command palette: every page, every theme, every key's action, and every name in the cloud."""

import heapq
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from ovntui.cloud.cells import Door, Kind
from ovntui.safetext import SafeText
from ovntui.screens.wizards.fitting import filled
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.nav_bar import PAGES

if TYPE_CHECKING:
    from ovntui.app import Console

_BEFORE_PATTERNS: Final = 1000.0
"""A score that no fuzzy match reaches: those of a short word are below 100."""

NAMES_SHOWN: Final = 30
"""How many names the palette offers for what was typed."""

_KINDS: Final[tuple[tuple[Kind, str], ...]] = (
    ("chassis", "chassis"),
    ("switch", "switch"),
    ("router", "router"),
    ("port", "port"),
    ("host", "host"),
    ("vm", "VM"),
)


class _Named(NamedTuple):
    kind: Kind
    noun: str
    key: str
    name: str


class Pages(Provider):
    """The pages of the console."""

    async def discover(self) -> Hits:
        for page in PAGES:
            yield DiscoveryHit(
                Content(f"Go to {page.title}"),
                partial(self.app.run_action, f"go('{page.mode}')"),
                help=f"key {page.key}",
            )

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for page in PAGES:
            title = f"Go to {page.title}"
            if (score := matcher.match(title)) > 0:
                yield Hit(
                    score,
                    matcher.highlight(title),
                    partial(self.app.run_action, f"go('{page.mode}')"),
                    help=f"key {page.key}",
                )


class Recipes(Provider):
    """Everything that can be changed, filled in from the record under the cursor."""

    async def search(self, query: str) -> Hits:
        console = cast("Console", self.app)
        matcher = self.matcher(query)
        page = self.screen
        subjects = page.subjects() if isinstance(page, ConsoleScreen) else ()
        for recipe in console.recipes.values():
            if (score := matcher.match(recipe.title)) > 0:
                fit = filled(recipe, subjects)
                open_it: Callable[[], None] = partial(console.open_wizard, fit.recipe, fit.typed)
                yield Hit(score, matcher.highlight(recipe.title), open_it, help=recipe.summary)


class Keys(Provider):
    """What the keys of the present page do."""

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for active in self.screen.active_bindings.values():
            binding = active.binding
            title = binding.tooltip or binding.description
            if binding.id and title and active.enabled and (score := matcher.match(title)) > 0:
                yield Hit(
                    score,
                    matcher.highlight(title),
                    partial(self.app.run_action, binding.action, active.node),
                    help=f"key {self.app.get_key_display(binding)}",
                )


class Names(Provider):
    """Every chassis, switch, router, port, host and VM, by any part of its name."""

    async def search(self, query: str) -> Hits:
        console = cast("Console", self.app)
        wanted = query.casefold()
        best = heapq.nsmallest(NAMES_SHOWN, self._matching(console, wanted), partial(_rank, wanted))
        for number, found in enumerate(best):
            title = f"{found.noun} {SafeText(found.name)}"
            go: Callable[[], None] = partial(console.go, Door(found.kind, found.key))
            # What was typed is a name, not a pattern: whatever matches as a pattern comes after these.
            yield Hit(_BEFORE_PATTERNS - number, Content(title), go, text=title)

    def _matching(self, console: "Console", wanted: str) -> Iterator[_Named]:
        for kind, noun in _KINDS:
            for key, name in console.deployment.cloud.names(kind):
                if wanted in name.casefold():
                    yield _Named(kind, noun, key, name)


def _rank(wanted: str, found: _Named) -> tuple[bool, bool, int, str]:
    """The very name first, then names that begin so, web-2 before web-10."""
    name = found.name.casefold()
    return name != wanted, not name.startswith(wanted), len(name), name
