"""What several of the zoo's databases name."""

from datetime import UTC, datetime

NOW = datetime(2026, 3, 14, 12, 4, 31, tzinfo=UTC).timestamp()
"""The time that the pictures are taken at."""

CHASSIS = {
    "kvm1": "021bff7f-68cf-4625-8b37-340cae655674",
    "kvm2": "23e299e3-da54-457d-a8e7-850dfeaebfb7",
    "kvm3": "c6f1a0b2-4d5e-4f60-9a7b-1c2d3e4f5a6b",
    "az2-gw1": "9b0d7a55-0f3c-4be1-8d6e-77e1a2b3c4d5",
    "tor1": "tor1",
}
"""The chassis' names (system-ids) by host name."""

BLUE = "neutron-7d1f8a52-1c5e-4a42-9a2c-0e6d3b1f9c77"
BLUE_ROUTER = "neutron-f2a6b3de-8c41-4f0a-b7d3-5e9f1a2b3c4d"
BLUE_PORTS = {
    "mail": "3f0c9d1e-7a5b-4c2d-8e9f-0a1b2c3d4e5f",
    "wiki": "a8b7c6d5-e4f3-4a2b-9c1d-0e9f8a7b6c5d",
    "": "5d4c3b2a-1f0e-4d9c-8b7a-6f5e4d3c2b1a",
}
"""The names of Neutron's ports by what people call them; one has no such name."""

MS = int(NOW) * 1000
"""The same in milliseconds since the epoch, as OVN writes times."""
