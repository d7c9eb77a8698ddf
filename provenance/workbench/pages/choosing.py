"""The casefiles of a folder: which there are, and a new one."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse

from provenance.workbench.addresses import CASEFILES
from provenance.workbench.answering import Checked, back
from provenance.workbench.api.answers import Answer
from provenance.workbench.rendering import page
from provenance.workbench.visitor import tell

router = APIRouter()


@router.get("/")
def front() -> RedirectResponse:
    """Leads to the list."""
    return back("/casefiles")


@router.get("/casefiles")
def casefiles(request: Request) -> HTMLResponse:
    """The casefiles, and a form for a new one."""
    known = request.app.state.casefiles
    return page(request, "casefiles.html", places=known.folder.places(), busy=known.busy(), root=CASEFILES)


@router.post("/casefiles", dependencies=[Checked])
async def create(request: Request, name: Annotated[str, Form(max_length=1_000)]) -> RedirectResponse:
    """Makes a casefile, and leads into it."""
    made = await run_in_threadpool(request.app.state.casefiles.create, name)
    tell(request, f"Casefile “{made}” is made.")
    return back(f"{CASEFILES}{made}/")


@router.get("/api/casefiles")
def listed(request: Request) -> Answer:
    """The casefiles, for programs: where each lies, when it was last changed, and whether it can only be read."""
    return Answer([
        {
            "name": one.name,
            "address": f"{CASEFILES}{quote(one.name)}/",
            "changed_at": one.changed_at.isoformat(),
            "locked": one.locked,
        }
        for one in request.app.state.casefiles.folder.places()
    ])  # fmt: skip
