"""Reports: choose which claims and which form, look at it, take it along; and check one that was made before."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import partial
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from provenance.casefile import Casefile
from provenance.casefile.uploads import clean_name
from provenance.casefile.verification import together, verify_report
from provenance.errors import InvalidRequest, NotFound
from provenance.records import ClaimRecord, Filter, Front, Order
from provenance.reports import FORMATS, checking
from provenance.workbench.addresses import LONGEST_INTRODUCTION, View, filter_fields
from provenance.workbench.answering import Checked, Next, TheCase, TheView, back
from provenance.workbench.files import CHUNK, Sent, written
from provenance.workbench.pages.claims import ORDERS
from provenance.workbench.rendering import page
from provenance.workbench.turns import in_turn
from provenance.workbench.visitor import person, tell

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
FOR_PEOPLE = frozenset({"html", "pdf", "docx", "markdown"})
"""Formats that people read; the others are folded away until one of them is chosen."""
UNSHOWN = frozenset({"pdf", "docx", "parquet"})
"""Formats without a preview: a browser cannot show them, or not in a sandbox."""
PREVIEWED = 1_000
"""Claims of which a preview is made: well under a second of work."""
SHOWN = 20_000
"""Characters of a text preview."""
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""What the report's page may do in its frame: have its own style, which the page itself narrows to one hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A report as its address asks for it."""

    name: str
    where: Filter
    order: str
    front: Front

    @property
    def query(self) -> str:
        """The fields that ask for it again, without those that say nothing."""
        given = (
            ("sort", self.order if self.order != Order.CONFIDENCE else ""),
            ("title", self.front.title if self.front.title != Front().title else ""),
            ("author", self.front.author or ""),
            ("introduction", self.front.introduction or ""),
        )
        return urlencode([*filter_fields(self.where), *(one for one in given if one[1])])

    @property
    def file(self) -> str:
        """What to call it: its title in plain letters, else "claims"."""
        plain = unicodedata.normalize("NFKD", self.front.title).encode("ascii", "ignore").decode().lower()
        words = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
        own = self.front.title != Front().title and words
        return f"{words if own else 'claims'}{FORMATS[self.name].suffix}"


def wanted(view: TheView) -> Wanted:
    """What the address asks for. Raises NotFound for a format or an order that there is not."""
    given = dict(view.others)
    name, order = given.get("format", "html"), view.sort or Order.CONFIDENCE
    if name not in FORMATS:
        raise NotFound("format", name, tuple(FORMATS))
    if order not in tuple(Order):
        raise NotFound("order", order, tuple(Order))
    lines = given.get("introduction", "").splitlines()
    front = Front(
        title=given.get("title", Front().title), author=given.get("author"), introduction="\n".join(lines) or None
    )
    return Wanted(name=name, where=view.where, order=order, front=front)


TheReport = Annotated[Wanted, Depends(wanted)]


@router.get("/report")
async def report(request: Request, case: TheCase, view: TheView, asked: TheReport) -> HTMLResponse:
    """Which claims, in which order and format, under which title; and how it looks."""
    count = await run_in_threadpool(case.count_claims, where=asked.where)
    shown: tuple[str, int] | None = None
    if count <= PREVIEWED and asked.name not in UNSHOWN | {"html"}:
        shown = await in_turn(request, partial(_beginning, case, asked))
    return await run_in_threadpool(_page, request, case, view, asked, count=count, shown=shown)


@router.post("/report", dependencies=[Checked])
def choose(request: Request, claim: Annotated[list[str] | None, Form()] = None, then: Next = "/claims") -> Response:
    """Leads on to the report on the claims that were ticked in a list."""
    if not claim:
        tell(request, "No claim was ticked. Tick those that the report is to be on.")
        return back(then)
    return back(f"/report?{urlencode([('claim', one) for one in claim])}")


def _beginning(case: Casefile, asked: Wanted) -> tuple[str, int]:
    """The first `SHOWN` characters of a report, and how many are left out: a report may have many millions."""
    with _made(case, asked) as made, TextIOWrapper(cast(BinaryIO, made), "utf-8") as text:
        beginning, rest = text.read(SHOWN), 0
        while more := text.read(CHUNK):
            rest += len(more)
        return beginning, rest


def _page(
    request: Request, case: Casefile, view: View, asked: Wanted, *, count: int, shown: tuple[str, int] | None
) -> HTMLResponse:
    return page(
        request,
        "reports.html",
        view=view,
        asked=asked,
        plain=Front(),
        author=asked.front.author or ("" if "format" in dict(view.others) else person(request)),
        facets=case.facets(asked.where),
        purposes=PURPOSES,
        for_people=FOR_PEOPLE,
        formats=FORMATS,
        orders=ORDERS,
        longest=LONGEST_INTRODUCTION,
        chosen=_chosen(case, asked.where),
        count=count,
        too_many=count > PREVIEWED,
        framed=count <= PREVIEWED and asked.name == "html",
        text=None if shown is None else shown[0],
        left_out=0 if shown is None else shown[1],
    )


def _chosen(case: Casefile, where: Filter) -> list[ClaimRecord]:
    """The claims that were picked one by one, whether the rest of the filter lets them pass or not."""
    if not where.claims:
        return []
    return case.claims(where=replace(Filter(), claims=where.claims), order=Order.FILE)


@router.get("/report/preview")
async def preview(request: Request, case: TheCase, asked: TheReport) -> Response:
    """The HTML report, to be shown in a frame: it may run and load nothing."""
    if await run_in_threadpool(case.count_claims, where=asked.where) > PREVIEWED:
        raise InvalidRequest(f"there is no preview of more than {PREVIEWED} claims; download the file, or narrow it")
    made = await in_turn(request, partial(_made, case, replace(asked, name="html")))
    return Sent(made, media_type="text/html", headers={"Content-Security-Policy": SANDBOX})


@router.get("/report/file")
async def download(request: Request, case: TheCase, asked: TheReport) -> Response:
    """The report as a file."""
    made = await in_turn(request, partial(_made, case, asked))
    return Sent(
        made,
        media_type=FORMATS[asked.name].media_type,
        headers={"Content-Disposition": f'attachment; filename="{asked.file}"'},
    )


@router.get("/report/file/{name}")
async def download_as(request: Request, case: TheCase, view: TheView, name: str) -> Response:
    """The report as a file, its format named in the path."""
    return await download(request, case, wanted(replace(view, others=(*view.others, ("format", name)))))


@router.post("/report/verify", dependencies=[Checked])
async def verify(request: Request, case: TheCase, report: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Whether a report that was made before is what it says it is, and agrees with the casefile."""
    return await in_turn(request, partial(_verified, request, case, report))


def _verified(request: Request, case: Casefile, report: UploadFile) -> HTMLResponse:
    name, data = clean_name(report.filename or ""), report.file.read()
    book = checking.read(data, name)
    return page(request, "verified.html", name=name, found=together([verify_report(book, data), case.verify(book)]))


def _made(case: Casefile, asked: Wanted) -> SpooledTemporaryFile[bytes]:
    """The report, to be read from its beginning. Raises MissingExtra."""
    return written(partial(case.write_report, asked.name, where=asked.where, order=asked.order, front=asked.front))
