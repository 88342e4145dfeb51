"""A storage pool on a hypervisor, as libvirt's packages leave one."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.lab.namespaces import Host

POOL = "images"
FOLDER = "/var/lib/libvirt/images"


@contextmanager
def pool(host: Host) -> Iterator[None]:
    """The pool of the host's images, until it is forgotten again. Its volumes stay."""
    host.run("virsh", "-q", "pool-define-as", POOL, "dir", "--target", FOLDER)
    host.run("virsh", "-q", "pool-start", POOL)
    try:
        yield
    finally:
        host.run("virsh", "-q", "pool-destroy", POOL)
        host.run("virsh", "-q", "pool-undefine", POOL)
