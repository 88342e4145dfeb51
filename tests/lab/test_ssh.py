"""One SSH connection a host: by the user's own configuration, strict, kept up, and told of in plain words."""

import asyncio

import pytest

from ovntui.hosts.errors import HostError
from ovntui.hosts.login import Timing
from ovntui.hosts.ssh import CHANNELS, SshLink, SshState
from ovntui.ovsdb.remote import parse_remote
from tests.lab import ssh
from tests.lab.operator import Operator
from tests.servers.process import Daemon, run
from tests.servers.waiting import until
from tests.unit.hosts.test_words import TYPED

QUICK = Timing(keepalive=0.5, connect=5, first_wait=0.05, longest_wait=0.2, refused_wait=0.2)


def link(remote: str) -> SshLink:
    return SshLink(parse_remote(remote), timing=QUICK)


async def reason(remote: str) -> str:
    """Why there is no way to a host."""
    async with link(remote) as there:
        with pytest.raises(HostError) as told:
            await there.connection()
        assert there.state.state == "lost"
        assert there.state.error == str(told.value)
        return str(told.value)


@pytest.mark.parametrize("remote", ["ssh:10.10.10.234", "ssh:kim@10.10.10.234", "ssh:root@10.10.10.234:22"])
async def test_every_argument_arrives_as_it_was_typed(operator: Operator, remote: str) -> None:
    async with link(remote) as kvm1:
        done = await kvm1.run("printf", "%s\\0", *TYPED, data=b"")
    assert done.status == 0
    assert done.out.decode().split("\0")[:-1] == TYPED


async def test_a_program_gets_what_it_is_given_and_tells_how_it_ended(operator: Operator) -> None:
    async with link("ssh:10.10.10.234") as kvm1:
        assert (await kvm1.run("cat", data=b"\x00\xff\n")).out == b"\x00\xff\n"
        done = await kvm1.run("ls", "/nowhere")
        assert done.status == 2
        assert "/nowhere" in done.err
        with pytest.raises(HostError, match="sleep did not end"):
            await kvm1.run("sleep", "60", seconds=0.2)


async def test_what_is_known_of_the_connection_is_told(operator: Operator) -> None:
    async with link("ssh:kim@10.10.10.234") as kvm1:
        await kvm1.connection()
        assert kvm1.state.user == "kim"
        assert kvm1.state.server.startswith("OpenSSH")


async def test_more_channels_than_a_server_allows_wait_their_turn(operator: Operator) -> None:
    """The lab's sshd takes eight sessions on one connection, and refuses the ninth."""
    async with link("ssh:10.10.10.234") as kvm1:
        await kvm1.connection()
        done = await asyncio.gather(*(kvm1.run("sleep", "0.3") for _ in range(3 * CHANNELS)))
        assert {one.status for one in done} == {0}


async def test_the_users_configuration_leads_there(operator: Operator) -> None:
    (operator.home / ".ssh/id_ed25519").rename(operator.home / ".ssh/of-the-lab")
    operator.write(
        "config",
        "Host gate\n HostName 10.10.10.234\n User kim\nHost inner\n HostName 10.10.10.235\n ProxyJump gate\n"
        "Host gate inner\n Port 22\n IdentityFile ~/.ssh/of-the-lab\n",
    )
    async with link("ssh:gate") as gate, link("ssh:inner") as inner:
        assert (await gate.run("whoami")).out == b"kim\n"
        assert (await inner.run("hostname")).out == b"kvm2\n"
        came_from = (await inner.run("printenv", "SSH_CONNECTION")).out
        assert came_from.startswith(b"10.10.10.234 ")


async def test_an_unknown_host_key_is_refused_with_its_fingerprint(operator: Operator) -> None:
    operator.write("known_hosts", "")
    host = operator.lab.hosts["kvm1"]
    fingerprint = host.run("ssh-keygen", "-lf", "/etc/ssh/ssh_host_ed25519_key.pub").split()[1]
    said = await reason("ssh:10.10.10.234")
    assert "its host key is not known here" in said
    assert fingerprint in said


