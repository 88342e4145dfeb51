"""Every craft there is, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.deeds.craft import Craft
from ovntui.plans.deeds.domain import Definition, NewDomain
from ovntui.plans.deeds.file import File
from ovntui.plans.deeds.nic import Nic, Plugged
from ovntui.plans.deeds.power import Autostart, FirstStart, ForcedOff, Name, Power, Reboot
from ovntui.plans.deeds.seed import Seed
from ovntui.plans.deeds.volumes import DeletedVolume, Volume

_ALL: Final[tuple[Craft, ...]] = (
    File(),
    Definition(),
    NewDomain(),
    Power(),
    ForcedOff(),
    FirstStart(),
    Reboot(),
    Autostart(),
    Name(),
    Nic(),
    Plugged(),
    Volume(),
    DeletedVolume(),
    Seed(),
)

CRAFTS: Final[Mapping[str, Craft]] = MappingProxyType({craft.name: craft for craft in _ALL})
"""What a deed names by its craft."""
