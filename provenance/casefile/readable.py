"""Stored claims as far as they can be read: a damaged row keeps nothing but itself from being compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from provenance.errors import Phase
from provenance.faults import collecting, isolated
from provenance.model import Claim
from provenance.store import loading

Read = Callable[[Connection, Iterable[int]], dict[int, Claim]]


def readable_claims(connection: Connection, numbers: Iterable[int], read: Read = loading.claims) -> dict[int, Claim]:
    """Some claims by number, without those whose rows cannot be read; each of these is a fault. `read` reads them."""
    wanted = list(numbers)
    with collecting() as failed:
        claims = _readable(read, connection, wanted, "")
    if not failed:
        return claims
    each = (_readable(read, connection, [one], f"stored claim number {one}") for one in wanted)
    return {at: claim for found in each for at, claim in found.items()}


def _readable(read: Read, connection: Connection, numbers: list[int], where: str) -> dict[int, Claim]:
    work = partial(read, connection, numbers)
    return isolated(Phase.COMPARISON, where, work, passing=(SQLAlchemyError,)) or {}
