"""Files and bytes that nobody in their right mind would write: what is said of them is a sentence, never a
traceback, and nobody comes in by them."""

from hypothesis import example, given
from hypothesis import strategies as st

from ovntui.ovsdb.framing import Framer
from ovntui.safetext import SafeText
from ovntui.serve.admission import Admission, Offer, Refusal, admit
from ovntui.serve.authorized import parse_authorized
from ovntui.serve.certificate import read_certificate
from ovntui.serve.settings import ServeSettings
from ovntui.serve.sources import Sources
from ovntui.settings import Flags, ServeFlags, SettingsError, read_config, settle
from tests.examples import examples
from tests.unit.serve.test_authorized import KEY, OTHER, certified, offer, public

WORDS = st.sampled_from(
    [
        *('role="admin"', 'role="viewer"', 'from="10.0.0.0/8"', 'from="*"', 'from="!*"', "cert-authority"),
        *('principals="ops"', 'expiry-time="20200101"', "restrict", 'command="sh"', "ssh-ed25519", "#"),
        *(",", " ", "\t", "\n", "\r", '"', "\\", "=", "\x00", "\ufeff", "𐀀"),
        *(public(KEY), public(OTHER), public(KEY).split()[1], public(KEY)[:60]),
    ]
)
LINES = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=24).map("".join)


@examples(10)
@given(LINES)
@example('role="admin"' + "," * 1000 + public(KEY))
@example('from="' + "10.0.0.1," * 5000 + '" ' + public(KEY))
@example('role="' + "\\" * 5001 + '" ' + public(KEY))
@example(public(KEY)[:60] + 'role="admin"from="10.0.0.0/8"')
def test_any_file_of_keys(text: str) -> None:
    found = parse_authorized(text)
    for line in found.lines:
        written = text.split("\n")[line.number - 1]
        assert any(public(key).split()[1] in written for key in (KEY, OTHER)), "only keys that stand there"
        assert line.name == SafeText(line.name)
    for fault in found.faults:
        assert str(fault) == SafeText(str(fault))
        assert "\n" not in str(fault)
    verdict = admit(offer(), found)
    if isinstance(verdict, Admission):
        assert verdict.role.word == "viewer" or f'role="{verdict.role.word}"' in text.lower()
        assert public(KEY).split()[1] in text


@examples(5)
@given(st.binary(max_size=400), st.integers(0, 400))
def test_any_key_that_a_client_may_offer(data: bytes, at: int) -> None:
    known = parse_authorized(f"cert-authority {public(OTHER)}\n{public(KEY)}")
    whole = certified().blob
    for blob in (data, whole[:at] + data, whole[:at] + data + whole[at + len(data) :]):
        try:
            read = read_certificate(blob)
        except ValueError:
            read = None
        verdict = admit(Offer(blob, "ops", "192.0.2.7"), known)
        if isinstance(verdict, Admission):
            assert read is not None or blob == KEY.public_data
        else:
            assert isinstance(verdict, Refusal)


@given(st.one_of(st.text(max_size=60), st.text("0123456789abcdef.:/*?!,", max_size=60)), st.text(max_size=40))
def test_any_list_of_sources(text: str, address: str) -> None:
    try:
        found = Sources.parse(text)
    except ValueError as error:
        assert str(error)
        return
    assert found.admit(address) in (True, False)
    assert not Sources.parse(f"{text},!*").admit("10.0.0.1")


_VALUE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters='"\\'), max_size=20).map(
        lambda text: f'"{text}"'
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["true", "[]", "{}", "[1]", "{a=1}", "nan", "-inf", "1979-05-27"]),
)
_KEYS = st.sampled_from(
    [
        "name",
        "northbound",
        "hosts",
        "keys",
        "tls",
        "serve",
        "read-only",
        "listen",
        "port",
        "idle",
        "sessions",
        "x",
    ]
)
_TOML = st.lists(
    st.one_of(
        st.tuples(_KEYS, _VALUE).map(lambda pair: f"{pair[0]} = {pair[1]}"),
        st.sampled_from(["[serve]", "[tls]", "[hosts]", "[keys]", "[[serve]]", "[x]", "="]),
        st.text(max_size=10),
    ),
    max_size=8,
).map("\n".join)


@examples(5)
@given(_TOML)
def test_any_config_file(tmp_path_factory: object, text: str) -> None:
    assert hasattr(tmp_path_factory, "getbasetemp")
    path = tmp_path_factory.getbasetemp() / "fuzzed.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        found = read_config(path)
        settle(Flags(), {}, found)
        ServeSettings.settle(ServeFlags(), found.serve, {}, path)
    except SettingsError as error:
        assert str(error)


@examples(5)
@given(st.lists(st.one_of(st.binary(max_size=30), st.sampled_from([b'}{"', b'{"a":1}', b'"', b"\\", b"}"]))))
def test_any_bytes_from_a_server(reads: list[bytes]) -> None:
    """Nothing is lost, doubled or held twice, whatever comes."""
    framer, out = Framer(), b""
    for read in reads:
        out += b"".join(framer.feed(read))
        assert framer.held == len(framer.peek())
    assert out + framer.peek() == b"".join(reads)
