"""An article as it was, with its claims marked; and two passages side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from provenance.model import Relation
from provenance.workbench import marking
from provenance.workbench.answering import TheCase
from provenance.workbench.pages.claims import by_relation
from provenance.workbench.rendering import page

router = APIRouter()


@router.get("/articles/{article}")
def article(
    request: Request, case: TheCase, article: str, claim: Annotated[str | None, Query(max_length=16)] = None
) -> HTMLResponse:
    """The text with its claims, and beside it what stands behind the chosen one."""
    found = case.article(article)
    chosen = next((one for one in found.claims if one.id == claim), None)
    detail = case.show(chosen.id) if chosen else None
    return page(
        request,
        "article.html",
        article=found.article,
        paragraphs=marking.paragraphs(found.text, found.claims, chosen.id if chosen else None),
        count=len(found.claims),
        chosen=chosen,
        detail=detail,
        agreeing=by_relation(detail, Relation.CORROBORATES) if detail else [],
        clashing=by_relation(detail, Relation.CONFLICTS, Relation.UPDATES) if detail else [],
    )


@router.get("/links/{link}")
def link(request: Request, case: TheCase, link: str) -> HTMLResponse:
    """Both passages, with the words that agree or clash, and what makes the score."""
    found = case.link(link)
    return page(request, "link.html", link=found, reviews=case.reviews(found.id))
