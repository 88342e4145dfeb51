"""Who may come in by a file of authorized keys: what is taken, what is refused, and why."""

from datetime import UTC, datetime, timedelta

import asyncssh
import pytest

from ovntui.operators import Role
from ovntui.serve.admission import Admission, Offer, Refusal, admit
from ovntui.serve.authorized import Authorized, parse_authorized
from ovntui.serve.sources import Sources

KEY = asyncssh.generate_private_key("ssh-ed25519", comment="kim@desk")
OTHER = asyncssh.generate_private_key("ssh-ed25519", comment="lee")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def public(key: asyncssh.SSHKey) -> str:
    return key.export_public_key("openssh").decode().strip()


def offer(key: asyncssh.SSHKey = KEY, address: str = "192.0.2.7", login: str = "ops") -> Offer:
    return Offer(key.public_data, login, address)


def certified(
    key_id: str = "kim",
    principals: tuple[str, ...] = ("ops",),
    login: str = "ops",
    address: str = "192.0.2.7",
) -> Offer:
    """An offer of a certificate that OTHER has signed for KEY."""
    made = OTHER.generate_user_certificate(
        asyncssh.import_public_key(public(KEY)), key_id, principals=list(principals)
    )
    return Offer(made.public_data, login, address)


def one(line: str) -> Authorized:
    found = parse_authorized(line)
    assert not found.faults, found.faults
    return found


def fault(line: str) -> str:
    found = parse_authorized(line)
    assert not found.lines
    return found.faults[0].sentence


def test_a_key_without_options_is_a_viewers() -> None:
    assert admit(offer(), one(public(KEY))) == Admission("kim@desk", Role.VIEWER)


@pytest.mark.parametrize("role", list(Role))
def test_a_role(role: Role) -> None:
    found = admit(offer(), one(f'role="{role.word}",restrict {public(KEY)}'))
    assert found == Admission("kim@desk", role)


def test_a_name_is_made_safe_and_is_never_none() -> None:
    kind, data, _ = public(KEY).split()
    assert one(f"{kind} {data}").lines[0].name == KEY.get_fingerprint()
    assert one(f"{kind} {data}  two \t words ").lines[0].name == "two words"
    assert one(f"{kind} {data} a\x1b]0;x\x07\u202eb").lines[0].name == "a␛]0;x␇⟨202e⟩b"
    assert len(one(f"{kind} {data} {'x' * 500}").lines[0].name) == 64


def test_comments_and_empty_lines_are_nothing() -> None:
    found = parse_authorized(f"# keys\n\n   \n{public(KEY)}\r\n#{public(OTHER)}\n")
    assert [line.number for line in found.lines] == [4]
    assert not found.faults


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ('command="sh"', "the option command is not known here"),
        ('environment="A=b"', "the option environment is not known here"),
        ("pty", "the option pty is not known here"),
        ('role="root"', "there is no role root; there are viewer, operator, admin"),
        ("role", 'role needs a value, as in role="…"'),
        ('role=""', 'role needs a value, as in role="…"'),
        ('role="viewer",role="admin"', "role is said twice"),
        ('ROLE="viewer",role="admin"', "role is said twice"),
        ('restrict="yes"', "restrict takes no value"),
        ('from="kvm1.example.net"', "names are not asked for"),
        ('from="10.0.0.1/8"', "has host bits set"),
        ('from="!10.0.0.1"', "excludes addresses and includes none"),
        ('from="10.0.0.1,"', "from="),
        ('expiry-time="tomorrow"', "say YYYYMMDD[HHMM[SS]][Z]"),
        ('expiry-time="20261301"', "expiry-time=20261301"),
        ('principals="ops"', "they go with cert-authority"),
        ('role="viewer', "cannot read the options"),
        ('role="viewer"junk', "cannot read the options"),
        ("role=viewer", "cannot read the options"),
    ],
)
def test_a_line_that_cannot_be_meant_admits_nobody(options: str, said: str) -> None:
    assert said in fault(f"{options} {public(KEY)}")


