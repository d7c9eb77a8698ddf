"""Which links count: those that are shown, and those that a person accepted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from provenance.model import Band, Verdict
from provenance.store import tables

_link = tables.link.c
_ACCEPTED = _link.verdict.is_not_distinct_from(Verdict.ACCEPT.value)
_POSSIBLE = _link.band == Band.POSSIBLE.value
COUNTS: ColumnElement[bool] = or_(_link.band == Band.SHOWN.value, _ACCEPTED)
"""A link that is shown, or that a person accepted although it was only possible."""


def surest_first(band: Band) -> tuple[ColumnElement[Any], ...]:
    """The order of a list of links: rejected ones last; of possible agreements the likelier first."""
    rejected = _link.verdict.is_not_distinct_from(Verdict.REJECT.value)
    chance = () if band is Band.SHOWN else (_link.agreement.desc(),)
    return (rejected, *chance, _link.score.desc(), _link.id)


def in_band(band: Band) -> ColumnElement[bool]:
    """Links that count, or those that are only possible and not accepted."""
    return COUNTS if band is Band.SHOWN else and_(_POSSIBLE, ~_ACCEPTED)
