"""What a person sets right: what a claim is and who says it, and who a source is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse

from provenance.casefile.choosing import choice
from provenance.correction import ClaimChange, CorrectionSummary, Scope, SourceChange
from provenance.model import Kind, Level, Naming, Polarity, ReasonKind, Relation, Stance, Status
from provenance.records import Contradiction
from provenance.reports import wording
from provenance.workbench.addresses import FURTHEST, with_field
from provenance.workbench.answering import Checked, Next, TheCase, back
from provenance.workbench.pages.decisions import Words, who_decides
from provenance.workbench.rendering import RELATION_WORDS
from provenance.workbench.visitor import tell

router = APIRouter()
Seen = Annotated[int | None, Form(ge=0, le=FURTHEST)]
Step = Annotated[int, Form(ge=1, le=1000)]


def change_of(
    stance: Annotated[Stance, Form()],
    level: Annotated[Level, Form()],
    polarity: Annotated[Polarity, Form()],
    status: Annotated[Status, Form()],
    content: Words,
    statement: Words,
    was_stance: Words = "",
    was_level: Words = "",
    was_polarity: Words = "",
    was_status: Words = "",
    was_content: Words = "",
    was_statement: Words = "",
) -> ClaimChange:
    """What the form of a claim says; what it showed already (`was_…`) says nothing."""
    return ClaimChange(
        stance=None if stance == was_stance else stance,
        level=None if level == was_level else level,
        polarity=None if polarity == was_polarity else polarity,
        status=None if status == was_status else status,
        content=None if _same(content, was_content) else content,
        statement=None if _same(statement, was_statement) else statement,
    )


def _same(words: str, others: str) -> bool:
    return words.split() == others.split()


def _told(
    done: CorrectionSummary, before: Sequence[Contradiction], now: Sequence[Contradiction], otherwise: str
) -> str:
    """What came of a correction; or that somebody else had set the same meanwhile."""
    if any(one.what == "correction" and one not in before for one in now):
        return (
            "Somebody else set the same meanwhile, and otherwise: both are kept, and neither counts until one decides."
        )
    return otherwise or f"Corrected: {wording.count(done.claims, 'claim')} changed."


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
    seen: Seen = None,
    why: Words = "",
    by: Words = "",
    then: Next = "/",
) -> RedirectResponse:
    """Says who a source of a claim is, for this claim or wherever it speaks."""
    change = SourceChange(name=name, kind=kind, naming=naming)
    before = case.contradictions(claim)
    done = case.correct_source(claim, change, by=who_decides(request, by), why=why, step=step, scope=scope, seen=seen)
    tell(request, _told(done, before, case.contradictions(claim), ""))
    return back(then)


@router.post("/correct-claim", dependencies=[Checked])
def correct_claim(
    request: Request,
    case: TheCase,
    claim: Words,
    change: Annotated[ClaimChange, Depends(change_of)],
    seen: Seen = None,
    why: Words = "",
    by: Words = "",
    then: Next = "/",
) -> RedirectResponse:
    """Says what is claimed, how surely, and whether the source asserts it."""
    before = case.contradictions(claim)
    done = case.correct(claim, change, by=who_decides(request, by), why=why, seen=seen)
    tell(request, _told(done, before, case.contradictions(claim), "Corrected, and compared anew."))
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
