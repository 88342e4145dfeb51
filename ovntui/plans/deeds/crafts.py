"""Every craft there is, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.deeds.craft import Craft
from ovntui.plans.deeds.file import File

_ALL: Final[tuple[Craft, ...]] = (File(),)

CRAFTS: Final[Mapping[str, Craft]] = MappingProxyType({craft.name: craft for craft in _ALL})
"""What a deed names by its craft."""
