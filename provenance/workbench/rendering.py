"""Templates: what they may call, and how a page is made of one."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from provenance import __version__
from provenance.model import Kind, ReasonKind
from provenance.records import OWN_VOICE
from provenance.reports import sums, wording
from provenance.reports.citations import web_address
from provenance.reports.visible import in_a_line, visible
from provenance.workbench import marking
from provenance.workbench.addresses import beneath, narrowed, root_of
from provenance.workbench.safety import csrf_token
from provenance.workbench.visitor import person, take_message

PAGES = (
    ("/", "Desk"),
    ("/check", "Check"),
    ("/claims", "Claims"),
    ("/articles", "Articles"),
    ("/corroboration", "Corroboration"),
    ("/conflicts", "Conflicts"),
    ("/sources", "Sources"),
    ("/review", "Review"),
    ("/add", "Add"),
    ("/report", "Report"),
)
"""The pages in the order of the navigation."""


FACET_TITLES = {
    "kind": "Who says so",
    "naming": "By name or not",
    "stance": "Stated or denied",
    "level": "How surely",
    "status": "Fact or plan",
    "reviewed": "Reviewed",
    "tag": "Tag",
    "outlet": "Outlet",
    "month": "Published",
    "relation": "How they stand",
    "reason": "What clashes",
    "decided": "Decided",
}
CORRECTED_WORDS = {
    "source": "Who says so",
    "stance": "Stated or denied",
    "level": "How surely",
    "polarity": "What it says is",
    "status": "Fact or plan",
    "content": "What is claimed",
    "statement": "The statement",
    "claim": "That it is no claim",
    "added": "That it is a claim",
    "relation": "How they stand to each other",
}
"""What each field of a correction is about, at the beginning of a sentence."""
RELATION_WORDS = {
    "corroborates": "both say the same",
    "conflicts": "they cannot both be true",
    "updates": "one has overtaken the other",
    "related": "same story, but neither",
    "different": "not the same event at all",
}
"""How two claims stand to each other, as a form asks."""
OUTCOME_WORDS = {
    "added": "added",
    "new-version": "a new version of what was in",
    "changed": "in already; its facts were changed",
    "reread": "read anew",
    "completed": "in already; what was missing is in now",
    "unchanged": "in already",
    "skipped": "left out",
    "cancelled": "cancelled",
    "failed": "not read",
}
REASONS = (
    "compared the passages",
    "not about the same thing",
    "about the same thing, at another time",
    "both can be true",
    "the passage says something else",
    "the words are taken out of their context",
    "the source itself says so",
    "the source itself denies it",
    "a document shows it",
)
"""Reasons that are often given for a verdict; any other may be typed."""
FACET_WORDS = {
    ("kind", OWN_VOICE): wording.OWN_VOICE,
    ("relation", "conflicts"): "cannot both be true",
    ("relation", "updates"): "the later overtakes the earlier",
    ("polarity", "affirmed"): "that it is so",
    ("polarity", "denied"): "that it is not so",
    **{("reason", str(one)): wording.reason_kind(one) for one in ReasonKind},
    **{
        (facet, str(one)): words
        for facet, table in (
            ("kind", wording.KINDS),
            ("naming", wording.NAMINGS),
            ("stance", wording.STANCES),
            ("level", wording.LEVELS),
            ("status", wording.STATUSES),
        )
        for one, words in table.items()
    },
}


def page(request: Request, template: str, /, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page that a template makes of `values`, with the frame that all pages share."""
    state = request.app.state
    frame = {
        "path": request.url.path,
        "here": address(request),
        "csrf": csrf_token(request),
        "person": person(request),
        "message": take_message(request),
        "signs_in": state.settings.password is not None,
        "casefile": state.name,
        "only_read": None if state.case is None else state.case.only_read,
        "among_others": bool(root_of(request.scope)),
    }
    return HTMLResponse(piece(request, template, **frame | values), status)


def piece(request: Request, template: str, /, **values: Any) -> str:
    """What a template makes of `values` alone: a page, or a part of one, with addresses as they are from outside."""
    return beneath(root_of(request.scope), environment().get_template(template).render(values))


def address(request: Request) -> str:
    """The path and query of a request."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


@cache
def environment() -> Environment:
    """Templates escape everything, and show control characters instead of obeying them."""
    made = Environment(
        loader=PackageLoader("provenance.workbench"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    made.filters |= {
        "line": in_a_line,
        "score": wording.score,
        "day": _day,
        "moment": _moment,
        "query": _query,
        "web": web_address,
        "thousands": lambda number: f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
    }
    made.globals |= {
        "sums": sums,
        "wording": wording,
        "marking": marking,
        "kinds": tuple(Kind),
        "pages": PAGES,
        "facet_titles": FACET_TITLES,
        "corrected_words": CORRECTED_WORDS,
        "relation_words": RELATION_WORDS,
        "reason_kinds": tuple(ReasonKind),
        "facet_words": FACET_WORDS,
        "outcome_words": OUTCOME_WORDS,
        "reasons": REASONS,
        "narrowed": narrowed,
        "version": __version__,
    }
    return made


def _harmless(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _day(value: Any) -> str:
    """ "2026-01-14", or "no date"."""
    return "no date" if value is None else f"{value:%Y-%m-%d}"


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _query(fields: dict[str, object]) -> str:
    """A query string; fields that are None are left out."""
    return urlencode({name: value for name, value in fields.items() if value is not None})
