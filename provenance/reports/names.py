"""Names for things of a casefile that other programs can point at (URN, RFC 8141, in an unregistered namespace)."""

from __future__ import annotations

from provenance.model import content_id

NAMESPACE = "urn:x-provenance:"


def urn(what: str, id_: str) -> str:
    """ "urn:x-provenance:claim:0123456789abcdef"."""
    return f"{NAMESPACE}{what}:{id_}"


def key(what: str, *parts: object) -> str:
    """A name that needs no escaping for something called by any text."""
    return f"{what}:{content_id(what, *parts)}"
