"""Images that hosts fetch by themselves, and that are deleted."""

import hashlib

import pytest

from ovntui.plans.errors import Refusal
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.storage import FOLDER
from tests.lab.vms import does, left, undoes
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")


@pytest.fixture
def there(there: tuple[Console, Lab]) -> tuple[Console, Lab]:
    """The same, and a file on kvm1."""
    there[1].hosts["kvm1"].run("qemu-img", "create", "-q", "-f", "qcow2", "/run/an image.qcow2", "8M")
    return there


async def test_an_image_is_fetched_whole_and_deleted_for_good(there: tuple[Console, Lab]) -> None:
    console, lab = there
    host = lab.hosts["kvm1"]
    content = (host.root / "run/an image.qcow2").read_bytes()
    asked = {"host": "kvm1", "url": "file:///run/an%20image.qcow2", "name": "base 'one'.qcow2"}
    digest = hashlib.sha256(content).hexdigest()
    fetched = await does(console, "import-image", {**asked, "sha256": digest})
    assert (host.root / FOLDER.lstrip("/") / "base 'one'.qcow2").read_bytes() == content
    await undoes(console, fetched)
    pools = console.deployment.cloud.pools
    await until(lambda: "base 'one'" not in str(pools("kvm1")), "it is gone")
    await does(console, "import-image", asked)
    await until(lambda: "base 'one'" in str(pools("kvm1")), "it is seen")
    gone = await does(console, "delete-image", {"host": "kvm1", "image": "images/base 'one'.qcow2"})
    with pytest.raises(Refusal, match="cannot be brought back"):
        await console.undo(gone)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"url": "file:///nowhere"}, "curl"),
        ({"url": "file:///run/an%20image.qcow2", "sha256": "0" * 64}, "another SHA-256"),
    ],
)
async def test_what_does_not_come_whole_leaves_nothing(
    there: tuple[Console, Lab], values: dict[str, str], said: str
) -> None:
    console, lab = there
    before = left(lab)
    plan = await console.make("import-image", {"host": "kvm1", "name": "base.qcow2", **values})
    outcome = await console.apply(plan)
    assert outcome.verdict == "refused" and said in outcome.reason
    assert left(lab) == before
