"""What all records have in common: a key, and relations that are a key with a name."""

from typing import NamedTuple

import msgspec


class Named(NamedTuple):
    """A relation: the other record's key and the name to show for it. The key is "" where only the
    name is known and no such record exists (yet)."""

    key: str
    name: str


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing of the cloud. Records hold no cycles, so the garbage collector need not visit them."""

    key: str
    """The row's uuid: northbound for logical things, southbound for chassis; a host's is its name."""
