"""The unit under a real systemd: set up as docs/serve.md says, used, restarted, killed and stopped."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.terminal import Terminal
from tests.lab.booted import Booted, booted, missing
from tests.lab.waiting import wait_for
from tests.serve.serving import made_key, public
from tests.servers.process import ENVIRONMENT

_REPOSITORY = Path(__file__).parents[2]
_CONFIG = "".join(f'{name} = "unix:/run/ovn/{name}.sock"\n' for name in ("northbound", "southbound"))
_SCHEMAS = Path("/usr/share/ovn")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booted]:
    """A machine with two databases and the service, set up and not yet started."""
    if reason := missing():
        pytest.skip(f"no machine with a systemd of its own here: {reason}")
    wheel = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheel)],
        cwd=_REPOSITORY,
        check=True,
        capture_output=True,
        env=ENVIRONMENT,
    )
    with booted(wheel) as made:
        _install(made, next(wheel.glob("*.whl")).name)
        _databases(made)
        _set_up(made, made_key(tmp_path_factory.mktemp("keys"), "kim"))
        yield made


def _install(machine: Booted, wheel: str) -> None:
    """What the wheel needs is lent from the tests, so that nothing has to be fetched."""
    machine.run("/opt/python/bin/python3", "-m", "venv", "--without-pip", "/opt/ovntui")
    (packages,) = machine.root.glob("opt/ovntui/lib/python3*/site-packages")
    (packages / "lent.pth").write_text("/opt/packages\n")
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed")
    machine.run("/opt/ovntui/bin/python", *install, f"/opt/wheel/{wheel}")
    machine.run("ln", "-s", "/opt/ovntui/bin/ovntui", "/usr/bin/ovntui")


def _databases(machine: Booted) -> None:
    for folder in ("ovn", "openvswitch"):
        (machine.root / "run" / folder).mkdir()
    for name, schema in (("northbound", "nb"), ("southbound", "sb")):
        stem = f"/run/ovn/{name}"
        machine.run("ovsdb-tool", "create", f"{stem}.db", str(_SCHEMAS / f"ovn-{schema}.ovsschema"))
        machine.run(
            *("ovsdb-server", "--detach", "--no-chdir", f"--pidfile={stem}.pid", f"--log-file={stem}.log"),
            *(f"--remote=punix:{stem}.sock", f"{stem}.db"),
        )
        machine.run(f"ovn-{schema}ctl", f"--db=unix:{stem}.sock", "init")
        machine.run("chmod", "666", f"{stem}.sock")
    machine.run("ovn-nbctl", "--db=unix:/run/ovn/northbound.sock", "ls-add", "seen-from-afar")


def _set_up(machine: Booted, key: Path) -> None:
    place = machine.root / "etc/ovntui"
    place.mkdir()
    (place / "config.toml").write_text(_CONFIG)
    (place / "authorized_keys").write_text(f'role="admin" {public(key)}\n')
    (machine.root / "run/key").write_bytes(key.read_bytes())
    (machine.root / "run/key").chmod(0o600)
    unit = (_REPOSITORY / "packaging/ovntui.service").read_text()
    (machine.root / "etc/systemd/system/ovntui.service").write_text(unit)
    # the lent interpreter may look for its library in a home, which the unit hides
    beside = machine.root / "etc/systemd/system/ovntui.service.d"
    beside.mkdir()
    (beside / "lent.conf").write_text("[Service]\nEnvironment=LD_LIBRARY_PATH=/opt/python/lib\n")
    machine.run("useradd", "--system", "--home-dir", "/var/lib/ovntui", "ovntui")
    machine.run("systemctl", "daemon-reload")


def _terminal(machine: Booted) -> Terminal:
    """Somebody logs in who knows the host key from the first time on."""
    options = ("StrictHostKeyChecking=accept-new", "UserKnownHostsFile=/run/known_hosts", "BatchMode=yes")
    said = [word for option in options for word in ("-o", option)]
    return Terminal(
        *machine.argv("ssh", "-F", "none", "-p", "8022", "-i", "/run/key", *said, "ops@127.0.0.1"),
        environment=ENVIRONMENT,
    )


def _come_in(terminal: Terminal) -> None:
    terminal.until(lambda: "Control plane" in terminal.text, "the first screen", 60)
    terminal.press("3")
    terminal.until(lambda: "seen-from-afar" in terminal.text, "the switches", 60)


def _told(machine: Booted, *names: str) -> list[str]:
    """Properties of the service."""
    asked = [f"--property={name}" for name in names]
    lines = machine.run("systemctl", "show", "ovntui", *asked).splitlines()
    found = dict(line.split("=", 1) for line in lines)
    return [found[name] for name in names]


def _listens(machine: Booted) -> bool:
    return " 127.0.0.1:8022 " in machine.run("ss", "--no-header", "-tln")


def _processes(machine: Booted) -> list[str]:
    return machine.tried("pgrep", "-u", "ovntui").stdout.split()


def test_the_service(machine: Booted) -> None:
    """One day of it: each step begins where the one before has ended."""
    _is_sound(machine)
    machine.run("systemctl", "start", "ovntui")
    wait_for(lambda: _listens(machine), "it listens")
    with _terminal(machine) as terminal:
        _come_in(terminal)
        _is_confined(machine)
        machine.run("systemctl", "restart", "ovntui")
        terminal.until(lambda: "the server is being stopped" in terminal.text, "it takes leave")
        assert terminal.ended() == 1
    wait_for(lambda: _listens(machine), "it listens again")
    with _terminal(machine) as terminal:  # by the host key of before: another would be refused
        _come_in(terminal)
        machine.run("systemctl", "kill", "--signal=KILL", "--kill-whom=main", "ovntui")
        assert terminal.ended() != 0
    wait_for(lambda: _told(machine, "NRestarts") == ["1"] and _listens(machine), "systemd starts it anew")
    with _terminal(machine) as terminal:
        _come_in(terminal)
        machine.run("systemctl", "stop", "ovntui")
        assert _told(machine, "Result", "ExecMainStatus") == ["success", "0"]
        assert not _processes(machine)
    _tells_what_is_wrong(machine)
    audit = machine.run("cat", "/var/lib/ovntui/audit.jsonl")
    assert audit.count('"event":"session ended"') == 2  # but of the one whose server was killed
    assert "each as it was written" in machine.run("ovntui", "audit", "verify", "/var/lib/ovntui/audit.jsonl")


def _is_sound(machine: Booted) -> None:
    """systemd understands all of the unit, and finds little to object to."""
    said = machine.tried("systemd-analyze", "verify", "--man=no", "/etc/systemd/system/ovntui.service")
    assert said.stderr == "", said.stderr
    judged = machine.run("systemd-analyze", "security", "--no-pager", "ovntui")
    match = re.search(r"exposure level for ovntui.service: ([\d.]+)", judged)
    assert match is not None and float(match[1]) < 2, judged


def _is_confined(machine: Booted) -> None:
    """Nobody in particular, without a capability, in files that cannot be changed."""
    found = _processes(machine)
    assert len(found) == 3, "the server, the nursery, and a session"
    for pid in found:
        status = machine.run("cat", f"/proc/{pid}/status")
        assert re.search(r"^CapBnd:\s+0+$", status, re.MULTILINE)
        assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
        assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)
        inside = ("nsenter", f"--target={pid}", "--mount", "--", "touch")
        assert "Read-only file system" in machine.tried(*inside, "/usr/touched").stderr
        assert "Read-only file system" in machine.tried(*inside, "/etc/ovntui/touched").stderr
    made = machine.run("stat", "--format=%U %a", "/var/lib/ovntui", "/var/lib/ovntui/host_key")
    assert made.split("\n")[:2] == ["ovntui 700", "ovntui 600"]
    assert "audit: login" in machine.run("journalctl", "--unit=ovntui", "--identifier=ovntui", "--no-pager")


def _tells_what_is_wrong(machine: Booted) -> None:
    """It does not start with keys that anybody may change, and the journal says why."""
    keys = machine.root / "etc/ovntui/authorized_keys"
    keys.chmod(0o666)
    assert machine.tried("systemctl", "start", "ovntui").returncode
    assert "authorized_keys can be changed by others" in machine.run(
        "journalctl", "--unit=ovntui", "--no-pager"
    )
    keys.chmod(0o644)
