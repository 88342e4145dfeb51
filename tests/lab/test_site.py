"""Work on a real host arrives as it was given, as root, whichever way the host is reached."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ovntui.hosts.errors import HostError
from ovntui.hosts.far import FarSite
from ovntui.hosts.near import NearSite
from ovntui.hosts.site import Site
from ovntui.hosts.ssh import SshLink
from ovntui.ovsdb.remote import parse_remote
from tests.lab.operator import Operator
from tests.servers.waiting import until
from tests.unit.hosts.test_words import TYPED

WAYS = ["ssh:10.10.10.234", "ssh:kim@10.10.10.234", "here"]


@asynccontextmanager
async def site(way: str) -> AsyncIterator[Site]:
    if way == "here":
        yield NearSite("here", None)
        return
    async with SshLink(parse_remote(way)) as link:
        yield FarSite("kvm1", None, link)


@pytest.mark.parametrize("way", WAYS)
async def test_every_argument_and_every_byte_arrives(operator: Operator, way: str) -> None:
    async with site(way) as there:
        done = await there.run("printf", "%s\\0", *TYPED)
        assert done.out.decode().split("\0")[:-1] == TYPED
        assert (await there.run("cat", data=b"\x00\xff'$(id)\n")).out == b"\x00\xff'$(id)\n"
        assert (await there.run("id", "-u")).out == b"0\n"
        assert (await there.run("true", data=b"x" * 300_000)).status == 0
        assert (await there.run("sh", "-c", "kill -9 $$")).status is None
        assert (await there.run("printenv", "LC_ALL")).out == b"C\n"


@pytest.mark.parametrize("way", WAYS)
async def test_files_of_any_name_are_read_and_written_as_one(
    operator: Operator, way: str, tmp_path: object
) -> None:
    folder = f"/root/files-{os.getpid()}-{way.partition('@')[0][-3:]}" if way != "here" else str(tmp_path)
    async with site(way) as there:
        names = [name for name in TYPED if name and "\x1b" not in name]
        for number, name in enumerate(names):
            path = f"{folder}/deep er/{name}"
            assert await there.read(path) is None
            await there.write(path, f"{number}\n$(id) 'x'\n", 0o640)
            assert await there.read(path) == f"{number}\n$(id) 'x'\n"
            assert (await there.must("stat", "-c", "%a %U", "--", path)) == "640 root\n"
        await there.write(f"{folder}/deep er/{names[0]}", None)
        assert await there.read(f"{folder}/deep er/{names[0]}") is None
        left = (await there.must("ls", "-A", "--", f"{folder}/deep er")).splitlines()
        assert not [name for name in left if name.startswith(".ovntui")]
        with pytest.raises(HostError, match="Is a directory"):
            await there.read(folder)
        with pytest.raises(HostError):
            await there.write(f"{folder}/deep er", "in the way of a folder")
        await there.must("rm", "-r", "--", folder)


@pytest.mark.parametrize("way", WAYS)
async def test_a_program_is_heard_while_it_runs_and_its_complaint_is_told(
    operator: Operator, way: str
) -> None:
    async with site(way) as there:
        heard: list[str] = []
        await there.must("printf", "one\ntwo $HOME\nthree", heard=heard.append)
        assert heard == ["one", "two $HOME", "three"]
        with pytest.raises(HostError, match=r"ls: cannot access '/nowhere'"):
            await there.must("ls", "/nowhere")
        with pytest.raises(HostError, match=r"did not end in 0\.2 s"):
            await there.run("sleep", "60", seconds=0.2)
        with pytest.raises(HostError, match="no-such-program"):
            await there.must("no-such-program")


async def test_whoever_sudo_asks_for_a_password_is_told_so(operator: Operator) -> None:
    host = operator.lab.hosts["kvm1"]
    sudoers = host.read("/etc/sudoers.d/kim")
    host.write("/etc/sudoers.d/kim", sudoers.replace("NOPASSWD: ", ""), 0o440)
    try:
        async with site("ssh:kim@10.10.10.234") as there:
            with pytest.raises(HostError, match="sudo wants a password there"):
                await there.run("id")
    finally:
        host.write("/etc/sudoers.d/kim", sudoers, 0o440)


async def test_a_host_that_is_lost_is_waited_for(operator: Operator) -> None:
    async with SshLink(parse_remote("ssh:10.10.10.234")) as link:
        there = FarSite("kvm1", None, link)
        assert (await there.run("true")).status == 0 and there.is_reached
        operator.lab.hosts["kvm1"].run("pkill", "-f", "sshd: root")
        await until(lambda: not there.is_reached, "the loss is noticed")
        await there.welcomed()
        assert there.is_reached and (await there.run("true")).status == 0
