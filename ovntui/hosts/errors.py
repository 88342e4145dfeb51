"""What can go wrong between us and a host. Each message is one sentence for an operator."""


class HostError(Exception):
    """A host cannot be reached, or does not do what it was asked for."""


class Unreached(HostError):
    """There is no way to the host now, or it was lost before an answer came."""


class NotLetIn(HostError):
    """The host was reached, and one of us two refused the other: trying again soon will not help."""
