"""Claims: the list, and one claim with everything behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from provenance.casefile import Casefile
from provenance.casefile.working import State, state_of
from provenance.extraction.mentions import PRONOUNS
from provenance.model import Hop, Relation, Verdict
from provenance.records import ClaimDetail, ClaimRecord, Filter, LinkRecord, WordFound
from provenance.reports import checked, citing
from provenance.reports.wording import count
from provenance.workbench.answering import TheCase, TheView
from provenance.workbench.marking import Stretch, marked_spans
from provenance.workbench.rendering import page

router = APIRouter()

ORDERS = (
    ("confidence", "most confident first"),
    ("-confidence", "least sure first"),
    ("repeated", "most repeated first"),
    ("conflicts", "most contested first"),
    ("load-bearing", "much built on one source first"),
    ("date", "newest first"),
    ("notable", "denied, not confirmed or hedged first"),
    ("origins", "most independent sources first"),
    ("file", "as they stand in the articles"),
    ("level", "how surely"),
)


@router.get("/claims")
def claims(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """The claims that the address asks for."""
    order = view.sort or "confidence"
    found = case.claims(where=view.where, order=order, limit=view.size, offset=view.offset)
    total = case.count_claims(where=view.where)
    lacking = case.words_found(view.where.text) if view.where.text and not total else ()
    meant = meant_by(view.where.text or "", lacking)
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
        ticked=("tick", "all") in view.others,
        saved=case.views(),
        found=lacking,
        meant=meant,
        meant_where=replace(view.where, text=meant),
        bare=Filter(text=view.where.text),
    )


def meant_by(query: str, found: Sequence[WordFound]) -> str | None:
    """A search with the nearest words in the place of those that stand nowhere; None where nothing is like one."""
    if not any(one.meant for one in found) or any(not one.claims and not one.meant for one in found):
        return None
    for one in found:
        query = re.sub(rf"(?<!\w){re.escape(one.word)}(?!\w)", one.meant or one.word, query)
    return query


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
        reaches=[reach(case, detail.claim, hop) for hop in detail.claim.attribution],
        checks=case.fact_checks(detail.claim.id) if case.count_published_checks() else (),
        checked=checked,
        terms=case.terms(),
        states=tuple(State),
        seen=case.seen(),
        state=state_of(detail.claim.tags),
        taken=[
            ("The quotation with its place", citing.quotation(detail.claim, detail.article)),
            *((f"The article as {style} cites it", text) for style, text in citing.citations(detail.article)),
            ("A card to paste into a page", citing.card(detail.claim, detail.article)),
        ],
        otherwise=case.show(detail.claim.id, without=without) if without else None,
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a correction of a source may hold, each scope with its words, and how many claims that changes."""

    scopes: tuple[tuple[str, str], ...]
    words: str


def reach(case: Casefile, claim: ClaimRecord, hop: Hop) -> Reach:
    """Of a source of a claim. A pronoun is another source elsewhere, so that nothing holds for it everywhere."""
    here = case.count_claims(where=Filter(source=hop.label, article=claim.article))
    scopes = (("claim", "for this claim"), ("article", "for all that it says in this article"))
    words = f"In this article that is {count(here, 'claim')}"
    if hop.label.casefold() in PRONOUNS:
        return Reach(scopes, f"{words}.")
    everywhere = case.count_claims(where=Filter(source=hop.label))
    return Reach((*scopes, ("casefile", "wherever this source speaks")), f"{words}, in the casefile {everywhere}.")


CLASHES = (Relation.CONFLICTS, Relation.UPDATES)


def by_relation(detail: ClaimDetail, *relations: Relation) -> list[LinkRecord]:
    """The links of a claim with one of these relations that nobody rejected."""
    return [link for link in detail.links if link.relation in relations and link.verdict is not Verdict.REJECT]


def heard(detail: ClaimDetail) -> list[str]:
    """The sources and outlets that a claim and its links rest on, each once."""
    claims = [detail.claim, *(side for link in detail.links for side in (link.a, link.b))]
    names = [hop.label for one in claims for hop in one.attribution]
    return list(dict.fromkeys([*names, *(one.outlet for one in claims if one.outlet)]))
