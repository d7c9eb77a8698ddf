"""What the pages' functions share: the casefile, and the way back after a change."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Request
from starlette.responses import RedirectResponse

from provenance.casefile import Casefile
from provenance.errors import NotFound
from provenance.records import LinkRecord
from provenance.workbench.addresses import View, local, view_of
from provenance.workbench.safety import check_csrf


def case_of(request: Request) -> Casefile:
    """The casefile that is served."""
    case: Casefile = request.app.state.case
    return case


def view(request: Request) -> View:
    """The view that the address asks for."""
    return view_of(request.url.path, request.query_params.multi_items())


def back(address: str, otherwise: str = "/") -> RedirectResponse:
    """On to a page after a change, so that loading it again changes nothing twice."""
    return RedirectResponse(local(address, otherwise), 303)


def link_of(case: Casefile, target: str) -> LinkRecord | None:
    """The link that an id stands for; None where it is a claim's, or nobody's. Raises Ambiguous."""
    try:
        return case.link(target)
    except NotFound:
        return None


TheCase = Annotated[Casefile, Depends(case_of)]
TheView = Annotated[View, Depends(view)]
Checked = Depends(check_csrf)
Next = Annotated[str, Form(alias="next")]
