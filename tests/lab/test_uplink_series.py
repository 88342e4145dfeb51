"""Whatever is cut, killed or mistyped at whichever step of a move: the host is within reach again in 60 s,
and wholly as before or wholly as after."""

import asyncio
import json
from asyncio.subprocess import Process
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.lab import blog, ssh
from tests.lab.cast import HYPERVISORS, Hypervisor
from tests.lab.counted import Series
from tests.lab.headless import Commands
from tests.lab.lab import Lab, lab
from tests.lab.namespaces import Host
from tests.lab.operator import at_controller
from tests.lab.slowed import forget_steps, slowed, steps
from tests.servers.waiting import until

pytestmark = pytest.mark.faults
FILE: Final = "/etc/netplan/50-lab.yaml"
TEXT: Final = "network:\n  ethernets:\n    ens2:\n      addresses: [{}/24]  # as the office gave it\n"
FAULTS: Final = ("SSH cut", "sshd killed", "console killed", "wrong gateway")
STEPS: Final = 12
"""From before the first command of the move to after its decision."""
REACHED: Final = 60.0
"""Seconds in which a host has to be within reach again."""
TIMER: Final = 40.0
"""After how many seconds an unconfirmed move goes back, counted from its beginning."""


class Case(NamedTuple):
    """A fault at a step, that lasts for seconds."""

    fault: str
    step: int
    lasts: float

    def __str__(self) -> str:
        return f"{self.fault} at step {self.step} for {self.lasts:.0f} s"


@pytest.fixture(scope="module")
def three(name: object) -> Iterator[Lab]:
    """Three hosts, so that three cases can wait beside one another."""
    assert callable(name)
    with lab(name("series"), "bare", hypervisors=3) as made:
        blog.open_databases(made)
        yield made


