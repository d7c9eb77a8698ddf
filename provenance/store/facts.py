"""What a person said of an article, and what its publisher changed about it besides the text: both in the log.

A person's word is about a place (a file or an address), so it holds for every version that lies there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, delete, select, update

from provenance.model import Article, Retrieval
from provenance.store import log, order, tables, writing

SET = order.SET
"""The event of a person's word: `subject` is the place, `value` the field; `detail` holds what was set."""
CHANGED = "facts"
"""The event of an article whose text stayed and whose facts changed: `subject` is its id, `value` the field."""
FIELDS = ("title", "byline", "published_on", "modified_on", "language")
"""What may change without making another article (its id depends on text, outlet and address)."""

Value = str | date
Claims: TypeAlias = Sequence[int] | Select[tuple[int]]
"""Claims, by number, or what finds them."""


def given(connection: Connection, place: str) -> dict[str, str]:
    """What people set at a place, the last of each field.

    Nothing, where people who had not seen each other's word set different things; but what was set here counts of a
    file, since one of the same name in another casefile is another one.
    """
    known = order.ledger(connection, (SET,), [place])
    found = {}
    for matter in known.matters:
        rows = [row for side in known.outcome(matter).sides for row in side]
        own = [row for row in rows if not order.is_passed_on(row)] if place.startswith("file:") else []
        said = {str(row["detail"]["value"]) for row in own or rows}
        if len(said) == 1:
            found[str(matter.value)] = said.pop()
    return found


def give(connection: Connection, place: str, facts: Mapping[str, str], by: str | None) -> None:
    """Notes what a person set at a place."""
    before = given(connection, place)
    for name, value in facts.items():
        if before.get(name) == value:
            continue
        detail = {"value": value} | ({"before": before[name]} if name in before else {})
        log.decide(connection, SET, place, name, person=by, detail=detail)


def differences(connection: Connection, number: int, article: Article) -> dict[str, tuple[Any, Any]]:
    """The facts of an article that is in, before and now.

    The same bytes say the same as before, whatever a later version of a reader makes of them: then only what a person
    set counts.
    """
    names = [tables.article.c[name] for name in (*FIELDS, "sha256")]
    row = connection.execute(select(*names).where(tables.article.c.number == number)).mappings().one()
    same_bytes = article.original is None or article.original.sha256 == row["sha256"]
    said = {name for name, origin in article.found if origin == "person"}
    found = {name: (row[name], getattr(article, name)) for name in FIELDS if name in said or not same_bytes}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def reread(connection: Connection, number: int, article: Article) -> dict[str, tuple[Any, Any]]:
    """The facts of an article that today's program reads otherwise in the same bytes, before and now."""
    names = [tables.article.c[name] for name in FIELDS]
    row = connection.execute(select(*names).where(tables.article.c.number == number)).mappings().one()
    return {name: (row[name], now) for name in FIELDS if (now := getattr(article, name)) != row[name]}


def change(
    connection: Connection,
    number: int,
    article: Article,
    differing: Mapping[str, tuple[Any, Any]],
    told: Mapping[str, Any] | None = None,
) -> None:
    """Brings the facts of an article up to date, and logs each with what it was before, and what else is `told`."""
    columns = {name: now for name, (_, now) in differing.items()} | {"found": article.found}
    connection.execute(update(tables.article).where(tables.article.c.number == number).values(columns))
    writing.add_original(connection, article)
    origins = dict(article.found)
    for name, (before, now) in differing.items():
        detail: dict[str, Any] = {"before": _shown(before), "after": _shown(now), "from": origins.get(name)}
        detail |= told or {}
        if article.original is not None:
            detail["sha256"] = article.original.sha256
        log.append(connection, CHANGED, article.id, name, detail=detail)


def of_retrieval(retrieval: Retrieval) -> dict[str, str]:
    """What the log keeps of how an article came from the web."""
    return {
        "retrieved_at": retrieval.at.isoformat(),
        "url": retrieval.url,
        "method": retrieval.method,
        "status": str(retrieval.status),
        "headers": json.dumps(retrieval.headers),
        "redirects": json.dumps(retrieval.redirects),
    }


def retrieval(connection: Connection, article_id: str) -> Retrieval | None:
    """How an article came from the web the last time; None for one from a file."""
    query = select(tables.log.c.detail).where(tables.log.c.event == "ingest", tables.log.c.subject == article_id)
    for detail in connection.execute(query.order_by(tables.log.c.number.desc())).scalars():
        if "retrieved_at" in detail:
            return Retrieval(
                url=detail["url"],
                at=datetime.fromisoformat(detail["retrieved_at"]),
                method=detail["method"],
                status=int(detail["status"]),
                headers=tuple((name, value) for name, value in json.loads(detail["headers"])),
                redirects=tuple(json.loads(detail["redirects"])),
            )
    return None


def where_links_begin(connection: Connection, number: int) -> list[int]:
    """The claims `a` of the links of an article, all by number."""
    return list(connection.execute(select(tables.link.c.a).where(_touching(_claims_of(number)))).scalars())


def forget_links(connection: Connection, number: int) -> list[int]:
    """Takes out the links of an article that nobody judged: they are compared anew. Answers where these began: the
    numbers of their claims `a`.
    """
    return forget_links_of(connection, _claims_of(number))


def forget_links_of(connection: Connection, claims: Claims) -> list[int]:
    """Takes out the links of some claims that nobody judged: they are compared anew. Answers as `forget_links`."""
    judged = select(tables.log.c.subject).where(tables.log.c.event.in_((order.REVIEW, order.CORRECTION)))
    going = _touching(claims) & tables.link.c.id.not_in(judged)
    began = list(connection.execute(select(tables.link.c.a).where(going)).scalars())
    connection.execute(delete(tables.link).where(going))
    return began


def _claims_of(article: int) -> Select[tuple[int]]:
    return select(tables.claim.c.number).where(tables.claim.c.article == article)


def _touching(claims: Claims) -> ColumnElement[bool]:
    """That a link is of some claims."""
    return tables.link.c.a.in_(claims) | tables.link.c.b.in_(claims)


def _shown(value: Value | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
