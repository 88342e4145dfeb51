"""Records that are joined when somebody looks at them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from ovntui.cloud.records import Record

R = TypeVar("R", bound=Record)


class Records(Mapping[str, R]):
    """The records of one kind by key, each joined when first asked for."""

    __slots__ = ("_join", "_joined", "_keys")

    def __init__(self, keys: Mapping[str, Any], join: Callable[[str], R]) -> None:
        self._keys = keys
        self._join = join
        self._joined: dict[str, R] = {}

    def __getitem__(self, key: str) -> R:
        record = self._joined.get(key)
        if record is None:
            record = self._joined[key] = self._join(key)
        return record

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def forget(self, keys: Iterable[str]) -> None:
        """Join these anew when they are asked for again."""
        if self._joined:
            for key in keys:
                self._joined.pop(key, None)
