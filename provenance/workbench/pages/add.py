"""Add: files, a text or addresses go into the casefile; what became of each is shown while it happens, and after."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, StreamingResponse

from provenance.casefile.overrides import parsed
from provenance.errors import NotFound
from provenance.reading.formats import LARGEST, NAMES
from provenance.reading.web import is_address
from provenance.workbench.addresses import root_of
from provenance.workbench.answering import Checked, back
from provenance.workbench.intake import LOOK, Batch, Intake
from provenance.workbench.rendering import page, piece
from provenance.workbench.safety import check_csrf, csrf_token
from provenance.workbench.sending import nothing_sent, unpacked
from provenance.workbench.visitor import person, tell

router = APIRouter()

FACTS = ("title", "outlet", "byline", "published_on", "url")
"""What a person can say of what they add: fields of the form, named as in `provenance ingest --set`."""
LONGEST_ADDRESS = 2_000
"""Characters, as in the form."""
MOST_FILES = 20_000
LONGEST_TEXT = LARGEST["text/plain"]
"""Bytes of a pasted text."""
FURTHEST = 1_000_000_000
"""The last outcome that can be asked for."""
PATIENCE = 60.0
"""Seconds that a browser without JavaScript is kept waiting for the end."""
BEAT = 15.0
"""Seconds of silence after which a line is sent that keeps the connection open."""
MOST_WAITING = 200
"""Names of waiting sources that a page shows."""
LIMITS = (
    ("Markdown", LARGEST["text/markdown"]),
    ("a web page", LARGEST["text/html"]),
    ("text", LARGEST["text/plain"]),
    ("a Word file, an e-book or an e-mail", LARGEST["application/epub+zip"]),
    ("a PDF", LARGEST["application/pdf"]),
)
"""Bytes that one file may have, by what it is; archives are bounded by what can be sent at once."""


def intake_of(request: Request) -> Intake:
    """Where batches are read."""
    intake: Intake = request.app.state.intake
    return intake


def batch_of(request: Request, batch: str) -> Batch:
    """The batch that the address names. Raises NotFound."""
    found = intake_of(request).find(batch)
    if found is None:
        raise NotFound("batch", batch)
    return found


async def checked_form(request: Request) -> AsyncIterator[FormData]:
    """A form with many files or a long text, from our own page."""
    async with request.form(max_files=MOST_FILES, max_part_size=LONGEST_TEXT) as form:
        check_csrf(request, str(form.get("csrf", "")), request.headers.get("x-csrf-token", ""))
        yield form


TheBatch = Annotated[Batch, Depends(batch_of)]
TheForm = Annotated[FormData, Depends(checked_form)]


@router.get("/add")
def add(request: Request, address: Annotated[str, Query(max_length=LONGEST_ADDRESS)] = "") -> HTMLResponse:
    """The forms, with an address filled in where one is given, and what is being read or waits to be."""
    batches = intake_of(request).recent()
    return page(
        request,
        "add.html",
        names=NAMES,
        limits=LIMITS,
        longest_text=LONGEST_TEXT,
        largest=request.app.state.settings.largest_upload,
        most=MOST_FILES,
        private=request.app.state.settings.allow_private,
        address=address if is_address(address) else "",
        bookmark=_bookmark(request),
        queue=[batch for batch in reversed(batches) if not batch.is_over],
        recent=[batch for batch in batches if batch.is_over][:5],
    )


def _bookmark(request: Request) -> str:
    """A bookmark that opens this page with the address of the page it is pressed on."""
    here = f"{request.url.scheme}://{request.url.netloc}{root_of(request.scope)}/add?address="
    return f"javascript:void(window.open({json.dumps(here)}+encodeURIComponent(location.href)))"


@router.post("/add")
async def take(request: Request, form: TheForm) -> RedirectResponse:
    """Takes in what was sent, and leads to the page that shows what becomes of it.

    A page that can follow along says so (field `live`); any other is kept waiting for the end.
    """
    settings = [f"{name}={value}" for name in FACTS if (value := str(form.get(name, "")).strip())]
    parsed(settings)  # a date that is none is told now, not in the midst of the batch
    sent = await run_in_threadpool(unpacked, form)
    private = request.app.state.settings.allow_private
    batch = Batch(sent, settings, person(request) or None, private, visitor=csrf_token(request))
    intake_of(request).add(batch)
    if not form.get("live"):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not batch.is_over:
                    await asyncio.sleep(LOOK)
    return back(f"/add/{batch.id}")


@router.post("/reread", dependencies=[Checked])
def reread(request: Request) -> RedirectResponse:
    """Reads anew what another version of the program read, and leads to the page that shows how far that is."""
    running = (batch for batch in intake_of(request).recent() if batch.reread and not batch.is_over)
    batch = next(running, None) or Batch(nothing_sent(), (), None, False, visitor=csrf_token(request), reread=True)
    if intake_of(request).find(batch.id) is None:
        intake_of(request).add(batch)
    return back(f"/add/{batch.id}")


@router.get("/add/{batch}")
def added(request: Request, batch: TheBatch) -> HTMLResponse:
    """What became of a batch so far."""
    over = batch.is_over
    return page(request, "added.html", batch=batch, outcomes=list(batch.outcomes), over=over, most=MOST_WAITING)


@router.post("/add/{batch}/cancel", dependencies=[Checked])
def cancel(request: Request, batch: TheBatch, source: Annotated[str, Form()] = "") -> RedirectResponse:
    """Leaves one source of a batch, or all that is not stored yet."""
    batch.cancel(source or None)
    tell(request, f"Cancelled: {source}" if source else "Cancelled. What was stored stays.")
    return back(f"/add/{batch.id}")


@router.get("/add/{batch}/events")
def events(
    request: Request,
    batch: TheBatch,
    after: Annotated[int, Query(ge=0, le=FURTHEST)] = 0,
    last_event_id: Annotated[int, Header(ge=0, le=FURTHEST)] = 0,
) -> StreamingResponse:
    """What becomes of a batch, as it happens (server-sent events, WHATWG HTML 9.2), from outcome `after` on."""
    start = max(after, last_event_id)
    return StreamingResponse(_events(request, batch, start), media_type="text/event-stream")


async def _events(request: Request, batch: Batch, at: int) -> AsyncIterator[str]:
    quiet = 0.0
    told = ""
    while True:
        over = batch.is_over  # asked before looking: what comes in between is seen by the next look
        for outcome in batch.outcomes[at:]:
            at += 1
            row = piece(request, "outcome.html", outcome=outcome)
            yield _event("outcome", at, {"row": row, "done": at, "total": batch.total})
            quiet = 0.0
        if batch.under_way != told:
            told, quiet = batch.under_way, 0.0
            yield _event("progress", at, {"words": told})
        if over:
            words = piece(request, "outcomes.html", batch=batch, over=True)
            yield _event("over", at, {"summary": words})
            return
        await asyncio.sleep(LOOK)
        quiet += LOOK
        if quiet >= BEAT:
            yield ": still reading\n\n"
            quiet = 0.0


def _event(name: str, number: int, data: dict[str, object]) -> str:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"
