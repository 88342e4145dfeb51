"""What can go wrong between us and a database. Each message is one sentence for an operator."""


class OvsdbError(Exception):
    """The root of all errors of this package."""


class RemoteError(OvsdbError):
    """A connection method (`unix:PATH`, `tcp:HOST:PORT`, `ssl:HOST:PORT`) that cannot be one."""


class ConnectError(OvsdbError):
    """No remote could be reached, or none of them serves the database that was asked for."""


class LinkLost(OvsdbError):
    """The connection ended, or there is none. For a request that was under way the outcome is unknown."""


class NotSent(LinkLost):
    """There is no connection, so that the request did not even leave."""


class ProtocolError(OvsdbError):
    """The peer does not speak OVSDB as RFC 7047 and ovsdb-server(7) have it."""


class Refused(OvsdbError):
    """The server answered a request with an error object (RFC 7047 section 4.1).

    error is the server's short word for it ("unknown database", "constraint violation"), details
    the rest of what it said.
    """

    def __init__(self, error: str, details: str = "") -> None:
        super().__init__(f"{error}: {details}" if details else error)
        self.error = error
        self.details = details