async def test_a_changed_host_key_is_refused_and_told_from_an_unknown_one(operator: Operator) -> None:
    lines = operator.read("known_hosts").splitlines()
    of_kvm2 = next(line for line in lines if line.startswith("kvm2")).partition(" ")[2]
    operator.write("known_hosts", f"10.10.10.234 {of_kvm2}\n")
    assert "its host key is not the one that is known here" in await reason("ssh:10.10.10.234")


async def test_a_configuration_that_trusts_every_host_is_not_followed(operator: Operator) -> None:
    operator.write("config", "Host *\n UserKnownHostsFile none\n StrictHostKeyChecking no\n")
    assert "turns the check of its host key off" in await reason("ssh:10.10.10.234")


async def test_why_there_is_no_way_is_told_in_plain_words(operator: Operator) -> None:
    assert "refused the connection: is sshd running" in await reason("ssh:10.10.10.234:2222")
    assert "no route to" in await reason("ssh:10.10.10.77") or "did not answer" in await reason(
        "ssh:10.10.10.77"
    )
    assert "takes none of our keys" in await reason("ssh:stranger@10.10.10.234")
    operator.write("config", "Host *\n Port many\n")
    assert "~/.ssh/config" in await reason("ssh:10.10.10.234")


async def test_a_locked_key_is_asked_for_once_and_only_where_nothing_else_opens(operator: Operator) -> None:
    questions: list[str] = []

    async def ask(question: str) -> str | None:
        questions.append(question)
        return "wrong" if len(questions) == 1 else "a secret"

    key = operator.home / ".ssh/id_ed25519"
    await run("ssh-keygen", "-q", "-p", "-P", "", "-N", "a secret", "-f", str(key))
    said = await reason("ssh:10.10.10.234")
    assert "takes none of our keys" in said and f"{key} has a passphrase: ssh-add" in said
    async with SshLink(parse_remote("ssh:10.10.10.234"), ask=ask, timing=QUICK) as kvm1:
        await kvm1.connection()
        question = f"passphrase of {key}, for ssh:10.10.10.234"
        assert questions == [question, f"that did not open it: {question}"]
        operator.lab.hosts["kvm1"].run("pkill", "-f", "sshd: root")
        await until(lambda: kvm1.state.state == "lost", "the connection ends")
        await until(lambda: kvm1.state.state == "up", "it is made anew without a question")
    assert len(questions) == 2


async def test_the_agent_opens_what_a_locked_key_would(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = operator.home / ".ssh/id_ed25519"
    socket = operator.home / "agent"
    agent = Daemon(operator.home / "log", "ssh-agent", "-D", "-a", str(socket))
    agent.start()
    try:
        await until(socket.exists, "the agent listens")
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        await run("env", f"SSH_AUTH_SOCK={socket}", "ssh-add", "-q", str(key))
        key.unlink()
        async with link("ssh:10.10.10.234") as kvm1:
            assert (await kvm1.run("hostname")).out == b"kvm1\n"
    finally:
        agent.kill()


async def test_a_host_that_falls_silent_is_noticed_and_found_again(operator: Operator) -> None:
    states: list[SshState] = []
    kvm1 = operator.lab.hosts["kvm1"]
    async with SshLink(parse_remote("ssh:10.10.10.234"), on_state=states.append, timing=QUICK) as there:
        await there.connection()
        operator.lab.switch.cut(kvm1)
        try:
            await until(lambda: there.state.state == "lost", "the silence is noticed")
            assert any("no sign of life" in state.error for state in states)
        finally:
            operator.lab.switch.mend(kvm1)
        await until(lambda: there.state.state == "up", "the host is found again", 30)
        assert (await there.run("hostname")).out == b"kvm1\n"


async def test_an_sshd_that_comes_back_is_found_again(operator: Operator) -> None:
    host = operator.lab.hosts["kvm1"]
    async with link("ssh:10.10.10.234") as kvm1:
        await kvm1.connection()
        host.run("pkill", "-9", "sshd")
        await until(lambda: "refused the connection" in kvm1.state.error, "nobody listens")
        ssh.restart(host)
        await until(lambda: kvm1.state.state == "up", "it is found again")
        assert kvm1.state.error == ""
