"""What is done to QoS rules: as ovn-nbctl has them."""

from ovntui.plans.acts.members import Place
from ovntui.plans.values import Columns, elements


def qos_words(place: Place, columns: Columns) -> tuple[tuple[str, ...], ...] | None:
    """ovn-nbctl qos-add (ovn-nbctl(8), "QoS Rule Commands"), which knows rate, burst and dscp."""
    bandwidth = dict(elements(columns["bandwidth"]))
    limits = [f"{key}={bandwidth[key]}" for key in ("rate", "burst") if key in bandwidth]
    marks = [f"{key}={value}" for key, value in elements(columns["action"])]
    rule = (str(columns["direction"]), str(columns["priority"]), str(columns["match"]))
    return (("qos-add", place.uuid, *rule, *limits, *marks),)
