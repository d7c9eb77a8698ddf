"""Conflicts: what one article says against what another says, to be decided one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from provenance.casefile import Casefile
from provenance.model import Band, ReasonKind, Relation
from provenance.records import LinkFilter, LinkRecord
from provenance.workbench.addresses import View, choices
from provenance.workbench.answering import TheCase, TheView
from provenance.workbench.rendering import page

router = APIRouter()
SIZE = 20
"""How many pairs a page shows: each is two passages with a form."""
OF_CLAIMS = ("kind", "outlet", "month")
"""What the pairs can be narrowed by of their claims."""


@router.get("/conflicts")
def conflicts(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """The pairs that the address asks for, surest first. What was decided keeps its place."""
    return _listed(request, case, view, Band.SHOWN)


@router.get("/conflicts/possible")
def possible(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """The pairs that may clash but are not sure enough to be counted."""
    return _listed(request, case, view, Band.POSSIBLE)


def _listed(request: Request, case: Casefile, view: View, band: Band) -> HTMLResponse:
    view = replace(view, size=SIZE)
    where = replace(link_filter(view), band=band)
    own = case.clash_facets(where)
    found = case.clashes(where, limit=view.size, offset=view.offset)
    of_claims = case.facets(replace(view.where, conflicting=True))
    total = case.count_clashes(where)
    return page(
        request,
        "conflicts.html",
        view=view,
        links=found,
        then=places_after(view, found, where.decided),
        total=total,
        band=band,
        possible=case.count_clashes(replace(where, band=Band.POSSIBLE)),
        facets=(*own, *(facet for facet in of_claims if facet.name in OF_CLAIMS)),
    )


def link_filter(view: View) -> LinkFilter:
    """What an address asks of links. Raises InvalidRequest."""

    def every(name: str) -> list[str]:
        return [value for key, value in view.others if key == name]

    decided = set(every("decided"))
    return LinkFilter(
        relations=choices(Relation, every("relation")),
        reasons=choices(ReasonKind, every("reason")),
        decided="yes" in decided if decided in ({"yes"}, {"no"}) else None,
        claims=view.where,
    )


def places_after(view: View, links: Sequence[LinkRecord], decided: bool | None) -> dict[str, str]:
    """By link, where to go on when it was decided: to itself, or, where it leaves the list by that, to the next."""
    ids = [link.id for link in links]
    following = ids if decided is None else [*ids[1:], *ids[-2:-1], ""]
    return {
        id_: f"{view.address}#l-{other}" if other else view.address for id_, other in zip(ids, following, strict=False)
    }
