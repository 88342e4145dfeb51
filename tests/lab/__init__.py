"""Real hosts in namespaces: a controller, hypervisors with guests, and the internet behind a gateway.

Everything that a host writes lies in memory inside its own namespaces, so that a lab leaves nothing behind
when its processes end, however they end. `make lab-up` keeps one; tests make their own.
"""
