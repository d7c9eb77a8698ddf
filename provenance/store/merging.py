"""Copying rows from one casefile into another: as they are, with numbers of their own there.

`there` is read, `here` is written. Every column is copied by its name, so what a table gains later comes along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, select

from provenance.store import articles, log, order, places, tables, writing
from provenance.store.loading import batches
from provenance.store.seals import Seals, seal_of_sum, sum_of_keys

_NUMBERED = "number"


class Lying(NamedTuple):
    """What lies at a place: an article's number, how many contents have lain there, the article's id."""

    article: int
    version: int
    id: str


def missing_articles(there: Connection, here: Connection) -> list[int]:
    """The articles that only the other casefile has, by their numbers there, in the order in which they came.

    One that a person took out here stays out, unless somebody there put it in again who had seen that.
    """
    query = select(tables.article.c.number, tables.article.c.id).order_by(tables.article.c.number)
    missing = {id_: number for number, id_ in there.execute(query) if writing.find_article(here, id_) is None}
    removed = articles.stays_out(there, here, missing)
    return [number for id_, number in missing.items() if id_ not in removed]


def copy_article(there: Connection, here: Connection, number: int, sealed: Seals) -> int:
    """Copies an article, its original bytes, passages, claims, hops and keys; it is not listed yet. Its number here.

    The seal of its keys goes to `sealed`.
    """
    [row] = _rows(there, tables.article, tables.article.c.number == number)
    for original in _rows(there, tables.original, tables.original.c.sha256 == row["sha256"]):
        kept = select(tables.original.c.sha256).where(tables.original.c.sha256 == original["sha256"])
        if here.execute(kept).first() is None:
            writing.insert_rows(here, tables.original, [original])
    [own] = writing.insert_numbered(here, tables.article, [_without_number(row) | {"current": False}])
    passages = _copy(there, here, tables.passage, tables.passage.c.article == number, {"article": {number: own}})
    claims = _copy(
        there,
        here,
        tables.claim,
        tables.claim.c.article == number,
        {"article": {number: own}, "passage": passages},
        current=False,
        verdict=None,
        core=None,
    )
    _copy_readings(there, here, number)
    stories = _copy_plain(there, here, tables.article_key, "article", {number: own})
    _copy_plain(there, here, tables.hop, "claim", claims, article=own)
    terms = _copy_plain(there, here, tables.claim_key, "claim", claims)
    pairs = _copy_plain(there, here, tables.claim_pair, "claim", claims)
    ids = dict(
        here.execute(select(tables.claim.c.number, tables.claim.c.id).where(tables.claim.c.article == own)).all()
    )
    keys = [(row["id"], one["key"], one["weight"]) for one in stories]
    keys += [(ids[one["claim"]], one["key"], one.get("weight")) for one in (*terms, *pairs)]
    sealed.keys[row["id"]] = seal_of_sum(sum_of_keys(keys))
    writing.index_text(here, own)
    return own


def copy_links(there: Connection, here: Connection, sealed: Seals) -> list[int]:
    """Copies the links that are not here between claims that are; for each, the number of its claim `a` here.

    What was there before goes to `sealed`.
    """
    claim = tables.claim.c
    ids = dict(there.execute(select(claim.number, claim.id)).all())
    own = {row.id: (row.number, row.current) for row in here.execute(select(claim.id, claim.number, claim.current))}
    known = set(here.execute(select(tables.link.c.id)).scalars())
    added = []
    for row in _rows(there, tables.link):
        ends = own.get(ids[row["a"]]), own.get(ids[row["b"]])
        if row["id"] not in known and ends[0] is not None and ends[1] is not None:
            current = ends[0][1] and ends[1][1]
            changed = {"a": ends[0][0], "b": ends[1][0], "current": current, "verdict": None}
            added.append(_without_number(row) | changed)
    sealed.before_links(here, [row["a"] for row in added])
    writing.insert_rows(here, tables.link, added)
    for batch in batches(row["id"] for row in added):
        writing.insert_rows(here, tables.reading, _rows(there, tables.reading, tables.reading.c.target.in_(batch)))
    return [row["a"] for row in added]


def lying(there: Connection) -> list[tuple[str, str, int]]:
    """Where articles lie in the other casefile: key, article id, version."""
    location, article = tables.location.c, tables.article.c
    query = select(location.key, article.id, location.version)
    query = query.join(tables.article, article.number == location.article).order_by(location.key)
    return [tuple(row) for row in there.execute(query)]


def lying_by_themselves(connection: Connection) -> dict[str, tuple[str, int]]:
    """What lies at places that are no file and no address (another machine's file): article id, version, by place."""
    location, article = tables.location.c, tables.article.c
    query = select(location.key, location.version, article.id)
    query = query.join(tables.article, article.number == location.article).where(location.key.startswith("text:"))
    return {row.key: (row.id, row.version) for row in connection.execute(query)}


def place(here: Connection, key: str) -> Lying | None:
    """What lies at a place here."""
    location, article = tables.location.c, tables.article.c
    query = select(location.article, location.version, article.id)
    query = query.join(tables.article, article.number == location.article).where(location.key == key)
    row = here.execute(query).first()
    return None if row is None else Lying(*row)


def copy_log(there: Connection, here: Connection, skipped: Iterable[str]) -> list[tuple[str, str]]:
    """Appends the other log's entries that are not here, in its order; event and subject of each.

    An entry that is passed on holds the hash it had where it was first made (`entry`): so it is known again, whichever
    way it comes. A decision holds what it had seen there (see `order`). Entries of the events in `skipped` stay where
    they are.
    """
    known = set()
    repeated = set()
    for row in _rows(here, tables.log):
        known |= {row["hash"], row["detail"].get("entry")}
        repeated |= _repeated(row)
    decided, placed = order.ledger(there, (*order.DECISIONS, order.SET)), places.ledger(there)
    added = []
    for row in sorted(_rows(there, tables.log), key=lambda one: int(one["number"])):
        first = row["detail"].get("entry", row["hash"])
        if row["event"] in skipped or first in known or row["hash"] in known or _repeated(row) & repeated:
            continue
        detail = {"at": row["at"], **row["detail"], "entry": first}
        if row["event"] in order.ORDERED:
            detail[order.OVER] = decided.over(row)
        elif order.root(row) in placed.first:
            detail |= places.told(placed, placed.first[order.root(row)])
        log.append(
            here, row["event"], row["subject"], row["value"], person=row["person"], why=row["why"], detail=detail
        )
        added.append((row["event"], row["subject"]))
    return added


def _repeated(row: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """What an entry repeats on which claim or link: both casefiles may have done so, each for itself."""
    carried = row["detail"].get("carried")
    return set() if carried is None else {(carried, row["event"], row["subject"])}


def _copy(
    there: Connection,
    here: Connection,
    table: Table,
    where: ColumnElement[bool],
    numbers: Mapping[str, Mapping[int, int]],
    **set_: Any,
) -> dict[int, int]:
    """Copies numbered rows; from their numbers there to those here."""
    rows = _rows(there, table, where)
    changed = [_without_number(row) | {name: own[row[name]] for name, own in numbers.items()} | set_ for row in rows]
    return dict(zip((row[_NUMBERED] for row in rows), writing.insert_numbered(here, table, changed), strict=True))


def _copy_readings(there: Connection, here: Connection, article: int) -> None:
    """Copies what was read of the corrected claims of an article, by number."""
    ids = select(tables.claim.c.id).where(tables.claim.c.article == article)
    writing.insert_rows(here, tables.reading, _rows(there, tables.reading, tables.reading.c.target.in_(ids)))


def _copy_plain(
    there: Connection, here: Connection, table: Table, name: str, numbers: Mapping[int, int], **set_: Any
) -> list[dict[str, Any]]:
    copied = []
    for batch in batches(numbers):
        rows = [row | {name: numbers[row[name]]} | set_ for row in _rows(there, table, table.c[name].in_(batch))]
        writing.insert_rows(here, table, rows)
        copied += rows
    return copied


def _rows(connection: Connection, table: Table, where: ColumnElement[bool] | None = None) -> list[dict[str, Any]]:
    query = select(table) if where is None else select(table).where(where)
    return [dict(row) for row in connection.execute(query).mappings()]


def _without_number(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != _NUMBERED}
