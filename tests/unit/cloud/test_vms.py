"""A VM's chain from its interface to its logical port, and which link of it is broken."""

from typing import Any

import msgspec
import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Vm
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import open_vswitch as vs
from ovntui.cloud.rows import southbound as sb
from ovntui.cloud.shown import size
from ovntui.ovsdb.wire import NOTHING, Row

from .rows import VM1, became, blog, came, raw, some, uuid, went

PORT = VM1.nics[0].iface_id
MAC = VM1.nics[0].mac
KEY = f"kvm1/{uuid('vm1')}"


def small() -> tuple[Cloud, dict[str, Row]]:
    """One VM for which all is well, and the rows that make it so."""
    cloud = Cloud()
    rows: dict[str, Row] = {
        "NB_Global": nb.NBGlobal(),
        "Logical_Switch": nb.LogicalSwitch(name="ls-int", ports=some([uuid("Logical_Switch_Port")])),
        "Logical_Switch_Port": nb.LogicalSwitchPort(name=PORT, up=True, addresses=f"{MAC} 172.16.0.201"),
        "Chassis": sb.Chassis(name="sys1", hostname="kvm1"),
        "Port_Binding": sb.PortBinding(logical_port=PORT, chassis=some([uuid("Chassis")])),
        "Open_vSwitch": vs.OpenVSwitch(external_ids=raw({"system-id": "sys1"})),
        "Interface": vs.Interface(name="vnet0", external_ids=raw({"iface-id": PORT})),
        "Domain": VM1,
    }
    for table, row in rows.items():
        cloud.apply(source(table), [came(uuid("vm1") if table == "Domain" else uuid(table), row)])
    return cloud, rows


def source(table: str) -> Any:
    if table in ("Chassis", "Port_Binding"):
        return "sb"
    return ("host", "kvm1") if table in ("Open_vSwitch", "Interface", "Domain") else "nb"


def test_the_blogs_vm_hangs_on_its_port() -> None:
    vm = blog().vms[f"kvm1/{uuid('vm1')}"]
    assert (vm.name, vm.host.name, vm.state, vm.broken) == ("vm1", "kvm1", "running", "")
    (nic,) = vm.nics
    assert nic.port is not None and nic.switch is not None
    assert (nic.port.name, nic.switch.name, nic.up) == (PORT, "ls-int", True)
    assert nic.addresses == ("52:54:00:c4:a1:03 172.16.0.201/24",)


def test_where_all_is_well_nothing_is_broken() -> None:
    cloud, _ = small()
    assert cloud.vms[KEY].broken == ""
    assert cloud.hosts["kvm1"].vms == cloud.hosts["kvm1"].vms_on == 1


@pytest.mark.parametrize(
    ("table", "change", "broken"),
    [
        ("Logical_Switch_Port", {"name": "other"}, "no logical port of that name"),
        ("Logical_Switch", {"ports": NOTHING}, "its port is on no switch"),
        ("Interface", {"external_ids": raw({})}, "not plugged into Open vSwitch"),
        ("Interface", {"error": "No such device"}, "Open vSwitch: No such device"),
        ("Logical_Switch_Port", {"addresses": "0a:00:00:00:00:01 172.16.0.201"}, "its port has another MAC"),
        ("Logical_Switch_Port", {"enabled": False}, "its port is disabled"),
        ("Port_Binding", {"chassis": NOTHING}, "no chassis binds its port"),
        ("Open_vSwitch", {"external_ids": raw({"system-id": "sys2"})}, "its port is bound on kvm1"),
        ("Logical_Switch_Port", {"up": False}, "its port is down"),
        ("Logical_Switch_Port", {"addresses": ("set", [])}, ""),
        ("Logical_Switch_Port", {"addresses": "unknown"}, ""),
        ("Logical_Switch_Port", {"addresses": MAC.upper()}, ""),
        ("Logical_Switch_Port", {"addresses": "dynamic", "dynamic_addresses": f"{MAC} 10.0.0.9"}, ""),
        (
            "Logical_Switch_Port",
            {"addresses": "dynamic", "dynamic_addresses": "0a:00:00:00:00:01 10.0.0.9"},
            "its port has another MAC",
        ),
    ],
)
def test_the_broken_link_is_named_as_soon_as_it_breaks(table: str, change: Any, broken: str) -> None:
    cloud, rows = small()
    assert cloud.vms[KEY].broken == ""
    key = uuid("vm1") if table == "Domain" else uuid(table)
    after = msgspec.structs.replace(rows[table], **change)
    delta = cloud.apply(source(table), [became(key, rows[table], after)])
    assert cloud.vms[KEY].broken == broken
    assert KEY in delta["vm"].changed
    cloud.apply(source(table), [became(key, after, rows[table])])
    assert cloud.vms[KEY].broken == ""


def test_a_vm_that_is_off_need_not_be_plugged_in() -> None:
    cloud, rows = small()
    cloud.apply(source("Interface"), [went(uuid("Interface"), rows["Interface"])])
    assert cloud.vms[KEY].broken != ""
    cloud.apply(source("Domain"), [became(uuid("vm1"), VM1, msgspec.structs.replace(VM1, state="off"))])
    assert cloud.vms[KEY].broken == ""
    assert not cloud.vms[KEY].is_on
    assert cloud.hosts["kvm1"].vms_on == 0


def test_nothing_is_called_broken_of_which_nothing_is_known() -> None:
    cloud = Cloud()
    cloud.apply(("host", "kvm1"), [came(uuid("vm1"), VM1)])
    assert cloud.vms[KEY].broken == ""
    cloud.apply("nb", [came(uuid("NB_Global"), nb.NBGlobal())])
    assert cloud.vms[KEY].broken == "no logical port of that name"


def test_a_vm_on_two_hosts_is_two_while_it_moves() -> None:
    cloud, _ = small()
    cloud.apply(("host", "kvm2"), [came(uuid("vm1"), VM1)])
    assert set(cloud.vms) == {KEY, f"kvm2/{uuid('vm1')}"}
    cloud.apply(("host", "kvm1"), [went(uuid("vm1"), VM1)])
    found: list[Vm] = list(cloud.vms.values())
    assert [vm.host.name for vm in found] == ["kvm2"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((0, ""), (1, "1 B"), (1023, "1023 B"), (1024, "1 KiB"), (80 * 2**20, "80 MiB")),
        *((int(1.5 * 2**30), "1.5 GiB"), (1000 * 2**30, "1000 GiB"), (5000 * 2**40, "5000 TiB")),
    ],
)
def test_sizes(number: int, text: str) -> None:
    assert size(number).text == text
