"""Images that are uploaded from this machine into a pool of a host."""

from typing import Final

from ovntui.plans.local_image import local_image
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish
from ovntui.plans.recipes.images import HOST, POOL, name_field
from ovntui.plans.recipes.sizes import size_text
from ovntui.plans.recipes.things import said
from ovntui.plans.recipes.upload_files import upload_act, upload_fault
from ovntui.plans.recipes.vm_disks import folders


def _file_fault(view: View, values: Values) -> str | None:
    pools = (one for one in folders(view, said(values, "host")) if one.name == said(values, "pool"))
    return upload_fault(view, said(values, "file"), next(pools, None))


def _name(_: View, values: Values) -> str:
    return said(values, "file").rpartition("/")[2]


def _upload(_: View, values: Values) -> Wish:
    host, pool, name = (said(values, field) for field in ("host", "pool", "name"))
    image = local_image(said(values, "file"))
    meaning = (f"a {image.format} image of {size_text(image.size)}",)
    return Wish(
        acts=(upload_act(host, pool, name, image, image.size),), meaning=meaning, shows=("host", host)
    )


RECIPES: Final = (
    Recipe(
        name="upload-image",
        title="Upload an image",
        summary="Copy an image of this machine into a pool of a host.",
        subject="host",
        target="host",
        fields=(
            HOST,
            POOL,
            Field(
                name="file",
                label="File",
                help="the path of a qcow2, ISO or raw image on this machine",
                required=True,
                check=_file_fault,
            ),
            name_field(_name),
        ),
        wish=_upload,
    ),
)
