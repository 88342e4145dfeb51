"""Listeners: the connections on which OVN's databases take clients."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.plans.act import Act
from ovntui.plans.acts.listeners import (
    Database,
    add_listener,
    remove_listener,
    set_certificates,
)
from ovntui.plans.addresses import address_fault, bare
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish, any_of
from ovntui.plans.recipes.things import said, whole

_PORTS: Final[dict[str, str]] = {"nb": "6641", "sb": "6642"}
"""The ports that OVN's own tools and documentation use."""
_TARGET: Final = re.compile(r"p(tcp|ssl):(?P<port>\d+)(:(?P<address>.+))?\Z")


def _database(values: Values) -> Database:
    return "sb" if said(values, "database") == "sb" else "nb"


def _is_ssl(_: View, values: Values) -> bool:
    return said(values, "protocol") == "pssl"


def _address_fault(_: View, values: Values) -> str | None:
    return address_fault(said(values, "address").strip("[]"))


def _port_fault(view: View, values: Values) -> str | None:
    if fault := whole("port", 1, 65535, "a port")(view, values):
        return fault
    port = str(int(said(values, "port")))
    for target in _targets(view, values):
        found = _TARGET.match(target)
        if found and found["port"] == port:
            return f"{_database(values).upper()} listens on {target} already"
    return None


def _targets(view: View, values: Values) -> Iterator[str]:
    return (target for database, target in view.cloud.listeners if database == _database(values))


def _target(values: Values) -> str:
    address = bare(said(values, "address").strip("[]"))
    behind = "" if address is None else f":[{address}]" if address.version == 6 else f":{address}"
    return f"{said(values, 'protocol')}:{int(said(values, 'port'))}{behind}"


_FILES: Final = ("private-key", "certificate", "ca-cert")


def _file(name: str, label: str, about: str) -> Field:
    def check(_: View, values: Values) -> str | None:
        if not said(values, name).startswith("/"):
            return f"{said(values, name)} is a file on the server: write its whole path, from / on"
        if not all(said(values, one) for one in _FILES):
            return "key, certificate and CA go together: give all three or none"
        return None

    return Field(
        name=name,
        label=label,
        help=f"the path, on the server, of {about}; empty: as the server has it",
        check=check,
        applies=_is_ssl,
    )


def _add(view: View, values: Values) -> Wish:
    database, target = _database(values), _target(values)
    probe = said(values, "probe")
    acts: list[Act] = []
    warnings = []
    if all(said(values, name) for name in _FILES):
        acts.append(set_certificates(database, *(said(values, name) for name in _FILES)))
    elif _is_ssl(view, values):
        warnings.append("nobody can connect unless the server has a key, a certificate and a CA")
    acts.append(add_listener(database, target, int(probe) if probe else None))
    address = bare(said(values, "address").strip("[]"))
    who = "everyone who reaches it" if address is None else f"everyone who reaches {address}"
    if address is not None and address.is_loopback:
        who = "programs on the server itself"
    meaning = [f"{database.upper()} takes connections of {who} on port {said(values, 'port')}"]
    if said(values, "protocol") == "ptcp" and not (address is not None and address.is_loopback):
        warnings.append(
            f"{target} is unencrypted and asks nobody who he is: who reaches it may change all of OVN"
        )
    if probe == "0":
        warnings.append("without probes a client that vanished is kept for ever")
    return Wish(acts=tuple(acts), meaning=tuple(meaning), warnings=tuple(warnings))


def _queries(_: Cloud, values: Values) -> Iterable[Query]:
    """The database's connections with their uuids, which the cloud does not tell."""
    yield Query("Connection", ("target",), database=_database(values))


def _listeners(view: View) -> dict[str, str]:
    """Uuid by target."""
    return {str(row["target"]): uuid for uuid, row in view.rows.get("Connection", {}).items()}


def _remove(view: View, values: Values) -> Wish:
    database, target = _database(values), said(values, "target")
    clients = "chassis" if database == "sb" else "clients"
    left = [one for one in _targets(view, values) if one != target]
    meaning = [f"{clients} that are connected to {target} are cut off"]
    warnings = []
    if not left:
        warnings.append(f"{database.upper()} listens nowhere else: only programs on its own machine reach it")
    return Wish(
        acts=(remove_listener(database, _listeners(view)[target], target),),
        meaning=tuple(meaning),
        warnings=tuple(warnings),
        confirm=target if not left else None,
    )


def _database_field() -> Field:
    return Field(
        name="database",
        label="Database",
        help="nb: northbound, for tools and cloud managers; sb: southbound, for the chassis",
        kind="choice",
        required=True,
        default=lambda _, __: "nb",
        offers=any_of("nb", "sb"),
    )


RECIPES: Final = (
    Recipe(
        name="add-listener",
        title="Add a listener",
        summary="Let a database take connections over the network.",
        fields=(
            _database_field(),
            Field(
                name="protocol",
                label="Protocol",
                help="pssl: TLS, both sides show certificates; ptcp: plain",
                kind="choice",
                required=True,
                default=lambda _, __: "pssl",
                offers=any_of("pssl", "ptcp"),
            ),
            Field(
                name="port",
                label="Port",
                help="the TCP port",
                required=True,
                default=lambda _, values: _PORTS[_database(values)],
                check=_port_fault,
            ),
            Field(
                name="address",
                label="Address",
                help="the server's own address to listen on; empty: all of them",
                offers=lambda _, __: [Offer("127.0.0.1", "only for programs on the server itself")],
                check=_address_fault,
            ),
            _file("private-key", "Private key", "the server's private key"),
            _file("certificate", "Certificate", "the server's certificate"),
            _file("ca-cert", "CA", "the certificate of the CA that clients are asked for"),
            Field(
                name="probe",
                label="Probe",
                help="after how many ms of silence a client is asked whether it lives; 0 never; empty: 5000",
                check=whole("probe", 0, 0xFFFFFFFF, "a time in ms"),
            ),
        ),
        wish=_add,
    ),
    Recipe(
        name="remove-listener",
        title="Remove a listener",
        summary="Let a database take connections there no more.",
        fields=(
            _database_field(),
            Field(
                name="target",
                label="Listener",
                help="the connection, as it is listed",
                kind="choice",
                required=True,
                offers=lambda view, _: map(Offer, sorted(_listeners(view))),
            ),
        ),
        wish=_remove,
        queries=_queries,
    ),
)
