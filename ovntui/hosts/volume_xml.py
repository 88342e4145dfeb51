"""libvirt's XML of a volume that is to be made ("Storage pool and volume XML format")."""

from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVolume:
    """capacity is in bytes; backing is the path of an image that it is a thin layer over, in that format."""

    name: str
    capacity: int
    format: Literal["qcow2", "raw"] = "qcow2"
    backing: str = ""
    backing_format: str = ""


def volume_xml(volume: NewVolume) -> str:
    """Its description. Nothing is set aside for it: it grows as it is written to."""
    root = ElementTree.Element("volume")
    ElementTree.SubElement(root, "name").text = volume.name
    ElementTree.SubElement(root, "capacity", unit="bytes").text = str(volume.capacity)
    ElementTree.SubElement(root, "allocation", unit="bytes").text = "0"
    target = ElementTree.SubElement(root, "target")
    ElementTree.SubElement(target, "format", type=volume.format)
    if volume.backing:
        beneath = ElementTree.SubElement(root, "backingStore")
        ElementTree.SubElement(beneath, "path").text = volume.backing
        ElementTree.SubElement(beneath, "format", type=volume.backing_format)
    return ElementTree.tostring(root, "unicode")
