"""The clouds that everything is measured on, made once and kept.

They lie in $XDG_CACHE_HOME/ovntui/bench, under a name that holds a checksum of what made them: a
change of the generator or of the installed schemas makes them anew.
"""

import hashlib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import platformdirs

from bench.made.layout import Layout, Size
from bench.made.logfile import LogFile, Rows
from bench.made.northbound import northbound
from bench.made.southbound import flows, southbound

SIZES: Final = {
    size.name: size
    for size in (
        Size("S", 100, 5, 2, 10, 5, 600),
        Size("M", 10_000, 500, 100, 1_000, 250, 60_525),
        Size("L", 50_000, 2_500, 500, 5_000, 1_000, 302_622),
        Size("XL", 250_000, 12_500, 2_500, 25_000, 2_000, 1_513_110),
    )
}
SCHEMAS: Final = {
    "OVN_Northbound": Path("/usr/share/ovn/ovn-nb.ovsschema"),
    "OVN_Southbound": Path("/usr/share/ovn/ovn-sb.ovsschema"),
}


class Files(NamedTuple):
    """The two databases of a cloud. They are read by copies of them: a server writes to its file."""

    northbound: Path
    southbound: Path


def files(size: Size, *, with_flows: bool = False) -> Files:
    """A cloud's files, made now where they are not kept. with_flows puts Logical_Flow rows into the
    southbound: no console reads them, but a server that holds them is slower."""
    folder = Path(platformdirs.user_cache_dir("ovntui")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    maker = _checksum()
    found = Files(
        folder / f"{size.name}-{maker}.nb.db",
        folder / f"{size.name}-{maker}{'-flows' if with_flows else ''}.sb.db",
    )
    if not all(path.exists() for path in found):
        layout = Layout(size)
        _write(found.northbound, "OVN_Northbound", northbound(layout))
        south = list(southbound(layout))
        more = flows(layout, list(south[1]["Datapath_Binding"])) if with_flows else ()
        _write(found.southbound, "OVN_Southbound", chain(south, more))
    return found


def _write(path: Path, database: str, rows: Iterable[Rows]) -> None:
    with LogFile(path, _compact(SCHEMAS[database])) as file:
        for transaction in rows:
            file.transaction(transaction)


def _compact(schema: Path) -> bytes:
    """A schema in one line, as a record of the file has to be."""
    return msgspec.json.encode(msgspec.json.decode(schema.read_bytes()))


def _checksum() -> str:
    """Of the generator and the schemas."""
    made = sorted((Path(__file__).parent / "made").glob("*.py"))
    digest = hashlib.sha256()
    for path in (Path(__file__), *made, *SCHEMAS.values()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
