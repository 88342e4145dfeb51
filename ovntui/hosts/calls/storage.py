"""Calls about storage pools and their volumes (libvirt-storage.h, "Storage pool and volume XML format")."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import libvirt

from ovntui.cloud.rows.libvirt import Pool, Volume
from ovntui.hosts.calls.told import present, told
from ovntui.hosts.errors import HostError
from ovntui.hosts.volume_xml import NewVolume, volume_xml

_CHUNK: Final = 256 * 1024

Progress = Callable[[int], bool]
"""Told, from the thread that makes the call, how many bytes have gone; whether to go on."""


class Storage:
    """The storage of a connection's host. Pools and volumes go by their names. Each call raises HostError."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def pools(self) -> dict[str, Pool]:
        """All active pools by uuid, with their volumes as libvirt last saw them."""
        with told():
            found = self._connection.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)
            return dict(present(found, lambda pool: (pool.UUIDString(), _pool(pool))))

    def folder(self, pool: str) -> str:
        """Where the volumes of a pool are that is a folder."""
        with told():
            return _pool_path(self._connection.storagePoolLookupByName(pool))

    def refresh(self, pool: str) -> None:
        """Look at what is in a pool anew."""
        with told():
            self._connection.storagePoolLookupByName(pool).refresh()

    def create(self, pool: str, volume: NewVolume) -> str:
        """Make an empty volume, or a thin one over another; its path."""
        with told():
            there = self._connection.storagePoolLookupByName(pool)
            return str(there.createXML(volume_xml(volume)).path())

    def copy(self, pool: str, volume: NewVolume, source_pool: str, source: str) -> str:
        """Make a volume that holds all of another one; its path. It takes as long as the copying."""
        with told():
            there = self._connection.storagePoolLookupByName(pool)
            template = self._volume(source_pool, source)
            return str(there.createXMLFrom(volume_xml(volume), template).path())

    def upload(self, pool: str, volume: str, file: Path, progress: Progress = lambda _: True) -> None:
        """Fill a volume from a file here."""
        sent = 0

        def some(_stream: Any, size: int, source: Any) -> bytes:
            nonlocal sent
            data: bytes = source.read(min(size, _CHUNK))
            sent += len(data)
            if not progress(sent):
                raise _GivenUp
            return data

        with told(), file.open("rb") as source:
            stream = self._connection.newStream()
            self._volume(pool, volume).upload(stream, 0, file.stat().st_size)
            try:
                stream.sendAll(some, source)
            except _GivenUp:
                raise HostError("the upload was given up") from None
            stream.finish()

    def allocation(self, pool: str, volume: str) -> int:
        """How many bytes a volume takes by now."""
        with told():
            _, _, allocation = self._volume(pool, volume).info()
            return int(allocation)

    def find(self, pool: str, volume: str) -> Volume | None:
        """A volume as it is now; None where there is none of that name, or no such pool."""
        with told():
            try:
                return _volume(self._volume(pool, volume))
            except libvirt.libvirtError as error:
                if error.get_error_code() in (
                    libvirt.VIR_ERR_NO_STORAGE_VOL,
                    libvirt.VIR_ERR_NO_STORAGE_POOL,
                ):
                    return None
                raise

    def resize(self, pool: str, volume: str, capacity: int) -> None:
        """Let a volume hold so many bytes."""
        with told():
            self._volume(pool, volume).resize(capacity)

    def delete(self, pool: str, volume: str) -> None:
        """Delete a volume and all that is in it."""
        with told():
            self._volume(pool, volume).delete()

    def _volume(self, pool: str, volume: str) -> Any:
        return self._connection.storagePoolLookupByName(pool).storageVolLookupByName(volume)


class _GivenUp(Exception):
    """Nobody wants the rest."""


def _pool_path(pool: Any) -> str:
    root = ElementTree.fromstring(pool.XMLDesc())  # noqa: S314  # libvirtd's own, over our own channel
    return root.findtext("./target/path") or ""


def _pool(pool: Any) -> Pool:
    root = ElementTree.fromstring(pool.XMLDesc())  # noqa: S314  # as above
    _, capacity, _, available = pool.info()
    return Pool(
        name=pool.name(),
        kind=root.get("type", ""),
        path=_pool_path(pool),
        capacity=capacity,
        available=available,
        volumes=tuple(sorted(present(pool.listAllVolumes(), _volume))),
    )


def _volume(volume: Any) -> Volume:
    root = ElementTree.fromstring(volume.XMLDesc())  # noqa: S314  # as above
    target, beneath = root.find("./target/format"), root.find("./backingStore/format")
    return Volume(
        name=volume.name(),
        path=volume.path(),
        format="raw" if target is None else target.get("type", "raw"),
        capacity=int(root.findtext("capacity") or 0),
        allocation=int(root.findtext("allocation") or 0),
        backing=root.findtext("./backingStore/path") or "",
        backing_format="" if beneath is None else beneath.get("type", ""),
    )
