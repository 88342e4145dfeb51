"""A real `ovntui serve` on a cloud, and the real OpenSSH client to come in with."""

import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.console.stage import Cloud
from tests.console.terminal import OVNTUI, Terminal
from tests.servers.process import ENVIRONMENT, Daemon, short_folder
from tests.servers.waiting import until


def made_key(folder: Path, name: str, kind: str = "ed25519") -> Path:
    """A key pair of ssh-keygen's, with the name as its comment."""
    key = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", name, "-f", str(key)], check=True, env=ENVIRONMENT
    )
    return key


def public(key: Path) -> str:
    """The public half, as a line of a file."""
    return key.with_name(f"{key.name}.pub").read_text().strip()


class Served:
    """A server with a folder of its own. kim has the key of an admin."""

    def __init__(self, folder: Path, cloud: Cloud, config: str) -> None:
        self.folder = folder
        self.authorized = folder / "authorized_keys"
        self.log = folder / "log"
        self.log.touch()
        (folder / "config.toml").write_text(
            f'name = "served"\nnorthbound = "{cloud.central.unix}"\nsouthbound = "{cloud.central.unix}"\n'
            f"local-host = false\n[serve]\nport = 0\n{config}"
        )
        self.kim = made_key(folder, "kim")
        self.authorize(f'role="admin" {public(self.kim)}')
        self.daemon = Daemon(
            self.log,
            OVNTUI,
            "serve",
            "--config",
            str(folder / "config.toml"),
            "--state",
            str(folder / "state"),
        )
        self.port = 0

    def authorize(self, *lines: str) -> None:
        """Let in by these lines and no others."""
        new = self.folder / "authorized_keys.new"
        new.write_text("\n".join(lines) + "\n")
        new.chmod(0o600)
        new.rename(self.authorized)

    async def start(self) -> None:
        """Start it and return when it listens."""
        self.daemon.start()
        await until(
            lambda: "listening on" in self.logged or not self.daemon.running, "the server listens", 60
        )
        assert self.daemon.running, self.logged
        self.port = int(re.findall(r"listening on \S+ port (\d+)", self.logged)[-1])

    @property
    def logged(self) -> str:
        """All that it has logged."""
        return self.log.read_text()

    def ssh(self, *options: str, key: Path | None = None, command: tuple[str, ...] = ()) -> list[str]:
        """The command line of a client that believes any host key, and offers this key and no other."""
        return [
            *("ssh", "-F", "none", "-p", str(self.port), "-i", str(key or self.kim)),
            *("-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=accept-new"),
            *("-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}", "-o", "BatchMode=yes"),
            *options,
            "ops@127.0.0.1",
            *command,
        ]

    def terminal(self, *options: str, key: Path | None = None, size: tuple[int, int] = (80, 24)) -> Terminal:
        """A terminal in which somebody logs in."""
        environment = {**ENVIRONMENT, "COLORTERM": "truecolor", "SSH_AUTH_SOCK": ""}
        command = ("setsid", "--ctty", "--wait", *self.ssh(*options, key=key))
        return Terminal(*command, environment=environment, size=size)

    def run(
        self, *options: str, key: Path | None = None, command: tuple[str, ...] = ()
    ) -> "subprocess.CompletedProcess[str]":
        """Log in without a terminal, and wait for the end."""
        return subprocess.run(
            self.ssh(*options, key=key, command=command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**ENVIRONMENT, "SSH_AUTH_SOCK": ""},
        )

    def sessions(self) -> list[int]:
        """The processes of sessions that run: the children of the server's child."""
        (nursery,) = self.children()
        return _children(nursery)

    def children(self) -> list[int]:
        """The server's own child, which sessions are forked from."""
        return _children(self.daemon.pid)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


@asynccontextmanager
async def served(cloud: Cloud, config: str = "") -> AsyncIterator[Served]:
    """A server that lets kim in; config is what its [serve] says."""
    with short_folder() as folder:
        server = Served(folder, cloud, config)
        try:
            await server.start()
            yield server
        finally:
            server.daemon.stop()
