"""Decisions on a claim or link, repeated on the one that took its place in a later version of the article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from provenance.store import log, order
from provenance.store.columns import Row
from provenance.store.corrected import ADDED
from provenance.store.order import CORRECTION, DECISIONS, OVER, UNDER, Ledger, Matter
from provenance.store.undoing import Decision

NOWHERE: Mapping[str, Any] = MappingProxyType({})
"""That all claims stand where they stood."""


def repeat(
    connection: Connection,
    old: str,
    new: str,
    events: Sequence[str] = DECISIONS,
    moved: Mapping[str, str] = NOWHERE,
    place: Mapping[str, Any] = NOWHERE,
) -> list[Decision]:
    """Appends for `new` the decisions on `old` that stand and that it lacks; answers with what they are.

    It may have some already: of the time before, where an article changed back to what it was. `moved`: which claims
    stand in the places of others, by id. `place`: where a claim that a person added stands now.
    """
    if not log.rows(connection, events, [old]):
        return []
    known = order.ledger(connection, events, [old, new])
    has = {order.root(row) for row in log.rows(connection, events, [new])}
    lacking = [row for row in log.standing_in(known, [old]) if order.root(row) not in has]
    for row in lacking:
        _repeat(connection, known, row, new, moved, place)
    return [Decision(row["event"], new) for row in lacking]


def _repeat(
    connection: Connection,
    known: Ledger,
    row: Row,
    subject: str,
    moved: Mapping[str, str],
    place: Mapping[str, Any],
) -> None:
    own, matter = order.root(row), order.matter_of(row)
    before, after = _around(known, own, Matter(matter.kind, subject, matter.value))
    detail = {name: value for name, value in in_places(row, moved, place).items() if name not in ("entry", UNDER)}
    detail |= {"at": log.made(row).isoformat(), "carried_from": row["subject"], "carried": own}
    detail[OVER] = sorted({*known.over(row), *before})
    if after:
        detail[UNDER] = sorted(after)
    log.append(connection, row["event"], subject, row["value"], person=row["person"], why=row["why"], detail=detail)


def in_places(row: Row, moved: Mapping[str, str], place: Mapping[str, Any] = NOWHERE) -> Mapping[str, Any]:
    """The detail of an entry with the claims of a link that a person set as they are called now, and with the `place`
    of a claim that one added."""
    detail: Mapping[str, Any] = row["detail"]
    value = detail.get("value")
    if row["event"] != CORRECTION or not isinstance(value, dict):
        return detail
    if row["value"] == ADDED:
        return {**detail, "value": {**value, **place}}
    return {**detail, "value": {**value, **{end: moved.get(value[end], value[end]) for end in ("a", "b")}}}


def _around(known: Ledger, own: str, place: Matter) -> tuple[list[str], list[str]]:
    """What was decided in its new place before a decision, and after it; only of what was made in this casefile, which
    has one order. Of all else, what each had seen tells."""
    if order.is_passed_on(known.first[own]):
        return [], []
    words = [one for one in known.words_on(place) if one != own and not order.is_passed_on(known.first[one])]
    at = known.number(own)
    return [one for one in words if known.number(one) < at], [one for one in words if known.number(one) > at]
