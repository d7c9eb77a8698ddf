"""Stored claims as far as they can be read: a damaged row keeps nothing but itself from being compared."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from provenance.errors import Phase
from provenance.faults import collecting, isolated
from provenance.model import Claim
from provenance.store import loading


def readable_claims(connection: Connection, numbers: Iterable[int]) -> dict[int, Claim]:
    """Some claims by number, without those whose rows cannot be read; each of these is a fault."""
    wanted = list(numbers)
    with collecting() as failed:
        claims = _read(connection, wanted, "")
    if not failed:
        return claims
    return {at: claim for one in wanted for at, claim in _read(connection, [one], f"stored claim number {one}").items()}


def _read(connection: Connection, numbers: list[int], where: str) -> dict[int, Claim]:
    work = partial(loading.claims, connection, numbers)
    return isolated(Phase.COMPARISON, where, work, passing=(SQLAlchemyError,)) or {}
