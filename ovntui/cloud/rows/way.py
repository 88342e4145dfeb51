"""How a host is reached: a row like those of a database, which the console writes itself."""

from typing import ClassVar

from ovntui.ovsdb.wire import Row


class Way(Row, frozen=True, gc=False):
    """state is that of what all else comes over: SSH, or else the connection to the host's database."""

    TABLE: ClassVar[str] = "Way"
    state: str = ""
    """up, connecting, lost; "" where nobody has told."""
    by: str = ""
    """Over what, and as whom."""
    error: str = ""
    """Why it is not up."""
    switch: str = ""
    """Why nothing is heard of its Open vSwitch; "" while it is heard."""
    libvirt: str = ""
    """The same of its VMs."""
