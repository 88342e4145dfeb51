"""Files of this machine that are uploaded to be volumes, as they are asked for and checked."""

from ovntui.cloud.rows.libvirt import Pool
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.deeds.subject import subject
from ovntui.plans.deeds.volumes import state
from ovntui.plans.errors import Refusal
from ovntui.plans.local_image import LocalImage, local_image
from ovntui.plans.recipe import View
from ovntui.plans.recipes.sizes import size_text


def upload_fault(view: View, path: str, pool: Pool | None) -> str | None:
    """What is wrong with the path of a file that is to be uploaded into a pool."""
    if not view.at_home:
        return "files are uploaded only from the console of the machine on which they are"
    try:
        image = local_image(path)
    except Refusal as refusal:
        return str(refusal)
    if pool is not None and pool.available < image.taken:
        left = size_text(pool.available)
        return f"pool {pool.name} has {left} left, and the file takes {size_text(image.taken)}"
    return None


def upload_act(host: str, pool: str, name: str, image: LocalImage, size: int) -> HostAct:
    """What uploads it, to be of that size to a VM."""
    about = subject(pool, name, "file", str(image.path))
    sentence = f"upload {image.path} ({size_text(image.taken)}) to {host} as {pool}/{name}"
    return HostAct(sentence, host, "volume", about, lambda _: state(size, image.format))
