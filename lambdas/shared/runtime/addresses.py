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


def may_connect_to(address: str) -> bool:
    """Whether a function may connect to this address. Raises ValueError for what is none."""
    found = ip_address(address)
    networks = _networks(os.environ.get(SETTING, ""))
    meant = _inside(found) or (found,)
    return all(_is_public(one) or any(one in network for network in networks) for one in meant)


@cache
def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(map(ip_network, text.split()))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inside(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that are inside an IPv6 address, and that a packet reaches in the end."""
    if isinstance(address, IPv4Address):
        return ()
    translated = IPv4Address(int(address) & 0xFFFF_FFFF) if address in _TRANSLATED else None
    return tuple(filter(None, (address.ipv4_mapped, address.sixtofour, translated, *(address.teredo or ()))))
