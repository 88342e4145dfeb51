"""What is done to the connections that OVN's databases listen on."""

from collections.abc import Iterator
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.rowwords import value_words

Database: TypeAlias = Literal["nb", "sb"]
GLOBALS: Final[dict[Database, str]] = {"nb": "NB_Global", "sb": "SB_Global"}


def add_listener(database: Database, target: str, probe: int | None = None) -> Act:
    """One more connection to listen on (ovn-nb(5), Connection target: "ptcp:6641"), beside those that are
    there. probe is how long a silent client is trusted, in ms; None leaves that to ovsdb-server."""
    table = GLOBALS[database]

    def commands(api: Api) -> Iterator[Command]:
        columns: dict[str, Any] = {} if probe is None else {"inactivity_probe": probe}
        row = api.db_create("Connection", target=target, **columns)
        yield row
        yield api.db_add(table, ".", "connections", row.result.uuid)

    probing = () if probe is None else (f"inactivity_probe={probe}",)
    words = (
        ("--id=@listener", "create", "Connection", f"target={value_words(target)}", *probing),
        ("add", table, ".", "connections", "@listener"),
    )
    return Act(f"let {database.upper()} listen on {target}", commands, words, database)


def remove_listener(database: Database, uuid: str, target: str) -> Act:
    """A connection, by uuid, to listen on no more."""
    table = GLOBALS[database]

    def commands(api: Api) -> Iterator[Command]:
        yield api.db_remove(table, ".", "connections", UUID(uuid))
        yield api.db_destroy("Connection", uuid)

    words = ("remove", table, ".", "connections", uuid)
    return Act(f"let {database.upper()} listen on {target} no more", commands, (words,), database)


def set_certificates(database: Database, key: str, certificate: str, authority: str) -> Act:
    """The files, on the server, with the key and certificate that it shows and the certificate authority
    that it asks its clients for (ovn-nb(5), SSL), in place of those that it has."""
    table = GLOBALS[database]

    def commands(api: Api) -> Iterator[Command]:
        row = api.db_create("SSL", private_key=key, certificate=certificate, ca_cert=authority)
        yield row
        yield api.db_set(table, ".", ("ssl", row.result.uuid))

    words = ("set-ssl", key, certificate, authority)
    return Act(f"let {database.upper()} show {certificate}", commands, (words,), database)
