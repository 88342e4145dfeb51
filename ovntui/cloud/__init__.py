"""The cloud: northbound, southbound and the hosts' databases joined into records that know their relations.

Pure: rows come in as changes, records come out; nothing here reads a socket or draws a screen.
"""
