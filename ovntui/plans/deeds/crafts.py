"""Every craft there is, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.deeds.craft import Craft, Sight
from ovntui.plans.deeds.domain import Definition, NewDomain
from ovntui.plans.deeds.facts import Facts
from ovntui.plans.deeds.fetched import Fetched
from ovntui.plans.deeds.file import File
from ovntui.plans.deeds.joined import Joined
from ovntui.plans.deeds.membership import Membership
from ovntui.plans.deeds.network import Network
from ovntui.plans.deeds.nic import Nic, Plugged
from ovntui.plans.deeds.oses import Oses
from ovntui.plans.deeds.packages import Packages
from ovntui.plans.deeds.place import Carried, Place
from ovntui.plans.deeds.power import Autostart, FirstStart, ForcedOff, Name, Power, Reboot
from ovntui.plans.deeds.seed import Seed
from ovntui.plans.deeds.service import Service
from ovntui.plans.deeds.snapshots import ForgottenSnapshot, Reverted, Snapshot, Snapshots
from ovntui.plans.deeds.uplink import Uplink
from ovntui.plans.deeds.volumes import DeletedVolume, Volume

_HOSTS: Final[tuple[Craft, ...]] = (
    *(File(), Packages(), Service(), Membership(), Network(), Joined(), Uplink()),
)
_VMS: Final[tuple[Craft, ...]] = (
    *(Definition(), NewDomain(), Name(), Autostart()),
    *(Power(), ForcedOff(), FirstStart(), Reboot()),
    *(Nic(), Plugged(), Volume(), DeletedVolume(), Seed(), Fetched()),
    *(Snapshot(), ForgottenSnapshot(), Reverted()),
    *(Place(), Carried()),
)

CRAFTS: Final[Mapping[str, Craft]] = MappingProxyType({craft.name: craft for craft in (*_HOSTS, *_VMS)})
"""What a deed names by its craft."""

SIGHTS: Final[Mapping[str, Sight]] = MappingProxyType(
    {**CRAFTS, **{sight.name: sight for sight in (Facts(), Snapshots(), Oses())}}
)
"""What a look names by its craft."""
