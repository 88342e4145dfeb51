"""What an operator would ask each recipe of the catalogue for, and the cloud that has all of it: the zoo, and
an office in which there is a row of every kind that belongs to a switch or a router."""

from collections.abc import Mapping
from typing import Final

from tests.console import zoo
from tests.console.rows import Rows, row_uuid

ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "internet": {"network": "PHYS", "address": "198.51.100.10/24"},
    "add-switch": {"name": "ls-new", "subnet": "10.9.0.0/24", "dhcp": "yes"},
    "attach-port": {"switch": "ls-db", "name": "db-9"},
    "edit-port": {"port": "db-1", "security": "52:54:00:10:02:01 10.0.2.11"},
    "set-port-enabled": {"port": "db-1\ndb-2", "state": "disabled"},
    "set-port-security": {"port": "db-1\ndb-2"},
    "set-dhcp": {"port": "web-1\nweb-2", "dhcpv4": "none"},
    "connect": {"switch": "ls-pods", "router": "lr-edge", "networks": "10.0.77.1/24"},
    "add-router": {"name": "lr-new"},
    "add-route": {"router": "lr-main", "prefix": "192.0.2.0/24", "nexthop": "10.10.10.1"},
    "remove-route": {"router": "lr-main", "route": "0.0.0.0/0 via 10.10.10.1 by lrp-ext"},
    "add-policy": {"router": "lr-main", "match": "ip4.src == 10.0.1.0/24", "action": "drop"},
    "remove-policy": {"router": "lr-office", "policy": "100 drop where ip4.src == 10.0.5.11"},
    "add-uplink": {"router": "lr-edge", "network": "PHYS", "address": "192.0.99.10/24"},
    "gateway-priorities": {"port": "lrp-ext", "chassis": "kvm2\nkvm1"},
    "add-nat": {"router": "lr-main", "type": "snat", "logical": "10.0.77.0/24"},
    "remove-nat": {"router": "lr-main", "nat": "snat 10.10.10.240 10.0.2.0/24"},
    "remove-nat-rules": {"nat": f"{row_uuid('NAT', 'edge')}\n{row_uuid('NAT', 'shop')}"},
    "add-listener": {"database": "sb"},
    "remove-listener": {"database": "nb", "target": "ptcp:6641"},
    "add-acl": {"switch": "ls-db", "match": "ip4 && tcp.dst == 5432", "action": "allow-related"},
    "edit-acl": {"acl": row_uuid("ACL", "office"), "priority": "1500", "log": "yes"},
    "remove-acl": {"acl": row_uuid("ACL", "office")},
    "add-port-group": {"name": "pg_db", "ports": "db-1\ndb-2"},
    "edit-port-group": {"port-group": "pg_office", "ports": "desk-2\ndb-1"},
    "remove-port-group": {"port-group": "pg_office"},
    "add-address-set": {"name": "as_office", "addresses": "192.0.2.0/24"},
    "edit-address-set": {"address-set": "as_partners", "addresses": "203.0.113.7\n203.0.113.9"},
    "remove-address-set": {"address-set": "as_partners"},
    "add-load-balancer": {"name": "lb-new", "vips": "10.0.2.100:80=10.0.2.11:80,10.0.2.12:80"},
    "edit-load-balancer": {"load-balancer": "lb-office", "vips": "10.0.5.100:443=10.0.5.12:443"},
    "remove-load-balancer": {"load-balancer": "lb-office"},
    "add-dhcp-options": {"cidr": "10.9.0.0/24"},
    "edit-dhcp-options": {"dhcp-options": row_uuid("DHCP_Options", "shop"), "lease-time": "7200"},
    "remove-dhcp-options": {"dhcp-options": row_uuid("DHCP_Options", "db6")},
    "add-dns": {"switches": "ls-db", "records": "db-1=10.0.2.11"},
    "edit-dns": {"dns": row_uuid("DNS", "office"), "records": "desk-2=10.0.5.12"},
    "remove-dns": {"dns": row_uuid("DNS", "office")},
    "add-qos": {"switch": "ls-db", "match": "ip4", "rate": "100000"},
    "edit-qos": {"qos": row_uuid("QoS", "office"), "rate": "20000"},
    "remove-qos": {"qos": row_uuid("QoS", "office")},
    "add-mac-binding": {"port": "lrp-ext", "ip": "10.10.10.9", "mac": "52:54:00:00:00:99"},
    "edit-mac-binding": {"mac-binding": row_uuid("Static_MAC_Binding", "office"), "ip": "10.0.5.8"},
    "remove-mac-binding": {"mac-binding": row_uuid("Static_MAC_Binding", "office")},
    "remove-switch": {"switch": "ls-db"},
    "remove-port": {"port": "db-1\ndb-2"},
    "remove-router": {"router": "lr-edge"},
    "remove-router-port": {"port": "lrp-edge"},
    "set": {"table": "Logical_Switch_Port", "record": "db-1\ndb-2", "column": "external_ids:owner=kim"},
    "create": {
        "table": "ACL",
        "into": "Logical_Switch ls-db acls",
        "column": "\n".join(("direction=to-lport", "priority=1000", "match=ip4", "action=drop")),
    },
    "destroy": {"table": "Logical_Switch", "record": "ls-office"},
}
"""What is typed, by the recipe's name; all else is as proposed."""

