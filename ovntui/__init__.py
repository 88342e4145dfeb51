"""ovntui: the console for people who run OVN on KVM hosts."""

__version__ = "0.1.0"
