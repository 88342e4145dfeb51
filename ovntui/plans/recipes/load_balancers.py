"""Load balancers: addresses behind which others answer, on switches and routers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.plans.act import Act
from ovntui.plans.acts.load_balancers import CHECK, TABLE, add_load_balancer
from ovntui.plans.acts.members import Place, add_row, take_out
from ovntui.plans.acts.rows import set_columns
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes.asked import PAIRS, Asked, columns_of, one_of
from ovntui.plans.recipes.family import Family, name_of
from ovntui.plans.recipes.family_forms import adding, editing, removing
from ovntui.plans.recipes.owners import on_routers, on_switches
from ovntui.plans.typed import TypedError, parse_value, value_text
from ovntui.plans.values import Columns, Value, elements, mapping_value

_END: Final = re.compile(r"(?:\[(?P<six>[^\]]*)\]|(?P<four>[^:]*)):(?P<port>[0-9]{1,5})")


def _endpoint(text: str) -> tuple[int, bool]:
    """The IP version of "IP" or "IP:PORT" ("[IP]:PORT" for IPv6), and whether there is a port. Raises
    ValueError with a sentence for the operator."""
    found = _END.fullmatch(text)
    address = (found["six"] or found["four"]) if found else text
    try:
        version = ip_address(address).version
    except ValueError:
        raise ValueError(f"{text} is no address: write 10.0.0.1:80, or [fd00::1]:80") from None
    if found and not 1 <= int(found["port"]) <= 65535:
        raise ValueError(f"{found['port']} is no port: 1 to 65535")
    return version, found is not None


def _pair_fault(vip: str, backends: str) -> str | None:
    try:
        version, has_port = _endpoint(vip)
        for backend in filter(None, map(str.strip, backends.split(","))):
            other, other_has_port = _endpoint(backend)
            if other != version:
                return f"{backend} is of another IP version than {vip}"
            if other_has_port != has_port:
                return f"{vip} and {backend}: both with a port, or both without"
    except ValueError as error:
        return str(error)
    return None


def _vips_fault(_: View, values: Values) -> str | None:
    pairs = elements(parse_value(PAIRS, values["vips"]))
    return next((fault for vip, backends in pairs if (fault := _pair_fault(vip, backends))), None)


def _mappings_fault(_: View, values: Values) -> str | None:
    for address, held in elements(parse_value(PAIRS, values["mappings"])):
        port, _, source = held.rpartition(":")
        try:
            ip_address(address.strip("[]"))
            ip_address(source.strip("[]"))
        except ValueError:
            return f"{address}={held}: write BACKEND=PORT:SOURCE, as in 10.0.0.2=vm1:10.0.0.254"
        if not port:
            return f"{address}={held} names no port"
    return None


def said(row: Columns) -> str:
    """A load balancer in few words."""
    vips = [str(vip) for vip, _ in elements(row["vips"])]
    return " ".join(filter(None, (name_of(row), ", ".join(vips) or "without a VIP")))


def _lost(_: View, row: Columns) -> tuple[str, ...]:
    return tuple(f"nobody answers at {vip} any more" for vip, _ in elements(row["vips"]))


def _warnings(_: View, row: Columns) -> tuple[str, ...]:
    return tuple(
        f"{vip} has nothing behind it: what comes is dropped"
        for vip, backends in elements(row["vips"])
        if not backends
    )


FAMILY: Final = Family(
    table=TABLE,
    word="load-balancer",
    noun="load balancer",
    title="a load balancer",
    summary="Addresses behind which several others answer, on switches and routers.",
    asked=(
        Asked(name="name", column="name", label="Name", help="what it is called", required=True),
        Asked(
            name="protocol",
            column="protocol",
            label="Protocol",
            help="of VIPs with a port; tcp where nothing is said",
            type=one_of("tcp", "udp", "sctp", optional=True),
            kind="choice",
        ),
        Asked(
            name="vips",
            column="vips",
            label="VIPs",
            help="a line each, with who answers: 10.0.0.10:80=10.0.0.2:8080,10.0.0.3:8080",
            type=PAIRS,
            kind="many",
            check=_vips_fault,
        ),
        Asked(
            name="mappings",
            column="ip_port_mappings",
            label="Probed from",
            help="for health checks, a line a backend: its address=its switch port:an address to probe from",
            type=PAIRS,
            kind="many",
            check=_mappings_fault,
        ),
        Asked(
            name="options",
            column="options",
            label="Options",
            help="a line each: name=value, by the names of ovn-nb(5), Load_Balancer",
            type=PAIRS,
            kind="many",
        ),
    ),
    said=said,
    owners=(
        on_switches("load_balancer", field="switches"),
        on_routers("load_balancer", field="routers"),
    ),
    is_kept=True,
    subject="switch",
    target="switches",
    also=("health_check",),
    warnings=_warnings,
    lost=_lost,
)


def _vips(values: Values) -> list[str]:
    try:
        return [str(vip) for vip, _ in elements(parse_value(PAIRS, values.get("vips", "")))]
    except TypedError:
        return []


def _checkable(_: View, values: Values) -> list[Offer]:
    return [Offer(vip) for vip in _vips(values)]


def _checked_fault(_: View, values: Values) -> str | None:
    strange = next((vip for vip in lines(values, "checked") if vip not in _vips(values)), None)
    return f"there is no VIP {strange} above" if strange else None


def _timing_fault(_: View, values: Values) -> str | None:
    try:
        pairs = elements(parse_value(PAIRS, values["timing"]))
    except TypedError as error:
        return str(error)
    for name, held in pairs:
        if name not in _TIMING:
            return f"{name} is none of {', '.join(_TIMING)}"
        if not (held.isascii() and held.isdigit() and int(held) > 0):
            return f"{name} is a whole number above 0"
    return None


_TIMING: Final = ("interval", "timeout", "success_count", "failure_count")


def _checks(view: View, values: Values) -> dict[str, tuple[str, Columns]]:
    """The health checks of the load balancer that is named, by VIP: uuid and row."""
    held = FAMILY.present(view, values).get("health_check", ("set", ()))
    rows = view.rows.get(CHECK, {})
    return {str(rows[uuid]["vip"]): (uuid, rows[uuid]) for _, uuid in elements(held) if uuid in rows}


def _timing_now(view: View, values: Values) -> str:
    return next((value_text(PAIRS, row["options"]) for _, row in _checks(view, values).values()), "")


_HEALTH: Final = (
    Field(
        name="checked",
        label="Health checks",
        help="the VIPs whose backends are probed, and left out while they do not answer",
        kind="many",
        default=lambda view, values: "\n".join(sorted(_checks(view, values))),
        offers=_checkable,
        check=_checked_fault,
    ),
    Field(
        name="timing",
        label="Timing",
        help="a line each: interval, timeout (both in seconds), success_count, failure_count",
        kind="many",
        default=_timing_now,
        check=_timing_fault,
        applies=lambda _view, values: bool(lines(values, "checked")),
    ),
)


def _timing(values: Values) -> Value:
    return parse_value(PAIRS, values["timing"]) if "timing" in values else mapping_value([])


def _unprobed(values: Values, columns: Columns) -> tuple[str, ...]:
    probed = {str(address).strip("[]") for address, _ in elements(columns["ip_port_mappings"])}
    backends = [
        backend.strip()
        for vip, held in elements(columns["vips"])
        if vip in lines(values, "checked")
        for backend in held.split(",")
        if backend.strip()
    ]
    bare = (backend.rpartition(":")[0].strip("[]") for backend in backends)
    missing = sorted({address for address in bare if address and address not in probed})
    return (f"{', '.join(missing)} cannot be probed: no line under Probed from",) if missing else ()


def _add(view: View, values: Values) -> Wish:
    columns = columns_of(FAMILY.asked, view, values, {})
    into = [place for owner in FAMILY.owners for place in owner.places(view, values)]
    to = f" to {', '.join(place.name for place in into)}" if into else ""
    checked = lines(values, "checked")
    act = add_load_balancer(columns, checked, _timing(values), into, f"add {FAMILY.full(columns)}{to}")
    return Wish(acts=(act,), warnings=(*_warnings(view, columns), *_unprobed(values, columns)))


def _edit(view: View, values: Values) -> Wish:
    wish = _EDITING.wish(view, values)
    ((uuid, before),) = FAMILY.meant(view, values)
    columns = {**before, **columns_of(FAMILY.asked, view, values, before)}
    return replace(
        wish,
        acts=(*wish.acts, *_health_acts(view, values, uuid, FAMILY.full(before))),
        warnings=(*wish.warnings, *_unprobed(values, columns)),
    )


def _health_acts(view: View, values: Values, uuid: str, name: str) -> Iterator[Act]:
    now, wanted = _checks(view, values), lines(values, "checked")
    place, options = Place(TABLE, uuid, "health_check", name), _timing(values)
    for number, vip in enumerate(wanted):
        if vip not in now:
            row: Columns = {"vip": vip, "options": options}
            yield add_row(CHECK, row, f"check the backends of {vip}", into=(place,), mark=f"check{number}")
        elif now[vip][1]["options"] != options:
            yield set_columns(CHECK, now[vip][0], {"options": options}, called=vip)
    for vip, (key, _) in now.items():
        if vip not in wanted:
            yield take_out(place, key, f"the health check of {vip}")


def _edit_queries(cloud: Cloud, values: Values) -> Iterator[Query]:
    yield from _EDITING.queries(cloud, values)
    yield Query(CHECK, ("vip", "options"))


_ADDING: Final = adding(FAMILY)
_EDITING: Final = editing(FAMILY)

RECIPES: Final[tuple[Recipe, ...]] = (
    replace(_ADDING, fields=(*_ADDING.fields, *_HEALTH), wish=_add),
    replace(_EDITING, fields=(*_EDITING.fields, *_HEALTH), wish=_edit, queries=_edit_queries),
    removing(FAMILY),
)
