"""The hypervisors: one SSH connection each, with their Open vSwitch and their libvirt behind it."""
