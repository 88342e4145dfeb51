"""Copying the file of an OVSDB database, as far as it is whole.

A file is a log of records, each a line with its length and SHA-1 and then so many bytes of JSON
(ovsdb(5)). Of a file that is cut short, damaged, or just being written to, the copy holds the records
before the first one that is not whole: the server and the tools then take it without a complaint.
"""

import hashlib
import re
from typing import BinaryIO, Final, NamedTuple

_HEADER: Final = re.compile(rb"OVSDB (JSON|CLUSTER) ([0-9]{1,18}) ([0-9a-f]{40})\n")
_CHUNK: Final = 1 << 20


class Copied(NamedTuple):
    """What was copied: how many records in how many bytes, whether that is the whole file, and whether
    it is a member of a cluster. No records means that the file is no database."""

    records: int
    size: int
    whole: bool
    clustered: bool


def copy_records(source: BinaryIO, target: BinaryIO) -> Copied:
    """Copy the whole records from the beginning of a database file. Raises OSError."""
    records, size, clustered = 0, 0, False
    while header := source.readline(256):
        match = _HEADER.fullmatch(header)
        if not match or not _copy_body(source, target, match):
            target.truncate(size)
            return Copied(records, size, False, clustered)
        records += 1
        size = target.tell()
        clustered = match[1] == b"CLUSTER"
    return Copied(records, size, True, clustered)


def _copy_body(source: BinaryIO, target: BinaryIO, header: re.Match[bytes]) -> bool:
    target.write(header[0])
    digest = hashlib.sha1(usedforsecurity=False)
    left = int(header[2])
    while left and (data := source.read(min(left, _CHUNK))):
        target.write(data)
        digest.update(data)
        left -= len(data)
    return not left and digest.hexdigest().encode() == header[3]
