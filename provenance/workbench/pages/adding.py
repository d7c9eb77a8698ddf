"""Claims that a person adds to an article, and claims cut otherwise: parted in two, or joined to one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse

from provenance.casefile.choosing import choice
from provenance.casefile.selecting import placed
from provenance.correction import ClaimChange, Selected, Selection, SourceChange
from provenance.errors import InvalidRequest
from provenance.model import Kind, Level, Naming, Polarity, Span, Stance, Status
from provenance.records import ArticleDetail
from provenance.reports import wording
from provenance.workbench.answering import Checked, Next, TheCase, back
from provenance.workbench.marking import Stretch, marked_spans
from provenance.workbench.pages.decisions import Words, who_decides
from provenance.workbench.rendering import page
from provenance.workbench.visitor import tell

router = APIRouter()
LONGEST = 2000
"""Characters of a selection; no sentence that was written to be read is longer."""
Place = Annotated[str, Query(pattern=r"^\d{0,9}$")]
"""Near which character of the article; empty: it is not known."""


def source_of(name: Words = "", kind: Words = "", naming: Words = "") -> SourceChange:
    """Who says so, as a form has it; an empty field says nothing. Raises InvalidRequest."""
    return SourceChange(
        name=name.strip() or None,
        kind=choice(Kind, kind, "kind") if kind else None,
        naming=choice(Naming, naming, "naming") if naming else None,
    )


def said_of(
    stance: Annotated[Stance, Form()] = Stance.ASSERTS,
    level: Annotated[Level, Form()] = Level.CERTAIN,
    polarity: Annotated[Polarity, Form()] = Polarity.AFFIRMED,
    status: Annotated[Status, Form()] = Status.ASSERTED,
    statement: Words = "",
) -> ClaimChange:
    """How a claim that is added is put."""
    return ClaimChange(
        stance=stance, level=level, polarity=polarity, status=status, statement=statement.strip() or None
    )


@router.get("/articles/{article}/add-claim")
def add_claim(
    request: Request,
    case: TheCase,
    article: str,
    words: Annotated[str, Query(max_length=LONGEST)] = "",
    at: Place = "",
) -> HTMLResponse:
    """Where the words stand that a person selected; and, once that is clear, who says so and how surely."""
    detail = case.article(article)
    found, told, near = Selection(()), "", int(at) if at else None
    try:
        found = case.selection(detail.article.id, words, at=near) if words.strip() else found
    except InvalidRequest as error:
        told = str(error)
    place = placed(found, near)
    return page(
        request,
        "add_claim.html",
        article=detail.article,
        words=" ".join(words.split()),
        told=told,
        sentences=found.parts,
        places=[(one.content[0][0], _shown(detail.text, one)) for one in found.places] if place is None else [],
        chosen=None if place is None else _shown(detail.text, place),
        at=None if place is None else place.content[0][0],
        names=_names(detail),
        speaker=None if place is None else _speaker(detail, place.sentence),
    )


def _shown(text: str, place: Selected) -> tuple[Stretch, ...]:
    """The sentence of some words, with these marked."""
    start, end = place.sentence
    return marked_spans(text[start:end], [(a - start, b - start) for a, b in place.content], "cue")


def _names(detail: ArticleDetail) -> list[str]:
    """Whom an article cites, each once, in reading order."""
    return list(dict.fromkeys(hop.label for claim in detail.claims for hop in claim.attribution))


def _speaker(detail: ArticleDetail, sentence: Span) -> str:
    """Whom the sentence cites already, as far as there is one."""
    hops = (claim.attribution for claim in detail.claims if (claim.start, claim.end) == sentence)
    return next((found[0].label for found in hops if found), "")


@router.post("/add-claim", dependencies=[Checked])
def added(
    request: Request,
    case: TheCase,
    article: Words,
    words: Words,
    source: Annotated[SourceChange, Depends(source_of)],
    said: Annotated[ClaimChange, Depends(said_of)],
    at: Annotated[int, Form(ge=0)],
    why: Words = "",
    by: Words = "",
) -> RedirectResponse:
    """Adds a claim, and shows it."""
    who = who_decides(request, by)
    done = case.add_claim(article, words, by=who, why=why, at=at, source=source, said=said)
    claim = case.show(done.entries[-1].subject).claim
    around = [
        wording.count(number, what)
        for number, what in ((claim.corroborating, "agreement"), (claim.conflicting, "clash"))
        if number
    ]
    tell(request, f"Added, and compared with the others: {' and '.join(around) or 'nobody else says so'}.")
    return back(f"/claims/{claim.id}")


@router.post("/part", dependencies=[Checked])
def part(
    request: Request, case: TheCase, claim: Words, words: Words, why: Words = "", by: Words = "", then: Next = "/"
) -> RedirectResponse:
    """Makes some of a claim's words a claim of their own."""
    case.part(claim, words, by=who_decides(request, by), why=why)
    tell(request, "Parted in two; the other one stands below.")
    return back(then)


@router.post("/join", dependencies=[Checked])
def join(
    request: Request, case: TheCase, claim: Words, other: Words, why: Words = "", by: Words = "", then: Next = "/"
) -> RedirectResponse:
    """Joins two claims of one sentence."""
    case.join(claim, other, by=who_decides(request, by), why=why)
    tell(request, "Joined; the other one is listed no more.")
    return back(then)
