"""The command palette: every page, every theme, every key's action, and every name in the cloud."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from ovntui.cloud.cells import Door, Kind
from ovntui.safetext import SafeText
from ovntui.widgets.nav_bar import PAGES

if TYPE_CHECKING:
    from ovntui.app import Console

NAMES_SHOWN: Final = 30
"""How many names the palette offers for what was typed."""

_KINDS: Final[tuple[tuple[Kind, str], ...]] = (
    ("chassis", "chassis"),
    ("switch", "switch"),
    ("router", "router"),
    ("port", "port"),
    ("host", "host"),
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


class Keys(Provider):
    """What the keys of the present page do."""

    def _actions(self) -> Iterator[tuple[str, str, str]]:
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id and binding.description and active.enabled:
                yield (
                    binding.tooltip or binding.description,
                    binding.action,
                    self.app.get_key_display(binding),
                )

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, action, key in self._actions():
            if (score := matcher.match(title)) > 0:
                yield Hit(
                    score, matcher.highlight(title), partial(self.app.run_action, action), help=f"key {key}"
                )


class Names(Provider):
    """Every chassis, switch, router, port and host, by any part of its name."""

    async def search(self, query: str) -> Hits:
        console = cast("Console", self.app)
        wanted = query.casefold()
        for found in self._matching(console, wanted):
            title = f"{found.noun} {SafeText(found.name)}"
            go: Callable[[], None] = partial(console.go, Door(found.kind, found.key))
            # An exact name comes first, then names that begin so: what was typed is a name, not a pattern.
            name = found.name.casefold()
            score = 1.0 if name == wanted else 0.8 if name.startswith(wanted) else 0.6
            yield Hit(score, Content(title), go, text=title)

    def _matching(self, console: "Console", wanted: str) -> Iterator[_Named]:
        shown = 0
        for kind, noun in _KINDS:
            for key, name in console.deployment.cloud.names(kind):
                if wanted in name.casefold():
                    yield _Named(kind, noun, key, name)
                    shown += 1
                    if shown >= NAMES_SHOWN:
                        return
