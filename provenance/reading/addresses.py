"""The address that an article is known by."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from provenance.model import Retrieval

_VARIANTS = ("www.", "m.", "amp.", "mobile.")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/(https?:.*)", re.IGNORECASE)


def original_address(url: str) -> str:
    """The address that a page of the Wayback Machine was captured from; another address as it is."""
    found = _ARCHIVED.fullmatch(url)
    return url if found is None else re.sub(r"(?<=^https:)/(?=[^/])|(?<=^http:)/(?=[^/])", "//", found[1])


def address_of(retrieval: Retrieval, told: str | None, origin: str | None) -> tuple[str, str]:
    """The address of what was retrieved, and where it is known from.

    A page's word for its own address counts where it stays on the same site and names a page, not the whole site:
    a page may not pass itself off as another outlet's, and many broken ones name their home page on every page.
    """
    url = original_address(retrieval.url)
    told = None if told is None else original_address(told)
    if told is not None and origin is not None and _same_site(told, url):
        own_path = urlsplit(url).path.strip("/")
        if urlsplit(told).path.strip("/") or not own_path:
            return told, origin
    return url.partition("#")[0], "retrieved" if url == retrieval.url else "retrieved: Wayback Machine"


def _same_site(a: str, b: str) -> bool:
    try:
        first, second = _site(a), _site(b)
    except ValueError:
        return False
    return bool(first) and first == second


def _site(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    for variant in _VARIANTS:
        host = host.removeprefix(variant)
    port = parts.port
    return host if port in (None, 80, 443) else f"{host}:{port}"


def host_of(address: str) -> str:
    """The host of an address without `www.`; empty where there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
