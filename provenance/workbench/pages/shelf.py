"""The articles of the casefile: a list of them, what is known of one, its versions side by side, taking it out."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse

from provenance.bookkeeping import ChangeRecord
from provenance.casefile import Casefile
from provenance.records import ArticleFilter
from provenance.reports import wording
from provenance.reports.passages import Mark
from provenance.workbench.addresses import View
from provenance.workbench.answering import Checked, TheCase, TheView, back
from provenance.workbench.marking import Stretch, stretches
from provenance.workbench.pages.decisions import who_decides
from provenance.workbench.rendering import page
from provenance.workbench.visitor import tell

router = APIRouter()
Words = Annotated[str, Form(max_length=2_000)]
YesOrNo = Literal["", "yes", "no"]
FIELDS = ("title", "outlet", "byline", "published_on")
"""What the page lets a person set."""
_Sides: TypeAlias = tuple[tuple[Stretch, ...], tuple[Stretch, ...]]


@router.get("/articles")
def articles(
    request: Request,
    case: TheCase,
    view: TheView,
    words: Annotated[str, Query(max_length=500)] = "",
    outlet: Annotated[str, Query(max_length=500)] = "",
    dated: YesOrNo = "",
    makes: YesOrNo = "",
) -> HTMLResponse:
    """The articles that the address asks for, in the order in which they came."""
    where = ArticleFilter(
        text=words.strip() or None,
        outlets=frozenset({outlet} if outlet else ()),
        dated=_truth(dated),
        with_claims=_truth(makes),
    )
    asked = {"words": words, "outlet": outlet, "dated": dated, "makes": makes}
    view = View(path=view.path, page=view.page, size=view.size, others=tuple(one for one in asked.items() if one[1]))
    return page(
        request,
        "articles.html",
        view=view,
        articles=case.articles(where=where, limit=view.size, offset=view.offset),
        total=case.count_articles(where=where),
        outlets=[one.outlet for one in case.outlets()],
        asked=asked,
        narrowed=where != ArticleFilter(),
    )


@router.get("/articles/{article}/versions")
def versions(request: Request, case: TheCase, article: str, whole: YesOrNo = "") -> HTMLResponse:
    """What changed from each version of an article to the next, side by side; the whole texts where that is asked."""
    found = case.article(article).article
    changes = case.changes(found.id, everything=whole == "yes")
    return page(request, "versions.html", article=found, steps=_steps(changes), whole=whole == "yes")


def _steps(changes: list[ChangeRecord]) -> list[tuple[ChangeRecord, list[tuple[ChangeRecord, _Sides]]]]:
    """The changes of each version, the latest version first, with both sides marked."""
    found = []
    for _, group in groupby(changes, lambda one: (one.at, one.article_before, one.article)):
        rows = [(one, (_marked(one.before, one.gone, "clash"), _marked(one.after, one.came, "same"))) for one in group]
        found.append((rows[0][0], rows))
    return found[::-1]


def _marked(text: str | None, spans: tuple[tuple[int, int], ...], label: str) -> tuple[Stretch, ...]:
    return stretches(text or "", [Mark(start, end, label) for start, end in spans])


@router.post("/articles/{article}/facts", dependencies=[Checked])
def describe(
    request: Request,
    case: TheCase,
    article: str,
    title: Words = "",
    outlet: Words = "",
    byline: Words = "",
    published_on: Words = "",
    by: Words = "",
) -> RedirectResponse:
    """Sets the facts that differ from what is known; a field that is left empty changes nothing."""
    known = case.article(article).article
    given = dict(zip(FIELDS, (title, outlet, byline, published_on), strict=True))
    said = [
        f"{name}={value.strip()}"
        for name, value in given.items()
        if value.strip() and value.strip() != _shown(getattr(known, name))
    ]
    if not said:
        tell(request, "Nothing was changed: an empty field leaves what is known.")
        return back(f"/articles/{known.id}")
    done = case.describe(known.id, said, by=who_decides(request, by))
    names = ", ".join(one.partition("=")[0].replace("_on", "").replace("byline", "author") for one in said)
    tell(request, f"Set: {names}. It holds for later versions of this article, too.")
    return back(f"/articles/{done.article}")


@router.post("/articles/{article}/remove", dependencies=[Checked])
def remove(request: Request, case: TheCase, article: str, why: Words = "", by: Words = "") -> RedirectResponse:
    """Takes an article out."""
    where = _address(case, article)
    done = case.remove(article, by=who_decides(request, by), why=why)
    gone = f"{wording.count(done.claims, 'claim')} and {wording.count(done.links, 'link')} went with it"
    tell(request, f"“{done.name}” is out; {gone}. To have it back, add it again{where}.")
    return back("/articles")


def _address(case: Casefile, article: str) -> str:
    """From where an article could be had again."""
    found = case.article(article).article
    known = found.url or found.file
    return f": {known}" if known else ""


def _shown(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _truth(value: YesOrNo) -> bool | None:
    return None if value == "" else value == "yes"
