"""Which IP addresses a function may connect to outside AWS: public ones, and those that the bank's settings name.

A redirect, a webhook or a provider's name could lead to the services of the machine itself (Lambda's own interface is
on loopback), to those of its network, or to credentials that a link-local address gives out.
"""

import os
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

SETTING = "NETWORK_ALLOWED"
"""The variable with the networks that ``network.allowed`` names in the settings, separated by spaces."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Whose addresses end in the IPv4 address that a router makes of them (RFC 6052)."""
_UNICAST = IPv6Network("2000::/3")
"""What of IPv6 is given out to networks that anybody may reach."""
_SPECIAL = tuple(
    map(
        ip_network,
        (
            # IANA's IPv4 Special-Purpose Address Registry, multicast, and what is reserved.
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            # Its IPv6 Special-Purpose Address Registry, as far as it is unicast: Teredo and 6to4 are among these.
            *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
        ),
    )
)
"""What is for a purpose of its own, whoever may reach it. Python's ``is_global`` says otherwise by its version."""


def may_connect_to(address: str) -> bool:
    """Whether a function may connect to this address. Raises ValueError for what is none."""
    found = _meant(ip_address(address))
    return _is_public(found) or any(found in network for network in _networks(os.environ.get(SETTING, "")))


@cache
def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(map(ip_network, text.split()))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    is_unicast = isinstance(address, IPv4Address) or address in _UNICAST
    return is_unicast and not any(address in network for network in _SPECIAL)


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The address that a packet reaches in the end: the IPv4 address inside one of IPv6, where it is mapped so."""
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFF_FFFF) if address in _TRANSLATED else address)
