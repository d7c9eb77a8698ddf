"""Working through the claims: many decided at once, where each stands, views that are kept, a claim to take along."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from provenance.errors import InvalidRequest
from provenance.model import Verdict
from provenance.reports import citing, wording
from provenance.workbench.answering import Checked, Next, TheCase, back
from provenance.workbench.pages.decisions import Words, who_decides
from provenance.workbench.visitor import tell

router = APIRouter()
DONE = {Verdict.ACCEPT: "accepted", Verdict.REJECT: "rejected", Verdict.OPEN: "taken back"}


@router.post("/decide-many", dependencies=[Checked])
def decide_many(
    request: Request,
    case: TheCase,
    verdict: Annotated[Verdict, Form()],
    claim: Annotated[list[str], Form(max_length=1000)] = [],  # noqa: B006
    reprints: Words = "",
    why: Words = "",
    by: Words = "",
    then: Next = "/claims",
) -> RedirectResponse:
    """Notes one verdict on the ticked claims, each to be taken back by itself."""
    if not claim:
        raise InvalidRequest("no claim was ticked; tick those that are to be decided")
    made = case.review_all(claim, verdict, by=who_decides(request, by), why=why, reprints=bool(reprints))
    beside = f", {len(made) - len(claim)} of them reprints" if len(made) > len(claim) else ""
    tell(request, f"{wording.count(len(made), 'claim')} {DONE[verdict]}{beside}.")
    return back(then)


@router.post("/state", dependencies=[Checked])
def state(
    request: Request,
    case: TheCase,
    claim: Words,
    state: Words = "",
    assigned: Words = "",
    by: Words = "",
    then: Next = "/",
) -> RedirectResponse:
    """Says where the work on a claim stands, and whose it is."""
    case.put_state(claim, state, by=who_decides(request, by), assigned=assigned)
    tell(request, "Noted.")
    return back(then)


@router.post("/views", dependencies=[Checked])
def save_view(
    request: Request, case: TheCase, name: Words, address: Words, by: Words = "", then: Next = "/claims"
) -> RedirectResponse:
    """Keeps the address of a list under a name."""
    kept = case.save_view(name, address, by=who_decides(request, by))
    tell(request, f"Kept as “{kept.name}”, for everybody who works on this casefile.")
    return back(then)


@router.get("/claims/{claim}/card.svg")
def picture(case: TheCase, claim: str) -> Response:
    """The card of a claim as an image."""
    detail = case.show(claim)
    headers = {"Content-Disposition": f'inline; filename="claim-{detail.claim.id}.svg"'}
    return Response(citing.picture(detail.claim, detail.article), media_type="image/svg+xml", headers=headers)
