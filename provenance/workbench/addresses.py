"""The address of a page holds all of its state: filters, order and page, so that it can be kept and sent."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from starlette.types import Scope

from provenance.errors import InvalidRequest
from provenance.model import Kind, Level, Naming, Polarity, Stance, Status, Verdict
from provenance.records import OWN_VOICE, FacetValue, Filter

Value = TypeVar("Value", int, float)
Choice = TypeVar("Choice", bound=StrEnum)
EVERYTHING = Filter()
PAGE = 50
"""How many rows a page shows."""
LONGEST = 1_000
"""Characters of a field, as in the API: a database takes no pattern of any length."""
LONGEST_INTRODUCTION = 4_000
"""Characters of the one field that holds running text: an address that web servers in front still take."""
CITED = "cited"
"""The voice of claims that an article quotes or reports from somebody."""
FURTHEST = 1_000_000
"""The last page that can be asked for: far past any casefile, well within what a database counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a list shows: which claims, in what order, from which page on. `others` are further fields, as given."""

    path: str
    where: Filter = EVERYTHING
    sort: str = ""
    page: int = 1
    size: int = PAGE
    others: tuple[tuple[str, str], ...] = ()

    @property
    def offset(self) -> int:
        """How many rows lie before this page."""
        return (self.page - 1) * self.size

    @property
    def address(self) -> str:
        """The path and query that show this view again."""
        query = urlencode(self.fields())
        return f"{self.path}?{query}" if query else self.path

    def fields(self) -> list[tuple[str, str]]:
        """The fields of the query, without those that say nothing."""
        found = filter_fields(self.where)
        found += [(name, value) for name, value in (("sort", self.sort),) if value]
        found += self.others
        return [*found, ("page", str(self.page))] if self.page > 1 else found

    def at(self, path: str) -> View:
        """The same view of another list, from its first page on."""
        return self.with_(path=path)

    def with_(self, **changes: Any) -> View:
        """Another view; a change of anything but the page goes back to the first."""
        return replace(self, **{"page": 1, **changes})

    def without(self, name: str, value: str) -> View:
        """The view with one field less."""
        return view_of(self.path, [one for one in self.fields() if one != (name, value) and one[0] != "page"])

    def plus(self, name: str, value: str) -> View:
        """The view with one field more."""
        return view_of(self.path, [*(one for one in self.fields() if one[0] != "page"), (name, value)])


def narrowed(view: View, facet: str, value: FacetValue) -> View:
    """The view with a value of a facet asked for, or, where it is, no longer."""
    if facet != "month":
        return view.without(facet, value.value) if value.chosen else view.plus(facet, value.value)
    first = date.fromisoformat(f"{value.value}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    since, until = (None, None) if value.chosen else (first, last)
    return view.with_(where=replace(view.where, since=since, until=until))


_FILTER_FIELDS = frozenset({
    "kind", "naming", "level", "polarity", "status", "stance", "outlet", "article", "since", "until", "min_confidence",
    "max_confidence", "reviewed", "verdict", "claim", "q", "source", "tag", "corroborated", "conflicting", "voice",
})  # fmt: skip


def view_of(path: str, fields: Iterable[tuple[str, str]]) -> View:
    """The view that the fields of a query ask for; empty ones say nothing. Raises InvalidRequest."""
    given = [(name, value.strip()) for name, value in fields if value.strip()]
    for name, value in given:
        most = LONGEST_INTRODUCTION if name == "introduction" else LONGEST
        if len(value) > most:
            raise InvalidRequest(f"{name[:LONGEST]}: longer than {most} characters")
    single = dict(given)
    page = _number(int, single.get("page", "1"), "page")
    return View(
        path=path,
        where=_filter(given),
        sort=single.get("sort", ""),
        page=min(max(page, 1), FURTHEST),
        others=tuple(one for one in given if one[0] not in _FILTER_FIELDS | {"page", "sort"}),
    )


def _filter(given: list[tuple[str, str]]) -> Filter:
    def every(name: str) -> list[str]:
        return [value for key, value in given if key == name]

    single = dict(given)
    kinds = every("kind")
    return Filter(
        kinds=choices(Kind, [kind for kind in kinds if kind != OWN_VOICE]),
        own_voice=True if OWN_VOICE in kinds else False if _is_cited(single.get("voice")) else None,
        namings=choices(Naming, every("naming")),
        levels=choices(Level, every("level")),
        polarities=choices(Polarity, every("polarity")),
        statuses=choices(Status, every("status")),
        stances=choices(Stance, every("stance")),
        outlets=frozenset(every("outlet")),
        article=single.get("article"),
        since=_day(single.get("since")),
        until=_day(single.get("until")),
        min_confidence=_number(float, single.get("min_confidence", "0"), "min_confidence"),
        max_confidence=_number(float, single.get("max_confidence", "1"), "max_confidence"),
        reviewed=_yes_or_no(single.get("reviewed"), "reviewed"),
        verdict=next(iter(choices(Verdict, every("verdict")[-1:])), None),
        claims=frozenset(every("claim")),
        text=single.get("q"),
        source=single.get("source"),
        tags=frozenset(every("tag")),
        corroborated=_yes_or_no(single.get("corroborated"), "corroborated"),
        conflicting=_yes_or_no(single.get("conflicting"), "conflicting"),
    )


def filter_fields(where: Filter) -> list[tuple[str, str]]:
    """The fields that `view_of` makes `where` of, in a fixed order."""
    voices = {OWN_VOICE} if where.own_voice else set()
    sets: tuple[tuple[str, Collection[str]], ...] = (
        ("kind", where.kinds | voices),
        ("naming", where.namings),
        ("level", where.levels),
        ("polarity", where.polarities),
        ("status", where.statuses),
        ("stance", where.stances),
        ("outlet", where.outlets),
        ("tag", where.tags),
        ("claim", where.claims),
    )
    found = [(name, str(value)) for name, values in sets for value in sorted(values)]
    single = (
        ("article", where.article),
        ("voice", CITED if where.own_voice is False else None),
        ("since", where.since),
        ("until", where.until),
        ("min_confidence", where.min_confidence or None),
        ("max_confidence", where.max_confidence if where.max_confidence < 1 else None),
        ("reviewed", _said(where.reviewed)),
        ("verdict", where.verdict),
        ("q", where.text),
        ("source", where.source),
        ("corroborated", _said(where.corroborated)),
        ("conflicting", _said(where.conflicting)),
    )
    return found + [(name, str(value)) for name, value in single if value is not None]


def choices(kind: type[Choice], values: Iterable[str]) -> frozenset[Choice]:
    """The values of a closed set by their names. Raises InvalidRequest."""
    try:
        return frozenset(kind(value) for value in values)
    except ValueError as error:
        raise InvalidRequest(f"{error}; choose of: {', '.join(kind)}") from None


def _number(kind: Callable[[str], Value], value: str, name: str) -> Value:
    try:
        found = kind(value)
        if not math.isfinite(found):
            raise ValueError
        return found
    except (ValueError, OverflowError):
        raise InvalidRequest(f"{name}: {value!r} is no number") from None


def _day(value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise InvalidRequest(f"{value!r} is no date; write it as 2026-01-31") from None


def _is_cited(value: str | None) -> bool:
    if value not in (None, CITED):
        raise InvalidRequest(f"voice: {value!r}; known: {CITED}")
    return value == CITED


def _yes_or_no(value: str | None, name: str) -> bool | None:
    if value not in (None, "yes", "no"):
        raise InvalidRequest(f"{name}: {value!r} is neither yes nor no")
    return None if value is None else value == "yes"


def _said(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def with_field(address: str, name: str, value: str) -> str:
    """An address with one field of its query set."""
    parts = urlsplit(address)
    others = [one for one in parse_qsl(parts.query, keep_blank_values=True) if one[0] != name]
    return urlunsplit(parts._replace(query=urlencode([*others, (name, value)])))


def local(address: str, otherwise: str = "/") -> str:
    """`address` if it is a path of this server, else `otherwise`: a form never sends a person to another site."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if inside else otherwise


CASEFILES = "/c/"
"""Where the casefiles of a folder lie, each under its name. Within one, nothing knows of that: addresses begin at `/`,
and `beneath` and whoever hands the answer on put in front where it lies."""
_HELD_IN_COMMON = ("/static/", "/sign-in", "/sign-out", "/casefiles")
_ADDRESS = re.compile(r'(?<=\s)(href|src|action|formaction|data-events)="(?=/)(?!{})'.format("|".join(_HELD_IN_COMMON)))


def root_of(scope: Scope) -> str:
    """Where the casefile that is asked lies, as a part of an address; "" where it is the only one."""
    return quote(scope.get("root_path", ""))


def within(path: str) -> str:
    """What of a path is asked of a casefile, whether it is the only one or one of a folder."""
    return f"/{path.removeprefix(CASEFILES).partition('/')[2]}" if path.startswith(CASEFILES) else path


def beneath(root: str, html: str) -> str:
    """A page with the addresses in its markup as they are from outside. Words of articles hold no quotation mark that
    is not escaped, so none of them is taken for markup."""
    return _ADDRESS.sub(rf'\1="{root}', html) if root else html
