"""Which addresses are public: the registries as data, against what the running Python knows."""

from __future__ import annotations

from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from provenance.language.data import load
from provenance.reading.public_addresses import Block, block_of, blocks, is_public, other_ports

# Where the table says otherwise than Python (3.11 to 3.14) may, and why. A Python that learned of it agrees.
DIFFERENT = {
    "192.0.0.0/24": "older tables hold only some of it to be private",
    "192.0.0.8/32": "older tables do not have it",
    "192.0.0.9/32": "the nearest server answers, perhaps one of the own network",
    "192.0.0.10/32": "the nearest server answers, perhaps one of the own network",
    "192.88.99.0/24": "deprecated: the registry says nothing of it any more, so it is not asked",
    "192.88.99.2/32": "Python does not have it",
    "2001:1::1/128": "the nearest server answers, perhaps one of the own network",
    "2001:1::2/128": "the nearest server answers, perhaps one of the own network",
    "2001:1::3/128": "the nearest server answers, perhaps one of the own network",
    "2001:3::/32": "older tables have no exception from 2001::/23 for it",
    "2001:4:112::/48": "older tables have no exception from 2001::/23 for it",
    "2001:20::/28": "older tables have no exception from 2001::/23 for it",
    "2001:30::/28": "older tables have no exception from 2001::/23 for it",
    "2002::/16": "the registry does not say, and where a 6to4 relay leads nobody sees, so it is not asked",
    "100:0:0:1::/64": "of 2025 (RFC 9780)",
    "3fff::/20": "of 2024 (RFC 9637)",
    "5f00::/16": "of 2024 (RFC 9602)",
    "64:ff9b:1::/48": "older tables do not have it",
    "64:ff9b::/96": "the IPv4 address inside decides",
    "::ffff:0:0/96": "the IPv4 address inside decides",
}


@pytest.mark.parametrize("block", blocks(), ids=lambda block: str(block.network))
def test_the_table_differs_from_pythons_only_as_is_known(block: Block) -> None:
    network = block.network
    # Where a block holds a smaller one, that one decides of its own addresses.
    tried = [one for one in (network[0], network[-1], network[network.num_addresses // 2]) if block_of(one) is block]
    differs = [one for one in tried if is_public(str(one)) != (one.is_global and not one.is_multicast)]
    assert not differs or str(network) in DIFFERENT, differs
    assert tried, "a block that never decides is a mistake"


def test_every_known_difference_is_of_the_table() -> None:
    assert DIFFERENT.keys() <= {str(block.network) for block in blocks()}


def test_the_table_is_whole_and_says_from_when_it_is() -> None:
    assert load("network")["updated"] == date(2025, 10, 9)
    networks = [block.network for block in blocks()]
    assert len(set(networks)) == len(networks)
    assert sum(isinstance(one[0], IPv4Address) for one in networks) == 26 + 1, "the registry's rows, and multicast"
    assert sum(isinstance(one[0], IPv6Address) for one in networks) == 25 + 1
    assert all(block.rfc.startswith("RFC ") and block.name for block in blocks())


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.0.1", "IPv4 service continuity prefix"),
        ("192.0.0.9", "port control protocol anycast"),
        ("192.0.0.200", "IETF protocol assignments"),
        ("0.0.0.0", "this host on this network"),
        ("255.255.255.255", "limited broadcast"),
        ("2001:20::1", "ORCHIDv2"),
        ("2001:5::1", "IETF protocol assignments"),
        ("2001::1", "Teredo"),
        ("8.8.8.8", None),
        ("2606:4700::1111", None),
    ],
)
def test_the_smallest_block_decides(address: str, name: str | None) -> None:
    block = block_of(ip_address(address))
    assert (None if block is None else block.name) == name


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("1.1.1.1", True),
        ("192.88.98.255", True),
        ("192.88.100.0", True),
        ("172.15.255.255", True),
        ("172.32.0.0", True),
        ("223.255.255.255", True),
        ("192.31.196.1", True),
        ("192.175.48.1", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("2a00:1450:4001:80b::200e", True),
        ("2620:4f:8000::1", True),
        ("3ffe:ffff::1", True),
        ("127.0.0.1", False),
        ("127.255.255.254", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("172.31.255.255", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("100.127.255.255", False),
        ("198.19.255.255", False),
        ("0.0.0.0", False),
        ("0.1.2.3", False),
        ("192.0.0.9", False),
        ("192.88.99.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fe80::1%25", False),
        ("febf::1", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("3fff:fff::1", False),
        ("5f00::1", False),
        ("100::1", False),
        ("100:0:0:1::1", False),
        ("4000::1", False),
        # An IPv4 address inside.
        ("::ffff:93.184.216.34", True),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("::127.0.0.1", False),
        ("::93.184.216.34", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b:1::5db8:d822", False),
        ("2002:7f00:1::", False),
        ("2002:5db8:d822::1", False),
        ("2001:0:5db8:d822::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_what_is_no_address_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        is_public("poe.example")


def test_ports_of_other_services() -> None:
    assert {22, 25, 110, 6667} <= other_ports()
    assert not {80, 443, 8000, 8080, 8443} & other_ports()
