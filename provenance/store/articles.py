"""The listed articles by what a person asks for, and articles that a person takes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, delete, func, or_, select

from provenance.factchecks import CLAIM
from provenance.records import ArticleFilter
from provenance.store import log, order, tables, writing
from provenance.store.listing import page
from provenance.store.rows import source_key

REMOVE = "remove"
"""The event of an article that a person took out: `subject` is its id; `versions` and `originals` in the detail are the
ids of all that went with it, and the hashes of the files."""

EVERY_ARTICLE = ArticleFilter()

_article = tables.article.c


def article_page(
    connection: Connection, where: ArticleFilter = EVERY_ARTICLE, limit: int | None = None, offset: int = 0
) -> list[int]:
    """The numbers of the listed articles that pass, in the order in which they came."""
    query = select(_article.number).where(*_conditions(where)).order_by(_article.number)
    return list(connection.execute(page(query, limit, offset)).scalars())


def count_articles(connection: Connection, where: ArticleFilter = EVERY_ARTICLE) -> int:
    """How many listed articles pass."""
    return int(connection.execute(select(func.count()).where(*_conditions(where))).scalar_one())


def _conditions(where: ArticleFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_article.current.is_(True)]
    if where.outlets:
        found.append(_article.outlet_key.in_(sorted(source_key(outlet) for outlet in where.outlets)))
    if where.since is not None:
        found.append(_article.published_on >= where.since)
    if where.until is not None:
        found.append(_article.published_on <= where.until)
    if where.dated is not None:
        found.append(_article.published_on.is_not(None) if where.dated else _article.published_on.is_(None))
    if where.with_claims is not None:
        found.append(_article.claims > 0 if where.with_claims else _article.claims == 0)
    for word in (where.text or "").split():
        named = (_article.title, _article.outlet, _article.byline, _article.path, _article.url)
        found.append(or_(*(func.lower(column).contains(word.lower(), autoescape=True) for column in named)))
    return found


def fact_check_page(connection: Connection, limit: int | None = None, offset: int = 0) -> list[int]:
    """The numbers of the listed articles that are fact-checks, the latest first."""
    order_ = (_article.published_on.is_(None), _article.published_on.desc(), _article.number)
    query = select(_article.number).where(*_fact_checks()).order_by(*order_)
    return list(connection.execute(page(query, limit, offset)).scalars())


def count_fact_checks(connection: Connection) -> int:
    """How many listed articles are fact-checks."""
    return int(connection.execute(select(func.count()).where(*_fact_checks())).scalar_one())


def _fact_checks() -> tuple[ColumnElement[bool], ...]:
    return _article.current.is_(True), cast(_article.places, String).contains(f'{CLAIM}"', autoescape=True)


def unlisted(connection: Connection, ids: Iterable[str]) -> list[int]:
    """Those of some articles, by id, that are in and not listed: their numbers."""
    found = (writing.find_article(connection, id_) for id_ in sorted(ids))
    return [one.number for one in found if one is not None and not one.current]


def delete_article(connection: Connection, number: int) -> str | None:
    """Deletes an article that has no claims any more, its places, and its original where nothing else was read from it.

    Returns:
        The hash of the original that went.
    """
    sha256 = connection.execute(select(_article.sha256).where(_article.number == number)).scalar()
    connection.execute(delete(tables.location).where(tables.location.c.article == number))
    connection.execute(delete(tables.article).where(_article.number == number))
    if sha256 is None or connection.execute(select(_article.number).where(_article.sha256 == sha256)).first():
        return None
    connection.execute(delete(tables.original).where(tables.original.c.sha256 == sha256))
    return str(sha256)


def stays_out(there: Connection, here: Connection, ids: Collection[str]) -> set[str]:
    """Those of some articles, by id, that were taken out `here`, and that nobody `there` put in again knowing so."""
    removed = {id_: order.root(row) for id_, row in _removals(here) if id_ in ids}
    known = {order.root(row): int(row["number"]) for _, row in _removals(there)}
    came = {row["subject"]: int(row["number"]) for row in log.rows(there, (order.INGEST,), removed)}
    return {id_ for id_, root in removed.items() if root not in known or came.get(id_, 0) < known[root]}


def _removals(connection: Connection) -> Iterator[tuple[str, Any]]:
    """Each article that was ever taken out, by id, with the entry; the latest last."""
    for row in log.rows(connection, (REMOVE,)):
        for id_ in row["detail"]["versions"]:
            yield id_, row
