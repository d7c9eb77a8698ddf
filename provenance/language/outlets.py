"""Outlets: which names are of one newsroom, and which agency a report is credited to."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from provenance.language.data import load
from provenance.language.words import fold

_EDGE = 400
"""Characters at the opening and at the end of a text in which credits stand."""


def family(outlet: str) -> str:
    """What an outlet counts as: the name of its newsroom or house, of its agency, or itself folded.

    `outlet` may be a name or the address of a page.
    """
    plain = _plain(outlet)
    known = _families().get(plain)
    while known is None and "." in plain:
        plain = plain.partition(".")[2]
        known = _families().get(plain)
    return known or _plain(outlet)


def is_known(outlet: str) -> bool:
    """Whether the outlet is in the table of families and agencies."""
    return family(outlet) in load("outlets")["family"] or family(outlet) in load("outlets")["wire"]


def sounds_like_one(name: str) -> bool:
    """Whether a name is that of a known outlet, or ends as the names of several do ("Continental Press")."""
    words = _plain(name).split()
    return is_known(name) or (len(words) > 1 and words[-1] in _endings())


def same_house(a: str, b: str) -> bool:
    """Whether two names are of one known newsroom, house or agency."""
    return is_known(a) and family(a) == family(b)


def wire_credits(text: str, byline: str | None = None) -> dict[str, tuple[int, int]]:
    """The agencies that a report is credited to, with the place of the credit in `text` ((0, 0): in the byline).

    Counted are datelines ("PARIS (Reuters) -", "LONDON, March 3 (AP) —"), lines at the opening or the end that name
    the agency alone ("© AFP", "Source: Reuters", "By The Associated Press"), and the byline.
    """
    found: dict[str, tuple[int, int]] = {}
    tail = max(0, len(text) - _EDGE)
    for match in _credit().finditer(text):
        if match.start() <= _EDGE or match.start() >= tail:
            form = match["dateline"] or match["line"]
            found.setdefault(_families()[_plain(form)], match.span("dateline" if match["dateline"] else "line"))
    for agency in _credit_in_byline(byline or ""):
        found.setdefault(agency, (0, 0))
    return found


def _credit_in_byline(byline: str) -> list[str]:
    return [
        agency
        for agency, forms in load("outlets")["wire"].items()
        if any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", byline) for form in forms)
    ]


@cache
def _credit() -> re.Pattern[str]:
    forms = sorted((form for forms in load("outlets")["wire"].values() for form in forms), key=len, reverse=True)
    names = "|".join(re.escape(form) for form in forms)
    lead = r"(?:by|source|from|copyright|\(c\)|©|credit)"
    return re.compile(
        rf"\((?P<dateline>{names})\)|^[ \t]*(?:(?i:{lead})[: ]*(?:\d{{4}} )?)?(?P<line>{names})[ .]*$", re.MULTILINE
    )


@cache
def _families() -> dict[str, str]:
    table = load("outlets")
    return {
        _plain(form): name
        for kind in ("family", "wire")
        for name, forms in table[kind].items()
        for form in (name, *forms)
    }


@cache
def _endings() -> frozenset[str]:
    """The words that the names of several known outlets end in."""
    names: dict[str, set[str]] = {}
    for form, name in _families().items():
        if " " in form:
            names.setdefault(form.rpartition(" ")[2], set()).add(name)
    return frozenset(word for word, several in names.items() if len(several) > 1)


def _plain(outlet: str) -> str:
    """Folded, without "the", and of an address the host alone."""
    if "://" in outlet:
        outlet = urlsplit(outlet).hostname or outlet
    return fold(outlet.strip()).removeprefix("www.").removeprefix("the ").strip()
