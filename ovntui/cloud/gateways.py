"""The gateways of a cloud, looked through once for each state of its router ports."""

from collections.abc import Sequence

from ovntui.cloud.records import Gateway, Named, RouterPort


class Gateways:
    """The router ports with gateway chassis, and those of them that an operator should look at: a large cloud
    has hundreds, and its overview is drawn several times a second while ports change."""

    def __init__(self, ports: Sequence[RouterPort]) -> None:
        self.ports = tuple(ports)
        self.owned: tuple[tuple[Named | None, Gateway], ...] = tuple(
            (one.router, one.gateway) for one in ports
        )
        """Each with its router."""
        self.unclaimed = tuple(one for one in ports if one.active is None)
        """Those that no chassis holds."""
        self.misplaced = tuple(one for one in ports if one.misplaced)
        """Those held by another chassis than one of the highest priority."""
