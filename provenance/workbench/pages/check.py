"""Check: a statement or a text is asked about, and each sentence stands with who says so and who says otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse

from provenance.casefile import Casefile
from provenance.casefile.to_check import LONGEST_STATEMENT
from provenance.errors import InvalidRequest
from provenance.reports import checked
from provenance.workbench.addresses import FURTHEST, with_field
from provenance.workbench.answering import Checked, TheCase, back
from provenance.workbench.pages.decisions import Words, who_decides
from provenance.workbench.rendering import page
from provenance.workbench.safety import check_csrf
from provenance.workbench.turns import in_turn
from provenance.workbench.visitor import tell

router = APIRouter()
LONGEST_QUERY = LONGEST_STATEMENT
"""Characters of a statement in an address."""
LONGEST_TEXT = 1_000_000
"""Bytes of a text in the form."""
A_PAGE = 50
"""Published fact-checks on a page."""


async def checked_form(request: Request) -> AsyncIterator[FormData]:
    """A form with a long text, from our own page."""
    async with request.form(max_files=1, max_part_size=LONGEST_TEXT) as form:
        check_csrf(request, str(form.get("csrf", "")), request.headers.get("x-csrf-token", ""))
        yield form


@router.get("/check")
async def ask(request: Request, case: TheCase, q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "") -> HTMLResponse:
    """The form, and what is answered to the statement in the address."""
    return await _answered(request, case, q)


@router.get("/check/published")
def published(
    request: Request, case: TheCase, number: Annotated[int, Query(alias="page", ge=1, le=FURTHEST)] = 1
) -> HTMLResponse:
    """The published fact-checks among the articles."""
    found = case.published_checks(limit=A_PAGE, offset=A_PAGE * (number - 1))
    total = case.count_published_checks()
    return page(
        request,
        "published.html",
        found=found,
        total=total,
        number=number,
        last=max(1, -(-total // A_PAGE)),
        longest=LONGEST_STATEMENT,
        checked=checked,
    )


@router.post("/check")
async def check(request: Request, case: TheCase, form: Annotated[FormData, Depends(checked_form)]) -> HTMLResponse:
    """What is answered to the text in the form; nothing is stored, so that asking again changes nothing."""
    return await _answered(request, case, str(form.get("text", "")), asked=True)


@router.post("/check/keep", dependencies=[Checked])
async def keep(request: Request, case: TheCase, text: Words, why: Words = "", by: Words = "") -> RedirectResponse:
    """Keeps a statement, to be checked, and asks about it."""

    def work() -> RedirectResponse:
        made = case.keep(text, by=who_decides(request, by), why=why)
        tell(request, f"Kept, to be checked: “{made.text}”.")
        return back(with_field("/check", "q", made.text))

    return await in_turn(request, work)


async def _answered(request: Request, case: Casefile, text: str, asked: bool = False) -> HTMLResponse:
    def work() -> HTMLResponse:
        record, refused = None, None
        if text.strip() or asked:
            try:
                record = case.check(text)
            except InvalidRequest as error:
                refused = str(error)
        return page(
            request,
            "check.html",
            status=422 if refused else 200,
            text=text,
            record=record,
            refused=refused,
            checked=checked,
            kept=case.kept(),
            published=case.count_published_checks(),
            longest=LONGEST_STATEMENT,
        )

    return await in_turn(request, work)
