"""What a batch of changes did to the cloud, as keys of records."""

from collections.abc import Iterator, Mapping, Set
from typing import Final

from ovntui.cloud.cells import Kind

KINDS: Final[tuple[Kind, ...]] = (
    *("chassis", "switch", "port", "router", "router_port", "nat", "host", "vm"),
)
"""The kinds of records that a cloud holds."""


class Keys:
    """The records of one kind that came, may differ now, or went. The three sets are disjoint."""

    __slots__ = ("added", "changed", "removed")

    def __init__(self) -> None:
        self.added: set[str] = set()
        self.changed: set[str] = set()
        self.removed: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __repr__(self) -> str:
        return f"+{len(self.added)} ~{len(self.changed)} -{len(self.removed)}"

    def add(self, key: str) -> None:
        """Note that a record came; one that went in the same batch has changed."""
        if key in self.removed:
            self.removed.discard(key)
            self.changed.add(key)
        else:
            self.added.add(key)

    def add_all(self, keys: Set[str]) -> None:
        """Note that several came."""
        back = keys & self.removed
        self.removed -= back
        self.changed |= back
        self.added |= keys - back

    def remove(self, key: str) -> None:
        """Note that a record went; one that came in the same batch was never there."""
        if key in self.added:
            self.added.discard(key)
        else:
            self.removed.add(key)
        self.changed.discard(key)

    def change(self, key: str) -> None:
        """Note that a record may differ now."""
        if key not in self.added and key not in self.removed:
            self.changed.add(key)

    def update(self, later: "Keys") -> None:
        """Add what a later batch did."""
        if later.removed:
            fleeting = later.removed & self.added
            self.added -= fleeting
            self.removed |= later.removed - fleeting
            self.changed -= later.removed
        if later.added:
            back = later.added & self.removed
            self.removed -= back
            self.changed |= back
            self.added |= later.added - back
        self.changed |= later.changed - self.added - self.removed


def between(before: Mapping[str, object], after: Mapping[str, object]) -> Keys:
    """What differs between two states of the same records."""
    keys = Keys()
    keys.add_all(after.keys() - before.keys())
    for key in before.keys() - after.keys():
        keys.remove(key)
    for key in before.keys() & after.keys():
        if before[key] != after[key]:
            keys.change(key)
    return keys


class Delta:
    """Every record that differs is named; a named one may turn out equal, since nothing is joined to
    find out. control tells that NB_Global, SB_Global or a Connection changed."""

    __slots__ = ("_keys", "control")

    def __init__(self) -> None:
        self._keys: dict[Kind, Keys] = {}  # a thousand deltas a second are of one kind each
        self.control = False

    def __getitem__(self, kind: Kind) -> Keys:
        keys = self._keys.get(kind)
        if keys is None:
            keys = self._keys[kind] = Keys()
        return keys

    def __iter__(self) -> Iterator[Kind]:
        """The kinds of which anything differs."""
        return (kind for kind in KINDS if self._keys.get(kind))

    def __bool__(self) -> bool:
        return self.control or any(self._keys.values())

    def __repr__(self) -> str:
        named = " ".join(f"{kind} {self[kind]!r}" for kind in self)
        return f"<Delta {named}{' control' if self.control else ''}>"

    def update(self, later: "Delta") -> None:
        """Add what a later batch did, so that several batches make one repaint."""
        for kind, keys in later._keys.items():
            if keys:
                self[kind].update(keys)
        self.control = self.control or later.control
