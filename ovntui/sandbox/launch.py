"""Starting a sandbox: all that need not wait for each other at the same time.

Each stage ends when its daemons serve and its tools are done; nothing sleeps. The databases are
filled before the daemons that read them start, so that each does its work once.
"""

import shutil
from collections.abc import Sequence
from typing import Final

from ovntui.hosts.stand_in.marks import Marks
from ovntui.sandbox import blog, fabric, programs, stand_ins
from ovntui.sandbox.places import Place
from ovntui.sandbox.processes import Task, run_together

_SECONDS: Final = 30.0
"""How long one stage may take; on two idle cores all of them together take about a second."""
_VSWITCH: Final = "openvswitch/vswitch.ovsschema"
_NB: Final = "ovn/ovn-nb.ovsschema"
_SB: Final = "ovn/ovn-sb.ovsschema"


def parts() -> dict[str, str]:
    """The programs and schemas that a sandbox needs, and where they are. Raises SandboxError."""
    ovs = ("ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ovs-appctl", "ovs-vswitchd", _VSWITCH)
    return programs.find([*ovs, "ovn-nbctl", "ovn-sbctl", "ovn-northd", "ovn-controller", _NB, _SB])


class Launch:
    """One start of a sandbox in a new place, with so many chassis, with the cloud unless empty, and with what
    stands in for hypervisors where that is wanted."""

    def __init__(
        self, place: Place, part: dict[str, str], chassis: int, empty: bool, stand_ins: bool = False
    ) -> None:
        self._place = place
        self._part = part
        self._chassis = chassis
        self._empty = empty
        self._stand_ins = stand_ins
        self._hosts = fabric.names(chassis)
        self._nodes = [fabric.UNDERLAY, *self._hosts]
        self._northbound = fabric.northbound(place.path)
        self._southbound = fabric.southbound(place.path)

    def run(self) -> None:
        """Start everything and return when the cloud is in force on every chassis.

        Raises SandboxError, and leaves what has been started so far to the caller to clear away.
        """
        self._create_databases()
        self._serve_databases()
        self._fill_databases()
        self._start_switches()
        self._start_controllers()
        self._wait_in_force()

    def wait_for_gateway(self) -> None:
        """Wait until the gateway chassis of the highest priority holds the gateway port, for good.

        Raises SandboxError when that takes too long.
        """
        # While not all of them hear each other by BFD, the port still goes back and forth.
        candidates = self._hosts[: blog.GATEWAYS]
        for host in candidates:
            tunnels = [
                ("wait-until", "Interface", fabric.tunnel(peer), "bfd_status:state=up")
                for peer in candidates
                if peer != host
            ]
            if tunnels:
                self._all(self._vsctl(host, *_joined(tunnels)))
        # Once each controller has come this far, what they did before is done.
        holder, _ = self._all(
            self._sbctl("--bare", "--columns=_uuid", "find", "Chassis", f"name={self._hosts[0]}"),
            self._nbctl("--wait=hv", "sync"),
        )
        port = f"cr-{blog.GATEWAY_PORT}"
        self._all(self._sbctl("wait-until", "Port_Binding", port, f"chassis={holder.strip()}"))

    def _create_databases(self) -> None:
        central, underlay = self._place.path / fabric.CENTRAL, self._place.path / fabric.UNDERLAY
        self._all(
            self._task(fabric.CENTRAL, "ovsdb-tool", "create", str(central / "ovnnb_db.db"), self._part[_NB]),
            self._task(fabric.CENTRAL, "ovsdb-tool", "create", str(central / "ovnsb_db.db"), self._part[_SB]),
            self._task(
                fabric.UNDERLAY, "ovsdb-tool", "create", str(underlay / "conf.db"), self._part[_VSWITCH]
            ),
        )
        for host in self._hosts:  # a new database holds its schema and nothing else
            shutil.copyfile(underlay / "conf.db", self._place.path / host / "conf.db")

    def _serve_databases(self) -> None:
        self._all(
            self._server(fabric.CENTRAL, "ovnnb_db", self._northbound, "ovnnb_db.db"),
            self._server(fabric.CENTRAL, "ovnsb_db", self._southbound, "ovnsb_db.db"),
            *(self._server(node, "ovsdb-server", self._remote(node), "conf.db") for node in self._nodes),
        )

    def _fill_databases(self) -> None:
        folder = self._place.path
        tasks = [self._vsctl(fabric.UNDERLAY, *fabric.underlay(folder, self._chassis))]
        for number, host in enumerate(self._hosts, 1):
            vms = [] if self._empty else blog.interfaces(number, self._chassis)
            tasks.append(self._vsctl(host, *fabric.host(folder, number), *vms))
        cloud = ["init"] if self._empty else blog.northbound(self._chassis)
        self._all(self._nbctl(*cloud), self._sbctl("init"), *tasks)

    def _start_switches(self) -> None:
        databases = f"--ovnnb-db={self._northbound}", f"--ovnsb-db={self._southbound}"
        self._all(
            *(self._daemon(node, "ovs-vswitchd", *fabric.VSWITCHD_OPTIONS) for node in self._nodes),
            self._daemon(fabric.CENTRAL, "ovn-northd", *databases),
        )

    def _start_controllers(self) -> None:
        """Give each chassis its address, then the route that leads to the others by it."""
        addresses = {host: fabric.address(number) for number, host in enumerate(self._hosts, 1)}
        self._all(
            *(
                self._vswitchd(host, "netdev-dummy/ip4addr", "br-phys", addresses[host])
                for host in self._hosts
            ),
        )
        self._all(
            *(self._vswitchd(host, "ovs/route/add", addresses[host], "br-phys") for host in self._hosts),
        )
        self._all(*(self._daemon(host, "ovn-controller", self._remote(host)) for host in self._hosts))

    def _wait_in_force(self) -> None:
        self._all(self._sbctl(*_joined([("wait-until", "Chassis", host) for host in self._hosts])))
        ports = [] if self._empty else [vm.port for vm in blog.VMS]
        up = [("wait-until", "Logical_Switch_Port", port, "up=true") for port in ports]
        # the stand-ins go on coming up while whoever wants the sandbox begins with the rest
        self._all(self._nbctl("--wait=hv", *_joined([*up, ("sync",)])), *self._standing_in())

    def _standing_in(self) -> list[Task]:
        if not self._stand_ins:
            return []
        why_not = stand_ins.why_not()
        for host in self._hosts:
            Marks(self._place.path / host).make(why_not)
        return [] if why_not else [stand_ins.task(self._place)]

    def _all(self, *tasks: Task) -> list[str]:
        return run_together(tasks, _SECONDS)

    def _task(self, room: str, program: str, *args: str) -> Task:
        return self._place.task(room, self._part[program], *args)

    def _daemon(self, room: str, program: str, *args: str) -> Task:
        return self._task(room, program, "--detach", "--pidfile", "--log-file", "-vconsole:off", *args)

    def _server(self, room: str, name: str, remote: str, database: str) -> Task:
        path = self._place.path / room
        names = (
            f"--pidfile={path / name}.pid",
            f"--unixctl={path / name}.ctl",
            f"--log-file={path / name}.log",
        )
        return self._daemon(room, "ovsdb-server", *names, f"--remote=p{remote}", str(path / database))

    def _remote(self, room: str) -> str:
        return fabric.open_vswitch(self._place.path, room)

    def _vsctl(self, room: str, *args: str) -> Task:
        return self._task(room, "ovs-vsctl", "--no-wait", f"--db={self._remote(room)}", *args)

    def _vswitchd(self, room: str, *command: str) -> Task:
        return self._task(room, "ovs-appctl", "-t", "ovs-vswitchd", *command)

    def _nbctl(self, *args: str) -> Task:
        return self._task(fabric.CENTRAL, "ovn-nbctl", f"--db={self._northbound}", *args)

    def _sbctl(self, *args: str) -> Task:
        return self._task(fabric.CENTRAL, "ovn-sbctl", f"--db={self._southbound}", *args)


def _joined(commands: Sequence[tuple[str, ...]]) -> list[str]:
    """Several commands as the arguments of one invocation."""
    return [word for command in commands for word in ("--", *command)][1:]
