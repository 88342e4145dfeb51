"""A program for a host: moves a NIC's addresses and routes onto a bridge, or back, and puts everything back
as it was unless it is told in time that this is well.

It is started there detached from whoever started it, in a folder that holds plan.json, and needs nothing but
Python and the host's own tools. What it was given and what it does lie in that folder: state tells how it
stands; who makes the folder "decision" first decides, the console that it stays, or this that it goes back.
A host that goes down before that runs it when it starts anew, with another plan.json, only to go back.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

LOCK = "/run/ovntui/moving"
"""Held for as long as it is not decided what stays."""
WANTED = "/etc/systemd/system/multi-user.target.wants/ovntui-uplink.service"
"""Leads for as long to the unit of a host that goes back should it start anew (see at_start)."""
SPARE = "/var/lib/ovntui/uplink"
"""What it would do that with."""
COMMAND = 15.0
"""Seconds for one command."""
APPLY = 45.0
"""Seconds for whoever keeps the network to do what the files say."""
TAKEN_OVER = 20.0
"""Seconds until it has done that: systemd-networkd is only told, and then takes the addresses and routes away
that it has not set itself, and sets its own."""
MANAGED = {"ADMIN_STATE=configuring", "ADMIN_STATE=configured"}
"""What systemd-networkd notes of a link that it sets up (networkctl(1), list)."""
GATEWAY = 6
"""How often the gateway is asked whether it is there."""


class Failed(Exception):
    """Something could not be done; a sentence."""


def run(*argv: str, seconds: float = COMMAND) -> str:
    """Run a program. Raises Failed."""
    try:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{argv[0]}: {error}") from error
    if done.returncode != 0:
        complaint = (done.stderr or done.stdout).strip().splitlines()
        raise Failed(f"{' '.join(argv[:3])}: {complaint[-1] if complaint else done.returncode}")
    return done.stdout


def write(path: Path, text: str, mode: int = 0o600) -> None:
    """Let a file hold this, at once and wholly; it stays whose it was, and as open as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".ovntui-{path.name}")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:  # noqa: PTH123  # a mode from the start
        owner = path.stat() if path.exists() else None
        os.fchmod(file.fileno(), mode if owner is None else stat.S_IMODE(owner.st_mode))
        if owner is not None:
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def write_files(files: dict[str, list[str] | None], mode: int) -> None:
    """Let files hold these lines, which have their ends; None: let there be none. New ones have that mode."""
    for name, lines in files.items():
        path = Path(os.path.realpath(name))
        if lines is None:
            path.unlink(missing_ok=True)
        else:
            write(path, "".join(lines), mode)


def become(now: dict[str, Any], then: dict[str, Any], plan: dict[str, Any]) -> None:
    """Let the host be as then says, where it is as now says or anywhere on the way between the two. Raises
    Failed."""
    nic, bridge, apply = plan["nic"], plan["bridge"], plan["apply"]
    write_files(then["files"], plan["mode"])
    wanted, there = then["bridge"], now["bridge"]
    if wanted is not None:
        columns = [f"datapath_type={wanted['datapath']}", "fail_mode=standalone"]
        columns += [f'other-config:hwaddr="{wanted["mac"]}"'] if wanted["mac"] else []
        made = ["--may-exist", "add-br", bridge]
        if there is None:
            made += ["--", "set", "Bridge", bridge, *columns]
        run("ovs-vsctl", "--timeout=10", *made)
        if wanted["has_nic"]:
            run("ovs-vsctl", "--timeout=10", "--may-exist", "add-port", bridge, nic)
    if wanted is None or not wanted["has_nic"]:
        run("ovs-vsctl", "--timeout=10", "--if-exists", "del-port", bridge, nic)
    if wanted is not None:
        run("ip", "link", "set", "dev", bridge, "up")
    old = set(now["addresses"]) | set(then["addresses"])
    for address, device in sorted(one.split(" on ") for one in old - set(then["addresses"])):
        if _has(device, address):
            run("ip", "address", "del", address, "dev", device)
    for address, device in (one.split(" on ") for one in then["addresses"]):
        run("ip", "address", "replace", address, *broadcast(address), "dev", device)
    for route in then["routes"]:
        words, _, device = route.rpartition(" on ")
        version = ["-6"] if ":" in words else []
        run("ip", *version, "route", "replace", *words.split(), "dev", device)
    if wanted is None:
        run("ovs-vsctl", "--timeout=10", "--if-exists", "del-br", bridge)
    if apply:
        run(*apply, seconds=APPLY)


def broadcast(address: str) -> tuple[str, ...]:
    """What lets an address have its network's broadcast address, as all have that are set up when a host
    starts. systemd-networkd, when it starts, gives up on a link that has its own address without one."""
    length = int(address.rpartition("/")[2])
    return () if ":" in address or length > 30 else ("brd", "+")


def _has(device: str, address: str) -> bool:
    if not Path("/sys/class/net", device).exists():
        return False
    return f" {address} " in run("ip", "address", "show", "dev", device)


def announce(state: dict[str, Any]) -> None:
    """Tell the neighbours at which MAC address the IPv4 addresses are now, by gratuitous ARP (RFC 5227,
    section 2.3): who has them in mind at another would look there for some more seconds."""
    for address, device in (one.split(" on ") for one in state["addresses"]):
        if ":" in address:
            continue
        try:
            with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as card:
                card.bind((device, 0))
                mac = card.getsockname()[4]
                ip = socket.inet_aton(address.partition("/")[0])
                request = b"\x00\x01\x08\x00\x06\x04\x00\x01" + mac + ip + b"\x00" * 6 + ip
                card.send(b"\xff" * 6 + mac + b"\x08\x06" + request)
        except OSError:
            continue  # it is a courtesy