def test_keys_that_are_not_taken() -> None:
    weak = asyncssh.generate_private_key("ssh-rsa", key_size=1024)
    assert "less than 2048 bits" in fault(public(weak))
    assert "is no kind of key" in fault("restrict ssh-dss AAAA")
    assert "cannot read the key" in fault("ssh-ed25519 AAAA")
    kind = "ecdsa-sha2-nistp256"
    assert "algorithm mismatch" in fault(public(KEY).replace("ssh-ed25519", kind, 1))


def test_a_bad_line_does_not_spoil_the_others() -> None:
    found = parse_authorized(f'command="x" {public(OTHER)}\n{public(KEY)}')
    assert isinstance(admit(offer(), found), Admission)
    assert admit(offer(OTHER), found) == Refusal("the key is not known")
    assert str(found.faults[0]) == "line 1: the option command is not known here"


def test_where_a_key_may_be_used_from() -> None:
    found = one(f'from="192.0.2.0/24,!192.0.2.7,2001:db8::/32,10.1.*" {public(KEY)}')
    for address in ("192.0.2.8", "2001:db8::1", "10.1.2.3", "::ffff:192.0.2.9", "2001:db8::1%eth0"):
        assert isinstance(admit(offer(address=address), found), Admission), address
    for address in ("192.0.2.7", "192.0.3.1", "2001:db9::1", "10.2.0.1", "::ffff:192.0.2.7", "", "host"):
        assert isinstance(admit(offer(address=address), found), Refusal), address


def test_the_first_line_that_admits_decides() -> None:
    found = one(f'from="10.0.0.0/8",role="admin" {public(KEY)}\n{public(KEY)}')
    assert admit(offer(address="10.1.1.1"), found) == Admission("kim@desk", Role.ADMIN)
    assert admit(offer(), found) == Admission("kim@desk", Role.VIEWER)


def test_an_expiry() -> None:
    found = one(f'expiry-time="20260101Z" {public(KEY)}')
    assert isinstance(admit(offer(), found, NOW - timedelta(seconds=1)), Admission)
    assert admit(offer(), found, NOW) == Refusal("line 1: expired at 2026-01-01 00:00 UTC")
    later = one(f'expiry-time="202601010000 {public(KEY)}'.replace("0000 ", '000030Z" '))
    assert isinstance(admit(offer(), later, NOW + timedelta(seconds=29)), Admission)
    assert isinstance(admit(offer(), later, NOW + timedelta(seconds=30)), Refusal)


def test_a_certificate_is_named_by_its_key_id() -> None:
    found = one(f'cert-authority,role="operator" {public(OTHER)}')
    assert admit(certified(), found) == Admission("kim", Role.OPERATOR)
    assert admit(certified(login="root"), found) == Refusal(
        "line 1: the certificate names none of the principals wanted"
    )
    assert isinstance(admit(certified(principals=()), found), Refusal), "a certificate for everybody"


def test_principals_that_a_line_names() -> None:
    found = one(
        f'cert-authority,principals="net-admins",role="admin" {public(OTHER)}\n'
        f'cert-authority,principals="net,web" {public(OTHER)}'
    )
    assert admit(certified(principals=("net-admins",)), found) == Admission("kim", Role.ADMIN, True)
    assert admit(certified(principals=("web",)), found) == Admission("kim", Role.VIEWER, True)
    assert isinstance(admit(certified(), found), Refusal)


def test_a_key_is_no_authority_and_an_authority_no_key() -> None:
    assert isinstance(admit(certified(), one(public(OTHER))), Refusal)
    assert isinstance(admit(offer(OTHER), one(f"cert-authority {public(OTHER)}")), Refusal)
    assert isinstance(admit(certified(), one(public(KEY))), Refusal)


def test_a_certificate_that_ends_too_soon() -> None:
    whole = certified().blob
    found = one(f"cert-authority {public(OTHER)}")
    for length in range(0, len(whole) - 100, 7):
        assert isinstance(admit(Offer(whole[:length], "ops", "192.0.2.7"), found), Refusal)


def test_a_source_needs_an_address() -> None:
    with pytest.raises(ValueError, match="is no address"):
        Sources.parse("1:2:3")
