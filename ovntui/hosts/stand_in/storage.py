"""Volumes of libvirt's test driver, which keeps their descriptions and nothing in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ovntui.hosts.calls.storage import Progress, Storage
from ovntui.hosts.calls.told import told
from ovntui.hosts.errors import HostError
from ovntui.hosts.volume_xml import NewVolume, volume_xml


class StandInStorage(Storage):
    """Each volume is a file of its pool's folder, too. It holds the volume's description, unless something
    was put into it: so a file may be moved, and the pool knows it by its new name."""

    def create(self, pool: str, volume: NewVolume) -> str:
        return self._kept(pool, volume, lambda: super(StandInStorage, self).create(pool, volume))

    def copy(self, pool: str, volume: NewVolume, source_pool: str, source: str) -> str:
        return self._kept(
            pool, volume, lambda: super(StandInStorage, self).copy(pool, volume, source_pool, source)
        )

    def upload(self, pool: str, volume: str, file: Path, progress: Progress = lambda _: True) -> None:
        content = file.read_bytes()
        with told():
            path = Path(self._volume(pool, volume).path())
        path.write_bytes(content)
        if not progress(len(content)):
            raise HostError("the upload was given up")

    def resize(self, pool: str, volume: str, capacity: int) -> None:
        with told():
            there = self._volume(pool, volume)
            root = ElementTree.fromstring(there.XMLDesc())  # noqa: S314  # libvirtd's own, over our own channel
            size = root.find("capacity")
            assert size is not None  # the schema wants one
            size.set("unit", "bytes")
            size.text = str(capacity)
            there.delete()
            xml = ElementTree.tostring(root, "unicode")
            path = Path(self._pool(pool).createXML(xml).path())
        if _description(path.read_bytes()) is not None:
            path.write_text(xml, encoding="utf-8")

    def delete(self, pool: str, volume: str) -> None:
        with told():
            path = Path(self._volume(pool, volume).path())
        super().delete(pool, volume)
        path.unlink(missing_ok=True)

    def refresh(self, pool: str) -> None:
        with told():
            there = self._pool(pool)
            known = {one.name(): one for one in there.listAllVolumes()}
            files = {one.name: one for one in Path(self.folder(pool)).iterdir()}
            for name in known.keys() - files.keys():
                known[name].delete()
            for name in files.keys() - known.keys():
                there.createXML(_found(files[name]))

    def _pool(self, pool: str) -> Any:
        return self._connection.storagePoolLookupByName(pool)

    def _kept(self, pool: str, volume: NewVolume, make: Callable[[], str]) -> str:
        path = make()
        Path(path).write_text(volume_xml(volume), encoding="utf-8")
        return path


def _found(file: Path) -> str:
    """The description of a volume that came as a file."""
    content = file.read_bytes()
    if (root := _description(content)) is not None and (name := root.find("name")) is not None:
        name.text = file.name
        return ElementTree.tostring(root, "unicode")
    is_raw = file.suffix in (".iso", ".img", ".raw")
    found = NewVolume(name=file.name, capacity=len(content), format="raw" if is_raw else "qcow2")
    return volume_xml(found)


def _description(content: bytes) -> ElementTree.Element | None:
    """The description of a volume, where a file holds that and nothing else."""
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  # ours, or else nothing is read of it
    except ElementTree.ParseError:
        return None
    return root if root.tag == "volume" else None
