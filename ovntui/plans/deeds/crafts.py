"""Every craft there is, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.deeds.craft import Craft, Sight
from ovntui.plans.deeds.facts import Facts
from ovntui.plans.deeds.file import File
from ovntui.plans.deeds.joined import Joined
from ovntui.plans.deeds.membership import Membership
from ovntui.plans.deeds.network import Network
from ovntui.plans.deeds.packages import Packages
from ovntui.plans.deeds.service import Service
from ovntui.plans.deeds.uplink import Uplink

_ALL: Final[tuple[Craft, ...]] = (File(), Packages(), Service(), Membership(), Network(), Joined(), Uplink())

CRAFTS: Final[Mapping[str, Craft]] = MappingProxyType({craft.name: craft for craft in _ALL})
"""What a deed names by its craft."""

SIGHTS: Final[Mapping[str, Sight]] = MappingProxyType({**CRAFTS, Facts.name: Facts()})
"""What a look names by its craft."""
