"""Every recipe there is, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes import (
    acls,
    address_sets,
    any_rows,
    dhcp_options,
    dns,
    load_balancers,
    mac_bindings,
    port_groups,
    qos,
    switches,
)

_ALL: Final[tuple[Recipe, ...]] = (
    *switches.RECIPES,
    *acls.RECIPES,
    *port_groups.RECIPES,
    *address_sets.RECIPES,
    *load_balancers.RECIPES,
    *dhcp_options.RECIPES,
    *dns.RECIPES,
    *qos.RECIPES,
    *mac_bindings.RECIPES,
    *any_rows.RECIPES,
)

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType({recipe.name: recipe for recipe in _ALL})
"""In the order in which they are offered."""
