"""What the person who starts the workbench decides."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

from provenance.errors import InvalidRequest

MEGABYTE = 1_000_000
SHORTEST_PASSWORD = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the workbench is served.

    `host` is the address it listens on; any other than loopback demands a `password`, which is then asked of everyone.
    `names` are host names that people may reach it by, besides localhost and addresses in digits. `person` is the name
    put under decisions until a person gives their own. `largest_upload` is in bytes, for all files of one request.
    `proxies` are the addresses (or networks) of web servers in front, who are believed when they say for whom they ask,
    and whether by TLS. `certificate` and `key` are PEM files, with which the workbench speaks TLS itself.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    password: str | None = None
    names: frozenset[str] = frozenset()
    person: str = ""
    largest_upload: int = 200 * MEGABYTE
    allow_private: bool = False
    """Whether a pasted address may lie in a private network."""
    proxies: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and self.password is None:
            raise InvalidRequest(
                f"{self.host} can be reached from other computers, where anybody could read and change the casefile; "
                "set a password in the environment variable PROVENANCE_PASSWORD, or leave --host out"
            )
        if self.password is not None and len(self.password) < SHORTEST_PASSWORD:
            raise InvalidRequest(f"the password is too short; use at least {SHORTEST_PASSWORD} characters")
        if (self.certificate is None) != (self.key is None):
            raise InvalidRequest(
                "a certificate needs its key, and a key its certificate: give --tls-cert and --tls-key"
            )
        for proxy in self.proxies:
            try:
                ip_network(proxy)
            except ValueError as error:
                raise InvalidRequest(f"--proxy: {error}; write it as 127.0.0.1 or 10.0.0.0/24") from None


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach what listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
