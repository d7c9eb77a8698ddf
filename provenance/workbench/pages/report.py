"""Reports: choose which claims and which form, look at it, take it along; and check one that was made before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, cast
from urllib.parse import urlencode

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from provenance.casefile import Casefile
from provenance.casefile.uploads import clean_name
from provenance.casefile.verification import together, verify_report
from provenance.errors import InvalidRequest, NotFound
from provenance.records import Filter
from provenance.reports import FORMATS, checking
from provenance.workbench.addresses import View, filter_fields
from provenance.workbench.answering import Checked, TheCase, TheView
from provenance.workbench.rendering import page
from provenance.workbench.turns import in_turn

router = APIRouter()

PURPOSES = {
    "html": "To read, print and send: one page that needs no network, carries its own data and can be verified later.",
    "pdf": "To file or print: the same report, page by page.",
    "docx": "To work on in a word processor.",
    "markdown": "To paste into a note, a wiki or a version history.",
    "csv": "One claim a row, for a spreadsheet.",
    "json": "Everything, for a program; it can be verified later.",
    "jsonl": "One claim a line, for a program that reads them one by one.",
    "parquet": "One claim a row, with types, for data tools.",
    "csl": "The articles, for a reference manager such as Zotero.",
    "bibtex": "The articles, to cite with LaTeX.",
    "webannotation": "The passages as W3C Web Annotations, for annotation tools.",
    "prov": "How each claim came about, as W3C PROV-JSON.",
    "claimreview": "Claims and verdicts as schema.org data, for search engines and exchanges.",
}
"""What each format is for, in the order in which they are offered."""
UNSHOWN = frozenset({"pdf", "docx", "parquet"})
"""Formats without a preview: a browser cannot show them, or not in a sandbox."""
PREVIEWED = 1_000
"""Claims of which a preview is made: well under a second of work."""
SHOWN = 20_000
"""Characters of a text preview."""
IN_MEMORY = 1_000_000
"""Bytes of a report that are held in memory; a longer one waits on disk."""
CHUNK = 1 << 16
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""What the report's page may do in its frame: have its own style, which the page itself narrows to one hash."""


@router.get("/report")
async def report(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """Which claims, which format, and how it looks."""
    name = dict(view.others).get("format", "html")
    _check(name)
    count = await run_in_threadpool(case.count_claims, where=view.where)
    shown: tuple[str, int] | None = None
    if count <= PREVIEWED and name not in UNSHOWN | {"html"}:
        shown = await in_turn(request, partial(_beginning, case, view.where, name))
    return await run_in_threadpool(_page, request, case, view, name=name, count=count, shown=shown)


def _beginning(case: Casefile, where: Filter, name: str) -> tuple[str, int]:
    """The first `SHOWN` characters of a report, and how many are left out: a report may have many millions."""
    with _made(case, where, name) as made, TextIOWrapper(cast(BinaryIO, made), "utf-8") as text:
        beginning, rest = text.read(SHOWN), 0
        while more := text.read(CHUNK):
            rest += len(more)
        return beginning, rest


def _page(
    request: Request, case: Casefile, view: View, *, name: str, count: int, shown: tuple[str, int] | None
) -> HTMLResponse:
    return page(
        request,
        "reports.html",
        view=view,
        facets=case.facets(view.where),
        purposes=PURPOSES,
        formats=FORMATS,
        chosen=name,
        query=urlencode(filter_fields(view.where)),
        count=count,
        too_many=count > PREVIEWED,
        framed=count <= PREVIEWED and name == "html",
        text=None if shown is None else shown[0],
        left_out=0 if shown is None else shown[1],
    )


@router.get("/report/preview")
async def preview(request: Request, case: TheCase, view: TheView) -> Response:
    """The HTML report, to be shown in a frame: it may run and load nothing."""
    if await run_in_threadpool(case.count_claims, where=view.where) > PREVIEWED:
        raise InvalidRequest(f"there is no preview of more than {PREVIEWED} claims; download the file, or narrow it")
    made = await in_turn(request, partial(_made, case, view.where, "html"))
    return _Streamed(made, media_type="text/html", headers={"Content-Security-Policy": SANDBOX})


@router.get("/report/file/{name}")
async def download(request: Request, case: TheCase, view: TheView, name: str) -> Response:
    """The report as a file."""
    _check(name)
    made = await in_turn(request, partial(_made, case, view.where, name))
    return _Streamed(
        made,
        media_type=FORMATS[name].media_type,
        headers={"Content-Disposition": f'attachment; filename="claims{FORMATS[name].suffix}"'},
    )


@router.post("/report/verify", dependencies=[Checked])
async def verify(request: Request, case: TheCase, report: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Whether a report that was made before is what it says it is, and agrees with the casefile."""
    return await in_turn(request, partial(_verified, request, case, report))


def _verified(request: Request, case: Casefile, report: UploadFile) -> HTMLResponse:
    name, data = clean_name(report.filename or ""), report.file.read()
    book = checking.read(data, name)
    return page(request, "verified.html", name=name, found=together([verify_report(book, data), case.verify(book)]))


def _check(name: str) -> None:
    if name not in FORMATS:
        raise NotFound("format", name, tuple(FORMATS))


def _made(case: Casefile, where: Filter, name: str) -> SpooledTemporaryFile[bytes]:
    """The report, to be read from its beginning. Raises MissingExtra."""
    out: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed when it was sent
    try:
        case.write_report(name, cast(BinaryIO, out), where=where)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


class _Streamed(StreamingResponse):
    """A file as it is sent, closed however that ends: a visitor may leave in the midst of it."""

    def __init__(self, file: SpooledTemporaryFile[bytes], *, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(iter(lambda: file.read(CHUNK), b""), media_type=media_type, headers=headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        with self._file:
            await super().__call__(scope, receive, send)
