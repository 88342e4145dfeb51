"""A recipe with a field of every kind, for the form's tests."""

from ovntui.cloud.cloud import Cloud
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish

ADDRESSES = tuple(f"10.0.0.{number}" for number in range(5, 255))
EVIL = "ls\x1b[31mred"


def _address(_: View, values: Values) -> str | None:
    value = values["address"]
    return None if value.count(".") == 3 else f"{value} is no address"


def _dns(_: View, values: Values) -> str | None:
    return "three are enough" if values["dns"].count("\n") > 2 else None


SAMPLE = Recipe(
    name="add-sample",
    title="Add a sample",
    summary="One field of every kind.",
    fields=(
        Field(name="name", label="Name", help="what it is called", required=True),
        Field(
            name="address",
            label="Address",
            help="its address; the next free one is proposed",
            default=lambda _, values: f"10.0.0.{5 + len(values['name'])}",
            offers=lambda _, __: [Offer(address, "free") for address in ADDRESSES],
            check=_address,
        ),
        Field(
            name="switch",
            label="Switch",
            help="the switch that it is on",
            kind="choice",
            required=True,
            offers=lambda _, __: [Offer("ls-int", "5 ports"), Offer("ls-ext"), Offer(EVIL, "a stranger's")],
        ),
        Field(
            name="dns",
            label="DNS servers",
            help="a line each",
            kind="many",
            default=lambda _, __: "8.8.8.8\n8.8.4.4",
            offers=lambda _, __: [Offer("9.9.9.9", "quad"), Offer("1.1.1.1")],
            check=_dns,
        ),
        Field(
            name="gateways",
            label="Gateways",
            help="the first that is up is the active one",
            kind="order",
            default=lambda _, __: "kvm1\nkvm2",
            offers=lambda _, __: [Offer("kvm1", "● active"), Offer("kvm2"), Offer("kvm3", "▲ no mapping")],
        ),
        Field(name="dhcp", label="DHCP", help="whether", kind="switch", default=lambda _, __: "yes"),
        Field(
            name="lease",
            label="Lease time",
            help="seconds",
            default=lambda _, __: "3600",
            applies=lambda _, values: values["dhcp"] == "yes",
        ),
    ),
    wish=lambda _, __: Wish(acts=()),
)


def nothing() -> View:
    """A view of an empty cloud."""
    return View(Cloud())