async def test_series(three: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    series = Series("uplink", 4)
    cases = list(series.numbers())
    with at_controller(three, tmp_path, monkeypatch):
        tried = [Tried(three, who, tmp_path, series) for who in HYPERVISORS]
        async with asyncio.TaskGroup() as group:
            for number, one in enumerate(tried):
                group.create_task(one.cases(cases[number :: len(tried)]))
    print(f"\n{series.sum()}")  # noqa: T201  # for whom runs it
    assert sum(series.became.values()) == len(cases)


class Tried:
    """One host, on which case after case is tried."""

    def __init__(self, made: Lab, who: Hypervisor, folder: Path, series: Series) -> None:
        self.lab = made
        self.who = who
        self.host: Host = made.hosts[who.name]
        self.commands = Commands(folder / who.name, [who])
        self.series = series

    async def cases(self, numbers: list[int]) -> None:
        """One after the other, each from the same beginning."""
        self.host.write(FILE, TEXT.format(self.who.public), 0o600)
        with slowed(self.host):
            before = self.state()
            after = await self.moved(before)
            for number in numbers:
                fault = FAULTS[number % len(FAULTS)]
                lasts = self.series.chance(number).choice((2.0, 12.0, TIMER + 8))
                case = Case(fault, number // len(FAULTS) % STEPS, lasts)
                became = await self.one(case, before, after)
                self.series.tells(number, f"{case}", became)

    def state(self) -> list[str]:
        """All that a move changes, to the byte."""
        mapped = ("ovs-vsctl", "--if-exists", "get", "open_vswitch", ".", "external_ids:ovn-bridge-mappings")
        asked = (
            ("ip", "-brief", "address", "show", "to", "10.10.10.0/24"),
            ("ip", "route", "show", "default"),
            ("ovs-vsctl", "list-br"),
        )
        told = [" ".join(self.host.run(*words).replace("@", " @").split()) for words in asked]
        # the number behind @ is of the other end of the cable
        told[0] = " ".join(word for word in told[0].split() if not word.startswith("@"))
        has = "br-ext" in told[2].split()
        told.append(self.host.run("ovs-vsctl", "list-ports", "br-ext") if has else "")
        told.append(self.host.read(FILE))
        return [*told, self.host.run(*mapped).strip()]

    async def moved(self, before: list[str]) -> list[str]:
        """How it is after a move that nothing disturbs; it is undone then."""
        code, out, err = await self.commands.run(*self.words("10.10.10.1"))
        assert code == 0, (out, err)
        after = self.state()
        assert len(steps(self.host)) >= 9, steps(self.host)
        assert all(one != other for one, other in zip(before, after, strict=True)), after
        await self.undone()
        assert self.state() == before
        return after

    def words(self, gateway: str) -> tuple[str, ...]:
        """The command."""
        return ("plan", "add-host-uplink", f"--host={self.who.name}", f"--gateway={gateway}", "--yes")

    async def one(self, case: Case, before: list[str], after: list[str]) -> str:
        """Try one; what became of it."""
        forget_steps(self.host)
        self.host.run("sh", "-c", "rm -rf /run/ovntui/*-*")
        loop = asyncio.get_running_loop()
        gateway = "10.10.10.99" if case.fault == "wrong gateway" else "10.10.10.1"
        console = await self.commands.begins(*self.words(gateway))
        ended = asyncio.ensure_future(console.communicate())
        await until(lambda: self.has_come_to(case.step) or ended.done(), f"{case} begins", 120)
        assert steps(self.host) or self.states(), (case, ended.done() and ended.result())
        began = loop.time()
        fault = asyncio.create_task(self.breaks(case, console))
        while not (self.is_over() and await self.answers()):
            assert loop.time() - began < REACHED, f"{self.who.name} is out of reach: {case}"
            await asyncio.sleep(0.2)
        took = loop.time() - began
        await asyncio.sleep(1)
        await until(self.is_over, "what was on its way to the host is over as well", REACHED)
        await fault
        out, err = await asyncio.wait_for(ended, 120)
        now = self.state()
        if now[:-1] == after[:-1]:
            await asyncio.sleep(max(0.0, TIMER + 5 - (loop.time() - began)))
            now = self.state()  # a late timer never reverts what was confirmed
            assert now[:-1] == after[:-1], (case, now)
            became = "as after"
        else:
            assert now == before, (case, now, out.decode(), err.decode())
            became = "as before"
        # what the console says is so; one that was killed says nothing
        assert (
            console.returncode in ((0,) if became == "as after" else (1,)) or case.fault == "console killed"
        ), (*(case, became, console.returncode, out.decode(), err.decode()),)
        await self.undone()
        assert self.state() == before, case
        return f"{became} (in reach after {took:.1f} s)"

    def has_come_to(self, step: int) -> bool:
        """Step 0: it is there and has done nothing yet; the last two: it waits for the decision, and that is
        made."""
        if step == STEPS - 2:
            return "waiting" in self.states()
        done = len(steps(self.host))
        if step == STEPS - 1:
            return done > 0 and self.is_over()
        return bool(self.states()) if step == 0 else done >= step

    def states(self) -> list[str]:
        """How each move stands; "" of one that has said nothing yet."""
        found = []
        for folder in (self.host.root / "run/ovntui").glob("*-*"):
            try:
                found.append(json.loads((folder / "state").read_text())["state"])
            except FileNotFoundError:
                found.append("")
        return found

    def is_over(self) -> bool:
        """Whether nothing moves there."""
        return not self.host.succeeds("pgrep", "-f", "/mover.py /run/ovntui/")

    async def answers(self) -> bool:
        """Whether sshd is heard from the controller."""
        writer = None
        try:
            async with asyncio.timeout(2):
                reader, writer = await asyncio.open_connection(self.who.public, 22)
                return (await reader.readline()).startswith(b"SSH-")
        except (OSError, TimeoutError):
            return False
        finally:
            if writer is not None:
                writer.close()

    async def breaks(self, case: Case, console: Process) -> None:
        """Let something go wrong, and be mended."""
        if case.fault == "SSH cut":
            self.lab.switch.cut(self.host)
            await asyncio.sleep(case.lasts)
            self.lab.switch.mend(self.host)
        elif case.fault == "sshd killed":
            self.host.run("pkill", "-9", "sshd")
            await asyncio.sleep(case.lasts)
            await until(self.has_sshd, "sshd is there again", REACHED)
        elif case.fault == "console killed" and console.returncode is None:
            console.kill()

    def has_sshd(self) -> bool:
        """Whether sshd listens; where it does not it is started, as an init would. It cannot listen while its
        address is between the NIC and the bridge, and finds that out only in the background."""
        if self.host.run("ss", "-Hltn", "sport = :22").strip():
            return True
        ssh.restart(self.host)
        return False

    async def undone(self) -> None:
        """Undo what stands of the newest change, if anything does."""
        _, log, _ = await self.commands.run("log", "--json")
        newest = json.loads(log.splitlines()[-1])["plan"]["id"]
        code, out, err = await self.commands.run("undo", newest, "--yes")
        nothing = "nothing to undo" in err or "nothing of this has to be undone" in err
        assert code == 0 or nothing, (code, out, err)
