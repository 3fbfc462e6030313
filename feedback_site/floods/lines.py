"""Which line to the internet an address belongs to: its owner is counted as one."""

from ipaddress import IPv4Address, ip_address, ip_network

from feedback_site.privacy import sealing

# Bits of a long address that name a line; the rest its owner chooses.
_LINE = 64


def network_of(address: str) -> str:
    """Give what one line to the internet has: an address of four numbers, or 64 bits of a long one.

    Whoever has a line counts up the other 64 as they like. What is no address is given back.
    """
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, _LINE), strict=False).network_address)


def source_at(address: str) -> str:
    """Name the line of an address without storing it: hex of a keyed hash."""
    return sealing.blind_index("source", network_of(address)).hex()[:32]
