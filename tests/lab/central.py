"""The controller's daemons: northbound and southbound databases, and northd between them."""

from tests.lab.namespaces import Host

_DATABASES = (("nb", "OVN_Northbound", "NB_Global"), ("sb", "OVN_Southbound", "SB_Global"))
_RUN = "/run/ovn"


def start(host: Host) -> None:
    """Start them, on the sockets where OVN's packages put them; on TCP only what the databases name."""
    for short, database, table in _DATABASES:
        file = f"/var/lib/ovn/ovn{short}_db.db"
        host.run("ovsdb-tool", "create", file, f"/usr/share/ovn/ovn-{short}.ovsschema")
        host.run(
            *("ovsdb-server", "--detach", "-vconsole:off", "-vsyslog:off"),
            f"--log-file=/var/log/ovn/ovsdb-server-{short}.log",
            f"--pidfile={_RUN}/ovn{short}_db.pid",
            f"--unixctl={_RUN}/ovn{short}_db.ctl",
            f"--remote=punix:{_RUN}/ovn{short}_db.sock",
            f"--remote=db:{database},{table},connections",
            file,
        )
    host.run("ovn-nbctl", "init")
    host.run("ovn-sbctl", "init")
    host.run(
        *("ovn-northd", "--detach", "-vconsole:off", "-vsyslog:off"),
        "--log-file=/var/log/ovn/ovn-northd.log",
        f"--pidfile={_RUN}/ovn-northd.pid",
        f"--ovnnb-db=unix:{_RUN}/ovnnb_db.sock",
        f"--ovnsb-db=unix:{_RUN}/ovnsb_db.sock",
    )
