"""Claims: the list, and one claim with everything behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from provenance.casefile import Casefile
from provenance.model import Relation, Verdict
from provenance.records import ClaimDetail, ClaimRecord, LinkRecord
from provenance.reports import checked
from provenance.workbench.answering import TheCase, TheView
from provenance.workbench.marking import Stretch, marked_spans
from provenance.workbench.rendering import page

router = APIRouter()

ORDERS = (
    ("confidence", "most confident first"),
    ("-confidence", "least confident first"),
    ("notable", "denied, not confirmed or hedged first"),
    ("origins", "most independent sources first"),
    ("conflicts", "most conflicts first"),
    ("date", "latest first"),
    ("file", "as they stand in the articles"),
    ("level", "how surely"),
)


@router.get("/claims")
def claims(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """The claims that the address asks for."""
    order = view.sort or "confidence"
    found = case.claims(where=view.where, order=order, limit=view.size, offset=view.offset)
    total = case.count_claims(where=view.where)
    return page(
        request,
        "claims.html",
        view=view,
        claims=found,
        total=total,
        facets=case.facets(where=view.where),
        orders=ORDERS,
        order=order,
        hits=_hits(case, view.where.text, found),
    )


def _hits(case: Casefile, query: str | None, claims: Sequence[ClaimRecord]) -> dict[str, tuple[Stretch, ...]]:
    """The sentences of claims with the words of a search marked, by the claim's id."""
    if query is None:
        return {}
    spans = case.marks(query, [claim.text for claim in claims])
    return {claim.id: marked_spans(claim.text, found) for claim, found in zip(claims, spans, strict=True)}


@router.get("/claims/{claim}")
def claim(
    request: Request, case: TheCase, claim: str, without: Annotated[str | None, Query(max_length=500)] = None
) -> HTMLResponse:
    """Everything about one claim; `without` answers what its confidence would be if a source had not been heard."""
    detail = case.show(claim)
    return page(
        request,
        "claim.html",
        detail=detail,
        claim=detail.claim,
        agreeing=by_relation(detail, Relation.CORROBORATES),
        clashing=by_relation(detail, *CLASHES),
        maybe_agreeing=[link for link in detail.possible if link.relation not in CLASHES],
        maybe_clashing=[link for link in detail.possible if link.relation in CLASHES],
        rejected=[link for link in detail.links if link.verdict is Verdict.REJECT],
        heard=heard(detail),
        without=without,
        notes=case.notes(detail.claim.id),
        beside=case.beside(detail.claim.id),
        checks=case.fact_checks(detail.claim.id) if case.count_published_checks() else (),
        checked=checked,
        otherwise=case.show(detail.claim.id, without=without) if without else None,
    )


CLASHES = (Relation.CONFLICTS, Relation.UPDATES)


def by_relation(detail: ClaimDetail, *relations: Relation) -> list[LinkRecord]:
    """The links of a claim with one of these relations that nobody rejected."""
    return [link for link in detail.links if link.relation in relations and link.verdict is not Verdict.REJECT]


def heard(detail: ClaimDetail) -> list[str]:
    """The sources and outlets that a claim and its links rest on, each once."""
    claims = [detail.claim, *(side for link in detail.links for side in (link.a, link.b))]
    names = [hop.label for one in claims for hop in one.attribution]
    return list(dict.fromkeys([*names, *(one.outlet for one in claims if one.outlet)]))
