"""netplan's files, read and written anew with everything else in them left as it is (netplan-yaml(5))."""

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ovntui.hosts.site import Site
from ovntui.plans.deeds.keeper import Keeper, Over
from ovntui.plans.errors import Refusal

if TYPE_CHECKING:
    from ruamel.yaml import YAML

FOLDER: Final = "/etc/netplan"

_MOVES: Final = (
    *("addresses", "routes", "gateway4", "gateway6", "nameservers", "routing-policy", "accept-ra"),
    *("dhcp4", "dhcp6", "dhcp4-overrides", "dhcp6-overrides", "dhcp-identifier"),
)
"""What belongs to whoever has the addresses."""
_CARRIED: Final = (("vlans", "link"), ("bonds", "interfaces"), ("bridges", "interfaces"))
"""What else may lie on a NIC, and by which key."""


class Netplan(Keeper):
    """See Keeper."""

    name = "netplan"
    mode = 0o600
    apply = ("netplan", "apply")

    def holds(self, path: str) -> bool:
        return path.startswith(f"{FOLDER}/")

    async def paths(self, site: Site) -> list[str]:
        found = await site.run("find", FOLDER, "-maxdepth", "1", "-type", "f", "-name", "*.yaml")
        return sorted(found.out.decode(errors="replace").splitlines())

    def file_of(self, texts: Mapping[str, str], nic: str, mac: str = "") -> str | None:
        ours = {path: text for path, text in texts.items() if self.holds(path)}
        found = [path for path, text in ours.items() if _stanza(_read(path, text)[0], nic) is not None]
        if len(found) > 1:
            several = ", ".join(sorted(found))
            raise Refusal(f"{nic} is in several of netplan's files ({several}): join them first")
        return found[0] if found else None

    def bridged(self, texts: Mapping[str, str], over: Over) -> dict[str, str]:
        path, nic = self.told_by(texts, over), over.nic
        for other, text in texts.items():
            if not self.holds(other):
                continue
            told = _read(other, text)[0]
            if above := next(_lies_on(told, nic), None):
                raise Refusal(f"{nic} carries {above} in {other}: that has to move first")
            if over.bridge in _mapping(told, "bridges"):
                raise Refusal(f"{other} tells of {over.bridge} already")
        document, indent, offset = _read(path, texts[path])
        name = _stanza(document, nic)
        assert name is not None  # it is the file that tells of it
        network = document["network"]
        there = network["ethernets"][name] or {}
        moved: dict[str, Any] = {key: there.pop(key) for key in _MOVES if key in there}
        there["dhcp4"] = there["dhcp6"] = False
        network["ethernets"][name] = there
        switch = {"other-config": {"hwaddr": over.mac}} if over.mac else {}
        if over.gateway:
            _lead(moved, over.gateway)
        network.setdefault("bridges", {})[over.bridge] = {
            "openvswitch": switch,
            "interfaces": [name],
            **moved,
        }
        return {path: _written(document, indent, offset)}

    async def check(self, site: Site, folder: str, files: Mapping[str, str]) -> None:
        """By netplan-generate(8), --root-dir."""
        root = f"{folder}/root"
        await site.must("mkdir", "-p", "-m", "700", "--", f"{root}/etc")
        await site.must("cp", "-a", "--", FOLDER, f"{root}/etc/")
        for path, text in files.items():
            await site.write(f"{root}{path}", text, self.mode)
        await site.must("netplan", "generate", f"--root-dir={root}")


def _lead(moved: dict[str, Any], gateway: str) -> None:
    """Let the default route of the gateway's family lead there."""
    old, everywhere = ("gateway6", "::/0") if ":" in gateway else ("gateway4", "0.0.0.0/0")
    if old in moved:
        moved[old] = gateway
        return
    for route in moved.setdefault("routes", []):
        to, via = str(route.get("to")), str(route.get("via", ""))
        if to == everywhere or (to == "default" and (":" in via) == (":" in gateway)):
            route["via"] = gateway
            return
    moved["routes"].append({"to": everywhere, "via": gateway})


def _read(path: str, text: str) -> tuple[Any, int, int]:
    """A file, and how far its mappings and its lists are indented. Raises Refusal."""
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415  # no start waits for it
    from ruamel.yaml.util import load_yaml_guess_indent  # noqa: PLC0415  # nor for that

    try:
        _, indent, offset = load_yaml_guess_indent(text)
        return _yaml().load(text), indent or 2, offset or 0
    except YAMLError as error:
        raise Refusal(f"{path} is no YAML that could be changed: {str(error).splitlines()[0]}") from error


def _written(document: Any, indent: int, offset: int) -> str:
    yaml = _yaml()
    yaml.indent(mapping=indent, sequence=offset + 2, offset=offset)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _yaml() -> "YAML":
    from ruamel.yaml import YAML  # noqa: PLC0415  # no start waits for it

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 16
    return yaml


def _mapping(document: Any, kind: str) -> Mapping[str, Any]:
    network = document.get("network") if isinstance(document, Mapping) else None
    found = network.get(kind) if isinstance(network, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _stanza(document: Any, nic: str) -> str | None:
    """What a NIC is called among the ethernets: its own name, or another with set-name or match."""
    for name, told in _mapping(document, "ethernets").items():
        told = told if isinstance(told, Mapping) else {}  # noqa: PLW2901  # nothing is said of it
        match = told.get("match")
        matched = match.get("name") if isinstance(match, Mapping) else None
        if nic in (told.get("set-name"), matched) or (name == nic and match is None):
            return str(name)
    return None


def _lies_on(document: Any, nic: str) -> Iterator[str]:
    """What else is told to lie on a NIC."""
    for kind, key in _CARRIED:
        for name, told in _mapping(document, kind).items():
            on = told.get(key) if isinstance(told, Mapping) else None
            if on == nic or (isinstance(on, list) and nic in on):
                yield str(name)
