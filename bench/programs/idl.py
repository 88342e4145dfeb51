"""A peer: ovsdbapp's replica of a database, until it is loaded. `python` or `c` says which JSON parser.

The ovs package on PyPI comes as source and builds its parser only where libopenvswitch's headers are;
the one that a distribution compiled (python3-openvswitch) is taken then, which serves it as well.
"""

import importlib.util
import sys
from pathlib import Path


def c_parser() -> Path | None:
    """A compiled parser for this Python, where there is one."""
    found = importlib.util.find_spec("ovs")
    places = [Path(p) for p in (found.submodule_search_locations or ())] if found else []
    places.append(Path("/usr/lib/python3/dist-packages/ovs"))
    tag = f"_json.cpython-{sys.version_info.major}{sys.version_info.minor}-*.so"
    return next((path for place in places for path in place.glob(tag)), None)


def _use(parser: Path) -> None:
    spec = importlib.util.spec_from_file_location("ovs._json", parser)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules["ovs._json"] = module


def _main(parser: str, database: str, remote: str) -> None:
    path = c_parser()
    if parser == "c" and path is not None:
        _use(path)
    # They have no types of their own, and one parser or the other has to be in place before.
    json = importlib.import_module("ovs.json")
    if (json.PARSER == json.PARSER_C) != (parser == "c"):
        raise SystemExit(f"the parser is {json.PARSER}")
    poller = importlib.import_module("ovs.poller")
    connection = importlib.import_module("ovsdbapp.backend.ovs_idl.connection")
    idl = connection.OvsdbIdl.from_server(remote, database, leader_only=False)
    idl.run()
    while not idl.has_ever_connected():
        waiting = poller.Poller()
        idl.wait(waiting)
        waiting.block()
        idl.run()
    sys.stdout.write(f"{sum(len(table.rows) for table in idl.tables.values())} rows\n")


if __name__ == "__main__":
    _main(*sys.argv[1:4])
