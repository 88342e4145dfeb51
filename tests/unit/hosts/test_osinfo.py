"""An osinfo database as it comes from a host, the real one too where it is installed."""

from pathlib import Path

import pytest

from ovntui.hosts.errors import HostError
from ovntui.hosts.near import NearSite
from ovntui.hosts.osinfo import FOLDERS, Os, read_database
from ovntui.plans.deeds.oses import Oses, oses_of
from tests.osinfo import FILES, TINY, devices, like, name, packed, system


def known(*archives: bytes) -> dict[str, Os]:
    """The systems by their usual names."""
    return {one.names[0]: one for one in read_database(archives)}


def test_a_system_knows_what_those_know_that_it_comes_from() -> None:
    found = known(TINY)
    assert list(found) == ["debian12", "debian5", "win11", "winxp"]
    assert found["debian12"] == Os(
        id="http://debian.org/debian/12",
        names=("debian12", "debianbookworm"),
        title="Debian GNU/Linux 12",
        family="linux",
        devices=(
            *("virtio-net", "virtio-block"),
            *("virtio1.0-net", "virtio1.0-block", "virtio1.0-rng", "e1000e", "qemu-x86-q35"),
        ),
    )
    assert found["debian5"].devices == ("virtio-net", "virtio-block", "rtl8139")


def test_what_a_driver_would_bring_is_not_known() -> None:
    windows = known(TINY)["win11"]
    assert windows.devices == ("e1000e", "qemu-x86-q35")
    assert not windows.has_bios


def test_an_administrators_folder_adds_to_the_one_that_is_installed() -> None:
    ours = packed(
        {
            "os/ours.xml": system(
                "example.org/appliance",
                name("appliance", "Appliance", "linux"),
                like("debian.org/debian/5", "clones"),
            ),
            "os/xp.xml": system("microsoft.com/win/xp", devices("virtio-net")),
        }
    )
    found = known(TINY, ours)
    assert found["appliance"].devices == found["debian5"].devices
    assert found["winxp"].devices == ("rtl8139", "virtio-net")
    assert found["winxp"].title == "Microsoft Windows XP"


def test_what_is_no_database_is_passed_over() -> None:
    spoiled = {
        **FILES,
        "os/torn.xml": FILES["os/debian.xml"][:-30],
        "os/README": "not XML",
        "os/ring.xml": system("ring", name("ring", "Ring", "linux"), like("ring"), devices("e1000e")),
        "os/nameless.xml": system("nameless"),
    }
    found = known(packed(spoiled))
    assert set(found) == {*known(TINY), "ring"}
    assert found["ring"].devices == ("e1000e",)
    assert known() == known(packed({})) == {}


@pytest.mark.parametrize(
    "archive", [b"tar: nothing", TINY[:-40], TINY[:200]], ids=["none", "without its end", "its beginning"]
)
def test_one_that_did_not_come_whole_is_an_error(archive: bytes) -> None:
    with pytest.raises(HostError, match="did not come whole"):
        read_database([archive])


@pytest.mark.skipif(not Path(FOLDERS[0], "os").is_dir(), reason="no osinfo database is installed: osinfo-db")
async def test_the_real_database_of_this_machine() -> None:
    site = NearSite("here", None)
    told = await Oses().look(site, "")
    found = {short: one for one in oses_of(told) for short in one.names}
    ubuntu, windows, old = found["ubuntujammy"], found["win10"], found["winxp"]
    assert (ubuntu.id, ubuntu.family) == ("http://ubuntu.com/ubuntu/22.04", "linux")
    assert {"virtio1.0-net", "virtio1.0-block", "qemu-x86-q35"} <= set(ubuntu.devices)
    assert "e1000e" in windows.devices and not any("virtio" in one for one in windows.devices)
    assert "qemu-x86-q35" not in old.devices
    assert await Oses().look(site, "") is told, "it is read once"
