"""An article as it was, with its claims marked; and two passages side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from provenance.casefile.silence import why_silent
from provenance.errors import NotFound
from provenance.model import Article, Relation
from provenance.workbench import marking
from provenance.workbench.answering import TheCase
from provenance.workbench.pages.claims import by_relation
from provenance.workbench.rendering import page

router = APIRouter()


@router.get("/articles/{article}")
def article(
    request: Request,
    case: TheCase,
    article: str,
    claim: Annotated[str | None, Query(max_length=16)] = None,
    part: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> HTMLResponse:
    """The text with its claims, and beside it what stands behind the chosen one; a long text in parts."""
    found = case.article(article)
    chosen = next((one for one in found.claims if one.id == claim), None)
    parts = marking.parts(found.text, found.claims)
    shown = part or next((at for at, (_, end) in enumerate(parts, 1) if chosen and chosen.start < end), 1)
    if shown > len(parts):
        raise NotFound("part", str(shown), [str(len(parts))])
    detail = case.show(chosen.id) if chosen else None
    return page(
        request,
        "article.html",
        article=found.article,
        paragraphs=marking.paragraphs(found.text, found.claims, chosen.id if chosen else None, parts[shown - 1]),
        part=shown,
        last_part=len(parts),
        count=len(found.claims),
        silent=None if found.claims else why_silent(Article(text=found.text, language=found.article.language)),
        chosen=chosen,
        detail=detail,
        agreeing=by_relation(detail, Relation.CORROBORATES) if detail else [],
        clashing=by_relation(detail, Relation.CONFLICTS, Relation.UPDATES) if detail else [],
    )


@router.get("/links/{link}")
def link(request: Request, case: TheCase, link: str) -> HTMLResponse:
    """Both passages, with the words that agree or clash, and what makes the score."""
    found = case.link(link)
    open_ = case.contradictions(found.id) if found.contested else []
    return page(request, "link.html", link=found, contradictions=open_, reviews=case.reviews(found.id))
