"""Which IP addresses are of the public internet: by IANA's registries as data, whatever Python's own tables know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from provenance.language.data import load

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses with a special purpose.

    Args:
        network: Which.
        name: What for.
        rfc: Says so.
        reachable: Whether packets for them go through the public internet; None where that does not apply.
        near: Whether the nearest server answers, perhaps one of the own network.
    """

    network: Network
    name: str
    rfc: str
    reachable: bool | None = None
    near: bool = False

    @classmethod
    def from_row(cls, row: dict[str, str | bool]) -> Self:
        """From a row of the table."""
        return cls(
            network=ip_network(str(row["address"])),
            name=str(row["name"]),
            rfc=str(row["rfc"]),
            reachable=None if "reachable" not in row else bool(row["reachable"]),
            near=bool(row.get("near", False)),
        )


def is_public(address: str) -> bool:
    """Whether an IP address, with or without a zone, is one of the public internet where a page may lie.

    Raises:
        ValueError: It is no IP address.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and any(found in network for network in _embedding()):
        found = IPv4Address(int(found) & 0xFFFF_FFFF)
    block = block_of(found)
    if block is None:
        return isinstance(found, IPv4Address) or found in ip_network(load("network")["given_out"])
    return block.reachable is True and not block.near


def block_of(address: Address) -> Block | None:
    """The smallest block with a special purpose that holds an address."""
    return next((block for block in blocks() if address in block.network), None)


@cache
def blocks() -> tuple[Block, ...]:
    """All blocks, the smallest first."""
    found = map(Block.from_row, load("network")["block"])
    return tuple(sorted(found, key=lambda block: block.network.max_prefixlen - block.network.prefixlen))


@cache
def _embedding() -> tuple[Network, ...]:
    return tuple(map(ip_network, load("network")["embedding"]))


@cache
def other_ports() -> frozenset[int]:
    """Ports at which no page lies, but another service."""
    return frozenset(load("network")["other_ports"])
