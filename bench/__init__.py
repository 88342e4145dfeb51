"""How fast the console is, beside its peers: made clouds, real servers, a real terminal.

`make bench` runs all of it, `python -m bench NAME…` some. It reports and never judges: a figure that
misses its goal is for people to think about, not for a test to fail on.
"""
