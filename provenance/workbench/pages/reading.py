"""Read: what would be taken from files, a text or addresses, and from where, before anything is stored."""

from __future__ import annotations

from itertools import islice

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from provenance.casefile.examining import examined
from provenance.errors import InvalidRequest
from provenance.reports import readings
from provenance.workbench.pages.add import TheForm, intake_of
from provenance.workbench.rendering import page
from provenance.workbench.sending import unpacked
from provenance.workbench.turns import in_turn

router = APIRouter()
MOST = 30
"""Articles that are shown of what was sent together."""


@router.get("/read")
def ask(request: Request) -> HTMLResponse:
    """The form."""
    return _page(request)


@router.post("/read")
async def read(request: Request, form: TheForm) -> HTMLResponse:
    """What would be read of what is in the form; nothing of it is kept, so that asking again changes nothing."""

    def work() -> HTMLResponse:
        try:
            sent = unpacked(form)
        except InvalidRequest as error:
            return _page(request, status=422, refused=str(error))
        private = request.app.state.settings.allow_private
        with sent.folder, intake_of(request).lent() as crew:
            found = list(islice(examined(crew, sent.sources, allow_private=private), MOST + 1))
        return _page(request, found=found[:MOST], more=len(found) > MOST, turned_away=sent.turned_away)

    return await in_turn(request, work)


def _page(request: Request, *, status: int = 200, **told: object) -> HTMLResponse:
    shown = {"found": [], "more": False, "turned_away": [], "refused": None, **told}
    return page(request, "reading.html", status=status, most=MOST, readings=readings, **shown)
