"""libvirt's errors as ours."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import libvirt

from ovntui.hosts.errors import HostError

ResultT = TypeVar("ResultT")

_GONE: Final = {
    libvirt.VIR_ERR_NO_DOMAIN: "there is no such VM on this host any more",
    libvirt.VIR_ERR_NO_DOMAIN_SNAPSHOT: "there is no such snapshot any more",
    libvirt.VIR_ERR_NO_STORAGE_POOL: "there is no such storage pool on this host",
    libvirt.VIR_ERR_NO_STORAGE_VOL: "there is no such volume in the pool any more",
}

_FLEETING: Final = (*_GONE, libvirt.VIR_ERR_NO_NETWORK, libvirt.VIR_ERR_OPERATION_INVALID)
"""What is said of a thing that went between being listed and being looked at."""


@contextmanager
def told() -> Iterator[None]:
    """Whatever libvirt complains of becomes a HostError in its words, or in plainer ones."""
    try:
        yield
    except libvirt.libvirtError as error:
        said = _GONE.get(error.get_error_code()) or error.get_error_message() or str(error)
        raise HostError(f"libvirt: {said}") from error


def present(things: Iterable[Any], read: Callable[[Any], ResultT]) -> Iterator[ResultT]:
    """What is read of each of these, but for those that are gone by now."""
    for thing in things:
        try:
            yield read(thing)
        except libvirt.libvirtError as error:
            if error.get_error_code() not in _FLEETING:
                raise