def gateway(state: dict[str, Any]) -> str:
    """The next router of a state's default route, if there is one."""
    for route in state["routes"]:
        words = route.split()
        if words[0] == "default" and "via" in words:
            return str(words[words.index("via") + 1])
    return ""


def answers(address: str, times: int) -> bool:
    """Whether somebody there is heard."""
    for _ in range(times):
        try:
            run("ping", "-n", "-c", "1", "-W", "1", address)
        except Failed:
            time.sleep(0.2)
        else:
            return True
    return False


def untaken(state: dict[str, Any]) -> str:
    """What of this systemd-networkd has not set up by itself, in a few words; "" where it has. It has its own
    mark on routes only. IPv6 is left out: its addresses may come by themselves, and later."""
    for address, device in (one.split(" on ") for one in state["addresses"]):
        if ":" not in address and not (_is_managed(device) and _has(device, address)):
            return f"{address} on {device}"
    for route in state["routes"]:
        words, _, device = route.rpartition(" on ")
        if words.startswith("default") and ":" not in words:
            shown = json.loads(run("ip", "-json", "route", "show", "default", "dev", device) or "[]")
            if not any(one.get("protocol", "boot") != "boot" for one in shown):  # ip-route(8), protocol
                return f"the default route on {device}"
    return ""


def _is_managed(device: str) -> bool:
    try:
        index = Path("/sys/class/net", device, "ifindex").read_text().strip()
        return not MANAGED.isdisjoint(Path("/run/systemd/netif/links", index).read_text().split())
    except OSError:
        return False


class Mover:
    """What is to be done in one folder, as plan says."""

    def __init__(self, folder: Path, plan: Path) -> None:
        self.folder = folder
        self.plan: dict[str, Any] = json.loads(plan.read_text())
        self.began = time.monotonic()

    def tell(self, state: str, said: str = "") -> None:
        """How it stands: moving, waiting, kept, restored, failed, refused."""
        write(self.folder / "state", json.dumps({"state": state, "said": said}))

    def try_it(self) -> None:
        """Move, and wait for the decision. Raises Failed where it does not go, or nobody decides in time."""
        before, after = self.plan["before"], self.plan["after"]
        routed = gateway(before)
        must_answer = gateway(after) if routed and answers(routed, 2) else ""
        self.tell("moving")
        if self.plan["unit"]:
            Path(WANTED).parent.mkdir(parents=True, exist_ok=True)
            Path(WANTED).unlink(missing_ok=True)
            Path(WANTED).symlink_to(self.plan["unit"])
        self.go(before, after)
        if self.plan["apply"]:
            self.wait_for_keeper(after)
        announce(after)
        if must_answer and not answers(must_answer, GATEWAY):
            raise Failed(f"the gateway {must_answer} does not answer from there")
        self.tell("waiting")
        while time.monotonic() - self.began < self.plan["seconds"]:
            if (self.folder / "decision").exists():
                return
            announce(after)
            time.sleep(0.2)
        raise Failed(f"nobody confirmed it in {self.plan['seconds']:g} s")

    def wait_for_keeper(self, state: dict[str, Any]) -> None:
        """Until whoever keeps the network has set this up by itself. Raises Failed."""
        end = time.monotonic() + TAKEN_OVER
        while missing := untaken(state):
            if time.monotonic() > end:
                raise Failed(f"systemd-networkd has not set up {missing} in {TAKEN_OVER:g} s")
            announce(state)
            time.sleep(0.2)

    def go(self, now: dict[str, Any], then: dict[str, Any]) -> None:
        """Let it become so."""
        become(now, then, self.plan)

    def end(self, state: str, said: str = "") -> None:
        """It is decided, and no start of the host is to change that."""
        for path in filter(None, (WANTED, self.plan["unit"])):
            Path(path).unlink(missing_ok=True)
        shutil.rmtree(SPARE, ignore_errors=True)
        self.tell(state, said)

    def restore(self, why: str) -> None:
        """Put everything back, unless it was decided that it stays."""
        try:
            (self.folder / "decision").mkdir()
        except FileExistsError:
            self.end("kept")
            return
        last = ""
        for _ in range(5):
            try:
                self.go(self.plan["after"], self.plan["before"])
            except Failed as error:
                last = str(error)
                time.sleep(1)
            else:
                self.end("restored", why)
                for _ in range(10):
                    announce(self.plan["before"])
                    time.sleep(0.2)
                return
        self.end("failed", f"{why}; and not all could be put back: {last}")


def watched(mover: Mover) -> str:
    """Try it in a process of its own, so that somebody is left to put things back whatever becomes of that.
    Why it did not go, or ""."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            mover.try_it()
        except Failed as error:
            os.write(writer, str(error).encode()[:4000])
        except BaseException as error:  # the other process puts things back, and tells of it
            os.write(writer, f"it failed: {error!r}".encode()[:4000])
        else:
            os._exit(0)
        os._exit(1)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    why = os.read(reader, 4096).decode(errors="replace")
    return "" if status == 0 else why or "what moved it was killed"


def main(folder: Path, again: Path | None = None) -> None:
    """Do it once; nobody else does it meanwhile. again is the plan of a move in the middle of which the host
    went down: nothing of folder outlasted that."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, exist_ok=True)
    mover = Mover(folder, again or folder / "plan.json")
    lock = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        mover.tell("refused", "something else is being moved there at this moment")
        return
    if why := "it was started anew before that was confirmed" if again else watched(mover):
        mover.restore(why)
    else:
        mover.end("kept")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
