"""What libvirt is asked to do. Every call waits for its answer, so a thread makes it (see virt); all of these
modules need libvirt-python and are imported late."""