ASKED_OF_HOSTS: Final[Mapping[str, Mapping[str, str]]] = {
    "join-host": {"host": "kvm9", "remote": "tcp:10.10.10.233:6642", "encap-ip": "10.10.20.236"},
    "add-host-uplink": {"host": "kvm2", "network": "PHYS2", "bridge": "br-phys"},
    "leave-host": {"host": "kvm2"},
}
"""Likewise of those that work on hosts."""

_IMAGE: Final = "https://cloud.example.org/debian-13.qcow2"
ASKED_OF_VMS: Final[Mapping[str, Mapping[str, str]]] = {
    "create-vm": {
        "host": "kvm1",
        "name": "web-9",
        "nics": "ls-web",
        "size": "20 GiB",
        "os-variant": "debian12",
    },
    "clone-vm": {"vm": "old"},
    "migrate-vm": {"vm": "web-1"},
    "delete-vm": {"vm": "old"},
    "attach-nic": {"vm": "web-3", "nic": "ls-db"},
    "detach-nic": {"vm": "db-1", "mac": "0a:00:00:00:00:01"},
    "autostart-vm": {"vm": "db-1\nold"},
    "rename-vm": {"vm": "old", "name": "older"},
    "start-vm": {"vm": "old"},
    "shutdown-vm": {"vm": "web-3"},
    "reboot-vm": {"vm": "web-3"},
    "pause-vm": {"vm": "web-3"},
    "resume-vm": {"vm": "db-1"},
    "force-off-vm": {"vm": "web-3\ndb-1"},
    "import-image": {"host": "kvm1", "url": _IMAGE},
    "upload-image": {"host": "kvm1", "file": "/usr/share/common-licenses/GPL-3", "name": "gpl.raw"},
    "delete-image": {"host": "kvm1", "image": "images/netinst.iso"},
    "create-snapshot": {"vm": "web-3", "name": "before-the-move"},
    "revert-vm": {"vm": "web-3", "name": "works"},
    "delete-snapshot": {"vm": "web-3", "name": "before-upgrade"},
}
"""Likewise of those whose plans are made by asking a host's libvirt."""


def northbound() -> Rows:
    """The zoo's northbound rows, and the office's."""
    north = zoo.northbound()
    ports = [
        north.port("ls-office", f"desk-{number}", addresses=f"52:54:00:10:05:0{number} 10.0.5.1{number}")
        for number in (1, 2)
    ]
    acl = north.add(
        "ACL", "office", direction="to-lport", priority=1000, match="ip4 && tcp.dst == 22", action="drop"
    )
    qos = north.add(
        "QoS", "office", direction="to-lport", priority=100, match="ip4", bandwidth={"rate": 10000}
    )
    dns = north.add("DNS", "office", records={"desk-1": "10.0.5.11"})
    balancer = north.add(
        "Load_Balancer", "office", name="lb-office", vips={"10.0.5.100:443": "10.0.5.11:443,10.0.5.12:443"}
    )
    north.switch("ls-office", ports, acls=acl, qos_rules=qos, dns_records=dns, load_balancer=balancer)
    policy = north.add(
        "Logical_Router_Policy", "office", priority=100, match="ip4.src == 10.0.5.11", action="drop"
    )
    port = north.add(
        "Logical_Router_Port",
        "lrp-office",
        name="lrp-office",
        mac="00:00:00:00:05:01",
        networks="10.0.5.1/24",
    )
    north.add("Logical_Router", "lr-office", name="lr-office", ports=port, policies=policy)
    north.add("Port_Group", "office", name="pg_office", ports=ports)
    north.add("Address_Set", "partners", name="as_partners", addresses=["203.0.113.7", "203.0.113.8"])
    north.add(
        "Static_MAC_Binding", "office", logical_port="lrp-office", ip="10.0.5.7", mac="52:54:00:10:05:07"
    )
    return north
