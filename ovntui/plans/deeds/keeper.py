"""Who keeps a host's network over its restarts: a family of files of configuration, and how they are made to
tell of a bridge where they told of a NIC."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from ovntui.hosts.site import Site
from ovntui.plans.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A bridge of Open vSwitch that comes over a NIC. mac is the address that it is given, "" where it takes
    the NIC's, and datapath its datapath_type; gateway is the next router where that becomes another one, ""
    where it stays."""

    nic: str
    nic_mac: str = ""
    bridge: str
    mac: str = ""
    datapath: str = "system"
    gateway: str = ""


class Keeper(ABC):
    """name is its word in forms. mode is that of a file of its that is new. apply has it take over what its
    files say, on a host that systemd runs on; empty: it reads them when the host starts and not before.
    makes_userspace says whether its files can tell that a bridge is in userspace."""

    name: str
    mode: int = 0o644
    apply: tuple[str, ...] = ()
    makes_userspace: bool = False

    @abstractmethod
    def holds(self, path: str) -> bool:
        """Whether a file is one of its."""

    @abstractmethod
    async def paths(self, site: Site) -> list[str]:
        """Its files on a host where it is at work; none elsewhere. Raises HostError."""

    @abstractmethod
    def file_of(self, texts: Mapping[str, str], nic: str, mac: str) -> str | None:
        """Which of its files tells of a NIC; None where none does. Raises Refusal where that cannot be told,
        or several do."""

    @abstractmethod
    def bridged(self, texts: Mapping[str, str], over: Over) -> dict[str, str]:
        """Those of its files that change or come, and their texts then: all that belongs to the NIC's
        addresses on the bridge. Raises Refusal."""

    @abstractmethod
    async def check(self, site: Site, folder: str, files: Mapping[str, str]) -> None:
        """Have its own tools read what its files will say; folder is there for that and nothing else. Raises
        HostError with what they do not take."""

    def told_by(self, texts: Mapping[str, str], over: Over) -> str:
        """The file that tells of the NIC. Raises Refusal, also where it could not be put back as it was."""
        path = self.file_of(texts, over.nic, over.nic_mac)
        if path is None:
            raise Refusal(f"none of {self.name}'s files tells of {over.nic}")
        if "�" in texts[path]:
            raise Refusal(f"{path} is not all UTF-8: it could not be put back as it was")
        return path
