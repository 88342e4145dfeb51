"""Where a key may be used from: the `from=` of an authorized_keys file (sshd(8), ssh_config(5) PATTERNS)."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self, TypeAlias

_Address: TypeAlias = IPv4Address | IPv6Address
_PATTERN = re.compile(r"[0-9A-Fa-f.:*?]+")


@dataclass(frozen=True, slots=True)
class Sources:
    """Networks and patterns of addresses; whoever is among the excluded is so whatever else is said."""

    included: tuple["_Source", ...]
    excluded: tuple["_Source", ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a list by commas. Raises ValueError with a sentence for what cannot be meant."""
        included, excluded = [], []
        for word in text.split(","):
            name = word.strip()
            if name.startswith("!"):
                excluded.append(_source(name[1:]))
            else:
                included.append(_source(name))
        if not included:
            raise ValueError("from= excludes addresses and includes none")
        return cls(tuple(included), tuple(excluded))

    def admit(self, address: str) -> bool:
        """Whether somebody at this address is meant. What is no address is nowhere."""
        try:
            found = plain_address(address)
        except ValueError:
            return False
        return any(one.holds(found) for one in self.included) and not any(
            one.holds(found) for one in self.excluded
        )


@dataclass(frozen=True, slots=True)
class _Source:
    network: IPv4Network | IPv6Network | None
    pattern: re.Pattern[str] | None

    def holds(self, address: _Address) -> bool:
        if self.network is not None:
            return address in self.network
        return self.pattern is not None and self.pattern.fullmatch(str(address)) is not None


def plain_address(text: str) -> _Address:
    """An address without a zone, and an IPv4 one as such where a dual socket reports it as IPv6. Raises
    ValueError for anything else."""
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _source(text: str) -> _Source:
    if "/" in text:
        try:
            return _Source(ip_network(text), None)
        except ValueError as error:
            raise ValueError(f"from={text}: {error}") from None
    if not _PATTERN.fullmatch(text):
        raise ValueError(
            f"from={text}: say addresses, networks or patterns of addresses; names are not asked for"
        )
    if "*" in text or "?" in text:
        regex = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
        return _Source(None, re.compile(regex))
    try:
        return _Source(ip_network(plain_address(text)), None)
    except ValueError:
        raise ValueError(f"from={text} is no address") from None
