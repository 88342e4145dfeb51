"""What a sandbox is made of: where its databases are, its simulated chassis, and the wire between them.

As in OVN's own tests: each chassis has an ovs-vswitchd whose system and internal ports are dummies,
while tunnels, patch ports and flow tables are the real ones. --enable-dummy=override would also
replace the tunnels, and nothing would cross. The chassis hang on one bridge of a further vswitchd,
over unix sockets, with the addresses 192.168.0.1 and up.
"""

import json
from pathlib import Path
from typing import Final

CLOUD: Final = "cloud"
"""What the marker of a sandbox says that holds the cloud of two VMs and a router (see places)."""
EMPTY: Final = "empty"
"""What that of one says that begins without it."""
CENTRAL: Final = "central"
"""The room of the two databases and ovn-northd."""
UNDERLAY: Final = "underlay"
"""The room of the wire's own vswitchd."""
VSWITCHD_OPTIONS: Final = ("--enable-dummy=system", "--disable-system", "--disable-system-route")


def names(chassis: int) -> list[str]:
    """The names of so many chassis."""
    return [name(number) for number in range(1, chassis + 1)]


def rooms(chassis: int) -> list[str]:
    """Every subfolder of a sandbox with so many chassis."""
    return [CENTRAL, UNDERLAY, *names(chassis)]


def northbound(folder: Path) -> str:
    """The remote of the northbound database."""
    return f"unix:{folder / CENTRAL / 'ovnnb_db.sock'}"


def southbound(folder: Path) -> str:
    """The remote of the southbound database."""
    return f"unix:{folder / CENTRAL / 'ovnsb_db.sock'}"


def open_vswitch(folder: Path, room: str) -> str:
    """The remote of the Open_vSwitch database of a chassis, or of the underlay."""
    return f"unix:{folder / room / 'db.sock'}"


def name(number: int) -> str:
    """The chassis' name, host name and room, counted from 1."""
    return f"hv{number}"


def address(number: int) -> str:
    """The chassis' address on the underlay, with its prefix."""
    return f"192.168.0.{number}/24"


def tunnel(peer: str) -> str:
    """The interface by which ovn-controller leads a tunnel to a chassis: "ovn-", the first six characters
    of the chassis' name, a count."""
    return f"ovn-{peer:.6}-0"


def underlay(folder: Path, chassis: int) -> list[str]:
    """ovs-vsctl's arguments for the bridge that the chassis hang on."""
    args = ["add-br", "n1"]
    for host in names(chassis):
        port = f"n1_{host}"
        args += ["--", "add-port", "n1", port, "--", "set", "Interface", port]
        args += [f"options:pstream={_quoted(f'punix:{_wire(folder, host)}')}"]
    return args


def host(folder: Path, number: int) -> list[str]:
    """ovs-vsctl's arguments for one chassis: what ovn-controller(8) reads from the Open_vSwitch table,
    br-int, and br-phys as the uplink of the bridge mapping UPLINK."""
    chassis = name(number)
    ids = {
        "system-id": chassis,
        "hostname": chassis,
        "ovn-remote": southbound(folder),
        "ovn-encap-type": "geneve",
        "ovn-encap-ip": address(number).partition("/")[0],
        "ovn-bridge-mappings": "UPLINK:br-phys",
    }
    return [
        *("set", "Open_vSwitch", ".", *(f"external_ids:{key}={_quoted(ids[key])}" for key in ids)),
        *("--", "add-br", "br-int", "--", "set", "Bridge", "br-int", "fail_mode=secure"),
        "other_config:disable-in-band=true",
        *("--", "add-br", "br-phys", "--", "set", "Bridge", "br-phys"),
        f'other_config:hwaddr="aa:bb:cc:00:00:{number:02x}"',
        *("--", "add-port", "br-phys", "br-phys_n1", "--", "set", "Interface", "br-phys_n1"),
        f"options:stream={_quoted(f'unix:{_wire(folder, chassis)}')}",
    ]


def interface(interface: str, ids: dict[str, str]) -> list[str]:
    """ovs-vsctl's arguments for a VM's interface on br-int, to follow others; ids are its external_ids."""
    return [
        *("--", "add-port", "br-int", interface, "--", "set", "Interface", interface),
        *(f"external_ids:{key}={_quoted(ids[key])}" for key in ids),
    ]


def _wire(folder: Path, chassis: str) -> Path:
    return folder / UNDERLAY / f"n1_{chassis}.sock"


def _quoted(value: str) -> str:
    """A string as ovs-vsctl takes it whatever it holds."""
    return json.dumps(value, ensure_ascii=False)
