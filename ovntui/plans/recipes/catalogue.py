"""Every recipe there is, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes import switches

_ALL: Final[tuple[Recipe, ...]] = (*switches.RECIPES,)

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType({recipe.name: recipe for recipe in _ALL})
"""In the order in which they are offered."""
