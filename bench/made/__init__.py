"""Clouds that were never run: database files of any size, as Neutron, northd and the chassis write them."""
