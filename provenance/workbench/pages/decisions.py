"""What a person does: verdicts, grades, notes, tags, and taking them back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse

from provenance.casefile import Casefile
from provenance.reports.wording import GRADES, count, score, shortened
from provenance.workbench.addresses import FURTHEST, with_field
from provenance.workbench.answering import Checked, Next, TheCase, back, link_of
from provenance.workbench.visitor import be, person, tell

router = APIRouter()
MEANT = "Confidence says how well it is vouched for, not whether it is true"
"""What is to be said where a decision moved it."""
Words = Annotated[str, Form(max_length=10_000)]


@router.post("/decide", dependencies=[Checked])
def decide(
    request: Request,
    case: TheCase,
    target: Words,
    verdict: Words,
    why: Words = "",
    wording: Words = "",
    reprints: Words = "",
    by: Words = "",
    then: Next = "/",
) -> RedirectResponse:
    """Notes a verdict on a claim or a link, and (`reprints`) on the copies of a claim, and says what it changed."""
    who = who_decides(request, by)
    before = _scores(case, target)
    copies = [one.id for one in case.reprints(target)] if reprints else []
    review = case.review(target, verdict, by=who, why=why, wording=wording or None)
    if copies:
        case.review_all(copies, verdict, by=who, why=why)
    moved = [
        f"{words}: confidence {score(old)} to {score(new)}"
        for (words, old), (_, new) in zip(before, _scores(case, target), strict=True)
        if score(old) != score(new)
    ]
    done = {"accept": "Accepted", "reject": "Rejected", "open": "Taken back"}[review.verdict]
    beside = [f"And so {'was' if len(copies) == 1 else 'were'} {count(len(copies), 'reprint')}"] if copies else []
    meant = [MEANT] if moved else []
    tell(request, ". ".join([done, *moved, *meant, *beside]) + ".")
    return back(then)


@router.post("/rate", dependencies=[Checked])
def rate(
    request: Request, case: TheCase, source: Words, grade: Words, why: Words, by: Words = "", then: Next = "/sources"
) -> RedirectResponse:
    """Grades a source."""
    rating = case.rate(source, grade, by=who_decides(request, by), why=why)
    tell(request, f"{rating.source} is graded {GRADES[rating.grade]}.")
    return back(then)


@router.post("/note", dependencies=[Checked])
def note(
    request: Request, case: TheCase, target: Words, text: Words, by: Words = "", then: Next = "/"
) -> RedirectResponse:
    """Notes something on a claim, a link or an article."""
    case.note(target, text, by=who_decides(request, by))
    tell(request, "Noted.")
    return back(then)


@router.post("/tag", dependencies=[Checked])
def tag(
    request: Request, case: TheCase, target: Words, tag: Words, by: Words = "", off: Words = "", then: Next = "/"
) -> RedirectResponse:
    """Puts a tag on a claim, or (`off`) takes it away."""
    change = case.untag if off else case.tag
    change(target, tag, by=who_decides(request, by))
    tell(request, f"Tag “{tag.strip()}” {'taken away' if off else 'added'}.")
    return back(then)


@router.post("/undo", dependencies=[Checked])
def undo(
    request: Request,
    case: TheCase,
    why: Words = "",
    by: Words = "",
    entry: Annotated[int | None, Form(ge=1, le=FURTHEST)] = None,
    show: Words = "",
    then: Next = "/",
) -> RedirectResponse:
    """Takes back the person's last decision, or the given one, by a new entry of the log.

    `show`: the next page looks at what was decided (its field `at`).
    """
    undoing = case.undo(by=who_decides(request, by), why=why, entry=entry)
    tell(request, f"Taken back: {undoing.undone.event} “{undoing.undone.value}” on {undoing.undone.subject}.")
    judged = undoing.undone.subject if undoing.undone.event == "review" else None
    return back(with_field(then, "at", judged) if show and judged else then)


def who_decides(request: Request, by: str) -> str:
    """Who decides: the name in the form, which is kept, else the one that is known."""
    if by.strip():
        be(request, by)
    return person(request)


def _scores(case: Casefile, target: str) -> list[tuple[str, float]]:
    """The confidence of what a verdict on `target` touches, each with what to call it."""
    link = link_of(case, target)
    if link is None:
        return [("The claim", case.show(target).claim.confidence)]
    return [(f"“{shortened(one.statement.text)}”", one.confidence) for one in (link.a, link.b)]
