"""Sources: who is cited, how often, by whom, how they are named over time, and how far they are trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from provenance.casefile import Casefile
from provenance.errors import NotFound
from provenance.model import Grade, Rating
from provenance.records import MonthRecord, OutletRecord, SourceDetail
from provenance.reports import wording
from provenance.workbench.addresses import View
from provenance.workbench.answering import TheCase, TheView
from provenance.workbench.month_bars import chart
from provenance.workbench.rendering import page

router = APIRouter()

NAMINGS = {**{str(one): words for one, words in wording.NAMINGS.items()}, "own_voice": wording.OWN_VOICE}
"""The parts of a bar from below to above, as `MonthRecord` calls them, and in words."""
GRADE_MEANS = {
    Grade.A: "No doubt that it is authentic, trustworthy and competent; it has always been right.",
    Grade.B: "Minor doubts; mostly right so far.",
    Grade.C: "Doubts; it has been right before.",
    Grade.D: "Serious doubts; it has been right at times.",
    Grade.E: "Not authentic, not trustworthy or not competent; it has been wrong before.",
    Grade.F: "Nothing is known by which to judge it. This is not the worst grade, it is none.",
}
"""After FM 2-22.3 (2006), table B-1, which words the Admiralty code of NATO AJP-2.1."""
SIZE = 25
"""How many sources a page shows: what a reader looks through, and half of what fifty cost to count."""
OUTLETS_SHOWN = 50


@router.get("/sources")
def sources(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """Who is cited by the claims that the address asks for, the most cited first; and who publishes."""
    view = replace(view, size=SIZE)
    named = asked_name(view)
    overview = view.page == 1  # further pages only go on with the list
    months = case.naming_by_month(view.where) if overview else []
    outlets = case.outlets() if overview else []
    return page(
        request,
        "sources.html",
        view=view,
        named=named,
        sources=case.sources(where=view.where, named=named, limit=view.size, offset=view.offset),
        total=case.count_sources(where=view.where, named=named),
        facets=case.facets(view.where),
        months=months,
        chart=chart(by_naming(months)),
        namings=NAMINGS,
        outlets=outlets[:OUTLETS_SHOWN],
        more_outlets=len(outlets) - OUTLETS_SHOWN,
    )


@router.get("/source")
def source(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """Everything about one source, or one outlet: they are graded by the same name."""
    known = entity(case, asked_name(view) or "")
    if known.detail is not None:
        where = replace(view.where, source=known.name)
    else:
        where = replace(view.where, outlets=frozenset({known.name}))
    by_month = known.detail.by_month if known.detail else ()
    return page(
        request,
        "source.html",
        path="/sources",
        view=view,
        known=known,
        detail=known.detail,
        contradictions=case.contradictions(known.name) if known.contested else [],
        means=GRADE_MEANS,
        chart=chart({month: [("claims", count)] for month, count in by_month}),
        claims=case.claims(where=where, order=view.sort or "date", limit=view.size, offset=view.offset),
        total=case.count_claims(where=where),
    )


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody who is cited (`detail`), or who publishes (`outlet`), or both, and the grades given by that name."""

    name: str
    grade: Grade
    ratings: Sequence[Rating]
    detail: SourceDetail | None
    outlet: OutletRecord | None
    contested: bool = False


def entity(case: Casefile, name: str) -> Entity:
    """The source and the outlet of a name. Raises NotFound where there is neither; `known`: the nearest names."""
    outlet = case.outlet(name)
    try:
        detail = case.source(name)
    except NotFound:
        if outlet is None:
            raise
        return Entity(outlet.outlet, outlet.grade, outlet.ratings, None, outlet, outlet.contested)
    found = detail.source
    return Entity(found.source, found.grade, found.ratings, detail, outlet, found.contested)


def asked_name(view: View) -> str | None:
    """The name that an address asks for."""
    return dict(view.others).get("name")


def by_naming(months: Sequence[MonthRecord]) -> Mapping[str, Sequence[tuple[str, int]]]:
    """The parts of each month's bar."""
    return {one.month: [(name, getattr(one, name)) for name in NAMINGS] for one in months}
