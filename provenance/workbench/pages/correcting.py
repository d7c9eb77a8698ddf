"""What a person sets right: what a claim is and who says it, and who a source is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse

from provenance.casefile.choosing import choice
from provenance.correction import ClaimChange, Scope, SourceChange
from provenance.model import Kind, Level, Naming, Polarity, ReasonKind, Relation, Stance, Status
from provenance.reports import wording
from provenance.workbench.addresses import with_field
from provenance.workbench.answering import Checked, Next, TheCase, back
from provenance.workbench.pages.decisions import Words, who_decides
from provenance.workbench.rendering import RELATION_WORDS
from provenance.workbench.visitor import tell

router = APIRouter()
Step = Annotated[int, Form(ge=1, le=1000)]


def change_of(
    stance: Annotated[Stance, Form()],
    level: Annotated[Level, Form()],
    polarity: Annotated[Polarity, Form()],
    status: Annotated[Status, Form()],
    content: Words,
    statement: Words,
) -> ClaimChange:
    """What the form of a claim says."""
    return ClaimChange(
        stance=stance, level=level, polarity=polarity, status=status, content=content, statement=statement
    )


@router.post("/correct", dependencies=[Checked])
def correct(
    request: Request,
    case: TheCase,
    claim: Words,
    name: Words,
    kind: Annotated[Kind, Form()],
    naming: Annotated[Naming, Form()],
    step: Step = 1,
    scope: Annotated[Scope, Form()] = Scope.CLAIM,
    why: Words = "",
    by: Words = "",
    then: Next = "/",
) -> RedirectResponse:
    """Says who a source of a claim is, for this claim or wherever it speaks."""
    change = SourceChange(name=name, kind=kind, naming=naming)
    done = case.correct_source(claim, change, by=who_decides(request, by), why=why, step=step, scope=scope)
    tell(request, f"Corrected: {wording.count(done.claims, 'claim')} changed.")
    return back(then)


@router.post("/correct-claim", dependencies=[Checked])
def correct_claim(
    request: Request,
    case: TheCase,
    claim: Words,
    change: Annotated[ClaimChange, Depends(change_of)],
    why: Words = "",
    by: Words = "",
    then: Next = "/",
) -> RedirectResponse:
    """Says what is claimed, how surely, and whether the source asserts it."""
    case.correct(claim, change, by=who_decides(request, by), why=why)
    tell(request, "Corrected, and compared anew.")
    return back(then)


@router.post("/withdraw", dependencies=[Checked])
def withdraw(
    request: Request, case: TheCase, claim: Words, why: Words = "", by: Words = "", then: Next = "/"
) -> RedirectResponse:
    """Says that there is no such claim."""
    case.withdraw(claim, by=who_decides(request, by), why=why)
    tell(request, "Noted that this is no claim: it is listed, counted and compared no more.")
    return back(then)


@router.post("/relate", dependencies=[Checked])
def relate(
    request: Request,
    case: TheCase,
    claim: Words,
    other: Words,
    relation: Annotated[Relation, Form()],
    reason: Words = "",
    why: Words = "",
    by: Words = "",
    then: Next = "/",
) -> RedirectResponse:
    """Says how two claims stand to each other; `other` is an id, or the address of the claim's page."""
    known = other.strip().partition("?")[0].rstrip("/").rpartition("/")[2]
    kind = choice(ReasonKind, reason, "reason") if reason else None
    case.relate(claim, known, relation, reason=kind, by=who_decides(request, by), why=why)
    tell(request, f"Noted: {RELATION_WORDS[relation]}.")
    return back(then)


@router.post("/leave-group", dependencies=[Checked])
def leave_group(
    request: Request, case: TheCase, claim: Words, why: Words = "", by: Words = "", then: Next = "/"
) -> RedirectResponse:
    """Says that a claim does not say the same as the others in its group."""
    done = case.leave_group(claim, by=who_decides(request, by), why=why)
    tell(request, f"Taken out of its group: {wording.count(len(done.entries), 'link')} changed.")
    return back(then)


@router.post("/correct-voice", dependencies=[Checked])
def correct_voice(
    request: Request, case: TheCase, claim: Words, why: Words = "", by: Words = "", then: Next = "/"
) -> RedirectResponse:
    """Says that the article itself claims it."""
    case.give_to_article(claim, by=who_decides(request, by), why=why)
    tell(request, "Corrected: the article itself says so.")
    return back(then)


@router.post("/correct-source", dependencies=[Checked])
def correct_source(
    request: Request,
    case: TheCase,
    source: Words,
    name: Words,
    kind: Annotated[Kind, Form()],
    naming: Annotated[Naming, Form()],
    why: Words = "",
    by: Words = "",
) -> RedirectResponse:
    """Says who a source is wherever it speaks, and shows it by its name."""
    change = SourceChange(name=name, kind=kind, naming=naming)
    done = case.correct_everywhere(source, change, by=who_decides(request, by), why=why)
    tell(request, f"Corrected: {wording.count(done.claims, 'claim')} changed.")
    return back(with_field("/source", "name", name.strip()))
