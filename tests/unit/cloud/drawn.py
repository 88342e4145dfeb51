"""Rows of every table, drawn by chance: few keys and few names, so that they meet."""

from typing import Any

from hypothesis import strategies as st

from ovntui.cloud.cloud import Source
from ovntui.cloud.rows import libvirt as lv
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import open_vswitch as vs
from ovntui.cloud.rows import southbound as sb
from ovntui.ovsdb.wire import NOTHING, Row

from .rows import raw, some, uuid

POOL = 3
NAMES = st.sampled_from(["", "a", "b", "cr-a", "cr-b"])
CHASSIS_NAMES = st.sampled_from(["ch0", "ch1", "ch2"])
IPS = st.sampled_from(["10.0.0.1", "10.0.1.1", "none"])


def one_of_table(table: str) -> st.SearchStrategy[str]:
    return st.integers(0, POOL - 1).map(lambda number: uuid(table, number))


def refs_to(table: str, most: int = POOL) -> st.SearchStrategy[Any]:
    return st.lists(one_of_table(table), unique=True, max_size=most).map(lambda found: some(sorted(found)))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(NOTHING), strategy)


def maps(**values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {}, optional={key.replace("_", "-"): one for key, one in values.items()}
    ).map(raw)


NORTH: dict[type[Row], st.SearchStrategy[Any]] = {
    nb.NBGlobal: st.builds(nb.NBGlobal, nb_cfg=st.integers(0, 2)),
    nb.Connection: st.builds(nb.Connection, target=st.sampled_from(["ptcp:6641", "pssl:6641"])),
    nb.DHCPOptions: st.builds(nb.DHCPOptions, cidr=IPS),
    nb.LogicalSwitch: st.builds(
        nb.LogicalSwitch,
        name=NAMES,
        ports=refs_to("Logical_Switch_Port"),
        other_config=maps(subnet=IPS),
    ),
    nb.LogicalSwitchPort: st.builds(
        nb.LogicalSwitchPort,
        name=NAMES,
        type=st.sampled_from(["", "router", "localnet", "external"]),
        options=maps(router_port=NAMES, network_name=NAMES, requested_chassis=CHASSIS_NAMES),
        parent_name=maybe(NAMES),
        up=maybe(st.booleans()),
        addresses=st.sampled_from([NOTHING, "0a:00:00:00:00:01 10.0.0.1", "dynamic", "unknown"]),
        enabled=maybe(st.booleans()),
        dhcpv4_options=refs_to("DHCP_Options", 1),
        dhcpv6_options=refs_to("DHCP_Options", 1),
    ),
    nb.LogicalRouter: st.builds(
        nb.LogicalRouter,
        name=NAMES,
        ports=refs_to("Logical_Router_Port"),
        nat=refs_to("NAT"),
        static_routes=refs_to("Logical_Router_Static_Route"),
        options=maps(chassis=CHASSIS_NAMES),
    ),
    nb.LogicalRouterPort: st.builds(
        nb.LogicalRouterPort,
        name=NAMES,
        networks=st.sampled_from(["10.0.0.2/24", "10.0.1.2/24"]),
        peer=maybe(NAMES),
        gateway_chassis=refs_to("Gateway_Chassis"),
        ha_chassis_group=refs_to("HA_Chassis_Group", 1),
    ),
    nb.LogicalRouterStaticRoute: st.builds(
        nb.LogicalRouterStaticRoute, ip_prefix=st.just("0.0.0.0/0"), nexthop=IPS
    ),
    nb.NAT: st.builds(
        nb.NAT,
        type=st.sampled_from(["snat", "dnat_and_snat"]),
        external_ip=IPS,
        external_mac=maybe(st.just("00:00:00:00:00:01")),
        logical_port=maybe(NAMES),
        gateway_port=refs_to("Logical_Router_Port", 1),
        allowed_ext_ips=refs_to("Address_Set", 1),
        exempted_ext_ips=refs_to("Address_Set", 1),
    ),
    nb.GatewayChassis: st.builds(nb.GatewayChassis, chassis_name=CHASSIS_NAMES, priority=st.integers(0, 2)),
    nb.HAChassisGroup: st.builds(nb.HAChassisGroup, name=NAMES, ha_chassis=refs_to("HA_Chassis")),
    nb.HAChassis: st.builds(nb.HAChassis, chassis_name=CHASSIS_NAMES, priority=st.integers(0, 2)),
}
SOUTH: dict[type[Row], st.SearchStrategy[Any]] = {
    sb.SBGlobal: st.builds(sb.SBGlobal, nb_cfg=st.integers(0, 2)),
    sb.Chassis: st.builds(
        sb.Chassis,
        name=CHASSIS_NAMES,
        hostname=st.sampled_from(["", "kvm1", "kvm2"]),
        encaps=refs_to("Encap"),
        other_config=maps(
            ovn_bridge_mappings=st.sampled_from(["a:br-a", "a:br-b,b:br-b", ""]),
            ovn_cms_options=st.sampled_from(["enable-chassis-as-gw", "a, enable-chassis-as-gw", ""]),
            is_remote=st.sampled_from(["true", "false"]),
        ),
        external_ids=maps(ovn_bridge_mappings=st.just("b:br-b")),
    ),
    sb.ChassisPrivate: st.builds(sb.ChassisPrivate, name=CHASSIS_NAMES, nb_cfg=st.integers(0, 2)),
    sb.Encap: st.builds(sb.Encap, ip=IPS, type=st.sampled_from(["geneve", "vxlan"])),
    sb.DatapathBinding: st.builds(
        sb.DatapathBinding,
        tunnel_key=st.integers(1, 3),
        external_ids=maps(
            logical_switch=one_of_table("Logical_Switch"), logical_router=one_of_table("Logical_Router")
        ),
    ),
    sb.PortBinding: st.builds(
        sb.PortBinding,
        logical_port=NAMES,
        type=st.sampled_from(["", "patch", "chassisredirect", "l3gateway"]),
        tunnel_key=st.integers(1, 3),
        chassis=refs_to("Chassis", 1),
        additional_chassis=refs_to("Chassis"),
        requested_chassis=refs_to("Chassis", 1),
    ),
}
HOST: dict[type[Row], st.SearchStrategy[Any]] = {
    vs.OpenVSwitch: st.builds(vs.OpenVSwitch, external_ids=maps(system_id=CHASSIS_NAMES)),
    vs.Bridge: st.builds(vs.Bridge, name=NAMES, ports=refs_to("Port")),
    vs.Port: st.builds(vs.Port, name=NAMES, interfaces=refs_to("Interface"), tag=maybe(st.integers(1, 9))),
    vs.Interface: st.builds(
        vs.Interface,
        name=NAMES,
        type=st.sampled_from(["", "geneve"]),
        external_ids=maps(iface_id=NAMES),
        error=maybe(st.just("no such device")),
    ),
    lv.Hypervisor: st.builds(lv.Hypervisor, libvirt=st.sampled_from(["9.0.0", "10.0.0"])),
    lv.Domain: st.builds(
        lv.Domain,
        name=NAMES,
        state=st.sampled_from(["running", "paused", "off"]),
        nics=st.lists(
            st.builds(
                lv.Nic,
                mac=st.sampled_from(["0a:00:00:00:00:01", "0a:00:00:00:00:02"]),
                kind=st.just("bridge"),
                source=st.just("br-int"),
                device=st.just("vnet0"),
                iface_id=NAMES,
                model=st.just("virtio"),
            ),
            max_size=2,
        ).map(tuple),
    ),
}
SOURCES: list[tuple[Source, dict[type[Row], st.SearchStrategy[Any]]]] = [
    ("nb", NORTH),
    ("sb", SOUTH),
    (("host", "h1"), HOST),
    (("host", "h2"), HOST),
]
