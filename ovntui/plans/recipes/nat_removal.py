"""NAT rules of routers: remove some."""

from collections.abc import Iterator
from typing import Final

from ovntui.cloud.records import Nat
from ovntui.plans.acts.nat import remove_nat
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes.routers import router_field, router_key
from ovntui.plans.recipes.things import handle, listed, meant, said


def _written(nat: Nat) -> str:
    external = f"{nat.external_ip}:{nat.external_port_range}" if nat.external_port_range else nat.external_ip
    return f"{nat.type} {external} {nat.logical_ip}"


def _nats(view: View, values: Values) -> dict[str, str]:
    """Those of the router, by uuid and what they say."""
    router = router_key(view, values)
    keys = view.cloud.nats_of_router(router) if router is not None else []
    found = ((_written(view.cloud.nats[key]), key) for key in keys)
    return {key: text for text, key in sorted(found)}


def _nat_offers(view: View, values: Values) -> Iterator[Offer]:
    return listed(_nats(view, values))


def _fault(view: View, values: Values) -> str | None:
    nats = _nats(view, values)
    strange = next((line for line in lines(values, "nat") if meant(nats, line) is None), None)
    return f"there is no rule {strange} on {said(values, 'router')}" if strange is not None else None


def _remove(view: View, values: Values) -> Wish:
    router, nats = said(values, "router"), _nats(view, values)
    chosen = {meant(nats, line) for line in lines(values, "nat")}
    gone = [view.cloud.nats[key] for key in nats if key in chosen]
    name = handle(view, "router", router)
    meaning = []
    for nat in gone:
        if nat.type != "dnat":
            meaning.append(f"{nat.logical_ip} leaves through {nat.external_ip} no more")
        if nat.type != "snat":
            meaning.append(f"{nat.logical_ip} is reached under {nat.external_ip} no more")
    return Wish(
        acts=tuple(remove_nat(name, nat.key, _written(nat)) for nat in gone),
        meaning=tuple(meaning),
        shows=("router", router),
    )


RECIPES: Final = (
    Recipe(
        name="remove-nat",
        title="Remove NAT rules",
        summary="Take NAT rules from a router.",
        subject="router",
        target="router",
        fields=(
            router_field(),
            Field(
                name="nat",
                label="Rules",
                help="the rules, as they are listed or by uuid, a line each",
                kind="many",
                required=True,
                offers=_nat_offers,
                check=_fault,
            ),
        ),
        wish=_remove,
    ),
)
