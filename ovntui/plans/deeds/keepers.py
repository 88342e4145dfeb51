"""Every keeper of a host's network that there is, in the order in which they are asked."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ovntui.plans.deeds.ifupdown import Ifupdown
from ovntui.plans.deeds.keeper import Keeper
from ovntui.plans.deeds.netplan import Netplan
from ovntui.plans.deeds.networkd import Networkd
from ovntui.plans.errors import Refusal

KEEPERS: Final[Mapping[str, Keeper]] = MappingProxyType(
    {keeper.name: keeper for keeper in (Netplan(), Ifupdown(), Networkd())}
)
"""netplan first: what it writes for others is its own."""


def keeper_of(texts: Mapping[str, str], nic: str, mac: str) -> Keeper | None:
    """Who has files that tell of a NIC; where that cannot be told of one, it is the one. None: nobody."""
    for keeper in KEEPERS.values():
        try:
            if keeper.file_of(texts, nic, mac) is not None:
                return keeper
        except Refusal:
            return keeper
    return None


def keeping(paths: Iterable[str]) -> Keeper | None:
    """Whose files these are."""
    of = list(paths)
    return next((keeper for keeper in KEEPERS.values() if any(map(keeper.holds, of))), None)
