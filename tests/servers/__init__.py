"""Real OVSDB servers for tests: standalone, clustered, relaying, with TLS, and things in between.

Every server lives in a short-lived folder, is reachable by unix socket and TCP, and is gone when its
`async with` ends, however it ends.
"""
