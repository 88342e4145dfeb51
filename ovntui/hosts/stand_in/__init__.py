"""A host of a sandbox: its Open vSwitch and its OVN are real, and libvirt's test driver stands in for a
hypervisor, so that VMs can be made of which nothing runs. Nothing here wants to be root."""
