"""NAT rules of routers: remove some."""

from collections.abc import Iterator
from typing import Final

from ovntui.cloud.records import Nat
from ovntui.plans.acts.nat import remove_nat
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes.routers import router_field, router_key
from ovntui.plans.recipes.things import handle, said


def _written(nat: Nat) -> str:
    external = f"{nat.external_ip}:{nat.external_port_range}" if nat.external_port_range else nat.external_ip
    return f"{nat.type} {external} {nat.logical_ip}"


def _nats(view: View, values: Values) -> list[Nat]:
    router = router_key(view, values)
    keys = view.cloud.nats_of_router(router) if router is not None else []
    return sorted((view.cloud.nats[key] for key in keys), key=lambda nat: (_written(nat), nat.key))


def _nat_offers(view: View, values: Values) -> Iterator[Offer]:
    """Each by what it says, where several say the same by uuid."""
    nats = _nats(view, values)
    written = [_written(nat) for nat in nats]
    for nat, text in zip(nats, written, strict=True):
        yield Offer(text) if written.count(text) == 1 else Offer(nat.key, text)


def _remove(view: View, values: Values) -> Wish:
    router, chosen = said(values, "router"), set(lines(values, "nat"))
    gone = [nat for nat in _nats(view, values) if chosen & {nat.key, _written(nat)}]
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
                check=lambda view, values: next(
                    (
                        f"there is no rule {line} on {said(values, 'router')}"
                        for line in lines(values, "nat")
                        if line not in {offer.value for offer in _nat_offers(view, values)}
                    ),
                    None,
                ),
            ),
        ),
        wish=_remove,
    ),
)
