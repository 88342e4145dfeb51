"""The words of OVN's and Open vSwitch's tools, put so that these take them for what they are."""

import json
from collections.abc import Iterable, Mapping


def quoted(value: str) -> str:
    """A string as the tools' set, add and create read it (ovs-vsctl(8), "Database Values")."""
    return json.dumps(value, ensure_ascii=False)


def keys_set(column: str, pairs: Mapping[str, str]) -> tuple[str, ...]:
    """The arguments that set keys of a map column and leave its others."""
    return tuple(f"{column}:{quoted_key(key)}={quoted(value)}" for key, value in pairs.items())


def quoted_key(key: str) -> str:
    """A map's key, in quotes where it needs them."""
    return key if key.replace("-", "").replace("_", "").isalnum() else quoted(key)


def members(values: Iterable[str]) -> str:
    """The elements of a set of strings, empty or not, behind "COLUMN="."""
    return f"[{','.join(quoted(value) for value in values)}]"
