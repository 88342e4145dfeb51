"""Every recipe there is, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes import (
    connections,
    gateways,
    internet,
    listeners,
    nat,
    nat_removal,
    policies,
    port_edits,
    ports,
    routers,
    routes,
    switches,
    uplinks,
)

_ALL: Final[tuple[Recipe, ...]] = (
    *internet.RECIPES,
    *switches.RECIPES,
    *ports.RECIPES,
    *port_edits.RECIPES,
    *connections.RECIPES,
    *routers.RECIPES,
    *routes.RECIPES,
    *policies.RECIPES,
    *uplinks.RECIPES,
    *gateways.RECIPES,
    *nat.RECIPES,
    *nat_removal.RECIPES,
    *listeners.RECIPES,
)

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType({recipe.name: recipe for recipe in _ALL})
"""In the order in which they are offered."""
