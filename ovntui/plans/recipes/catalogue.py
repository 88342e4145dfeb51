"""Every recipe there is, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes import (
    acls,
    address_sets,
    any_rows,
    attach_nic,
    connections,
    create_vm,
    delete_vm,
    dhcp_options,
    dns,
    gateways,
    host_uplinks,
    images,
    internet,
    join_host,
    leave_host,
    listeners,
    load_balancers,
    mac_bindings,
    nat,
    nat_removal,
    policies,
    port_bulk,
    port_edits,
    port_groups,
    ports,
    qos,
    removal,
    routers,
    routes,
    switches,
    uplinks,
    vm_power,
)

_ALL: Final[tuple[Recipe, ...]] = (
    *internet.RECIPES,
    *switches.RECIPES,
    *ports.RECIPES,
    *port_edits.RECIPES,
    *port_bulk.RECIPES,
    *connections.RECIPES,
    *routers.RECIPES,
    *routes.RECIPES,
    *policies.RECIPES,
    *uplinks.RECIPES,
    *gateways.RECIPES,
    *nat.RECIPES,
    *nat_removal.RECIPES,
    *listeners.RECIPES,
    *acls.RECIPES,
    *port_groups.RECIPES,
    *address_sets.RECIPES,
    *load_balancers.RECIPES,
    *dhcp_options.RECIPES,
    *dns.RECIPES,
    *qos.RECIPES,
    *mac_bindings.RECIPES,
    *create_vm.RECIPES,
    *attach_nic.RECIPES,
    *vm_power.RECIPES,
    *delete_vm.RECIPES,
    *images.RECIPES,
    *removal.RECIPES,
    *any_rows.RECIPES,
    *join_host.RECIPES,
    *leave_host.RECIPES,
    *host_uplinks.RECIPES,
)

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType({recipe.name: recipe for recipe in _ALL})
"""In the order in which they are offered."""
