"""The desk: what is in the casefile, and what needs a person first."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from provenance.casefile.silence import other_language
from provenance.records import ClaimRecord
from provenance.workbench.answering import TheCase
from provenance.workbench.rendering import page
from provenance.workbench.visitor import last_visit

router = APIRouter()

FIRST = 5
"""How many of each kind are shown; the review page goes on."""


@router.get("/")
def desk(request: Request, case: TheCase) -> HTMLResponse:
    """What waits, the most pressing first, and what came since the last visit."""
    since = last_visit(request)
    found = case.desk(since)
    if not found.counts.articles:
        return page(request, "welcome.html")
    return page(
        request,
        "desk.html",
        counts=found.counts,
        since=since,
        contradictions=case.contradictions()[:FIRST] if found.counts.contradictions else [],
        single_origin=each_once(found.single_origin)[:FIRST],
        more_single=len(found.single_origin) > FIRST,
        conflicts=found.open_conflicts[:FIRST],
        updates=found.updates[:FIRST],
        new_articles=found.new_articles,
        new_versions=[article for article in found.new_articles if article.version > 1],
        other_language=other_language,
    )


def each_once(claims: Iterable[ClaimRecord]) -> list[ClaimRecord]:
    """Claims without those that say in the same words what one before them says, as a copy of a report does."""
    first: dict[str, ClaimRecord] = {}
    for claim in claims:
        first.setdefault(claim.statement.text.casefold(), claim)
    return list(first.values())
