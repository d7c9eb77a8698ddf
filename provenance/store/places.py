"""Which content of an article followed which at its place (an address or a file), as the log has it: by no clock.

Every content that is put at a place names the entries of those that lay there, so the order is known in other casefiles
as well (see `order`). Contents of one address that knew nothing of each other are versions of one article: the one that
gives the later day itself is listed, else the one that was fetched later, else the one with the greater id. That choice
is an entry of the log, which has seen them all. Files of one name on two computers have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from provenance.model import Article
from provenance.store import loading, log, order, tables
from provenance.store.columns import Row
from provenance.store.loading import batches
from provenance.store.order import INGEST, PLACE, Ledger, Matter
from provenance.store.rows import identity_key

PUT = ("added", "new-version", "unchanged")
"""What is said of an ingest that put a content at a place."""
ADDRESS = "url:"
DATED = "dated"
"""In the detail of an entry: the day that the article itself says."""
_TOLD = (DATED, "retrieved_at")


def put(connection: Connection, article: Article, before: str | None) -> dict[str, Any]:
    """What the log is told of an article that is put where that with the id `before` lies: its place, and what it says
    of its day; and what that has seen."""
    place = identity_key(article)
    seen = log.rows(connection, (PLACE,), [place])
    if before is not None:
        seen += [row for row in log.rows(connection, (INGEST,), [before]) if row["value"] in PUT]
    day = article.modified_on or article.published_on
    found: dict[str, Any] = {"place": place, order.OVER: list(dict.fromkeys(order.root(row) for row in seen))}
    return found | ({} if day is None else {DATED: day.isoformat()})


def told(known: Ledger, row: Row) -> dict[str, Any]:
    """What another casefile has to hear of an entry that put a content at a place."""
    return {"place": row["detail"]["place"], order.OVER: known.over(row)}


def ledger(connection: Connection) -> Ledger:
    """All contents at all places, each after those that it had seen."""
    entry = tables.log.c
    query = select(tables.log).where(entry.event.in_((INGEST, PLACE))).order_by(entry.number)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    unplaced = [row for row in rows if row["event"] == INGEST and "place" not in row["detail"]]
    known = _places_of_old(connection) if unplaced else {}
    for row in unplaced:  # an older version said nothing of places
        place = known.get(row["subject"])
        row["detail"] = {**row["detail"], **({} if place is None else {"place": place})}
    placed = [row for row in rows if row["event"] == PLACE or (row["value"] in PUT and "place" in row["detail"])]
    merges = select(entry.number).where(entry.event == order.MERGE).order_by(entry.number)
    return Ledger(placed, list(connection.execute(merges).scalars()))


def contents(known: Ledger, place: str) -> dict[str, Row]:
    """The contents at a place that no other had followed, by article id, each with the last entry about it.

    A content that had been replaced stays so, though somebody who did not know of that took it in once more.
    """
    last, seen = _last_words(known, place)
    followed = {one for one in seen for other in seen if one in seen[other] and other not in seen[one]}
    return {content(row): row for row in last if content(row) not in followed}


def _last_words(known: Ledger, place: str) -> tuple[list[Row], dict[str, set[str]]]:
    """The entries on a place that no other had seen; and by content, all contents that these had seen."""
    matter = Matter(PLACE, place)
    heads = known.outcome(matter).heads
    seen: dict[str, set[str]] = {content(known.first[head]): set() for head in heads}
    for head in heads:
        seen[content(known.first[head])] |= {content(known.first[one]) for one in known.seen_by(head, matter)}
    return [known.first[head] for head in heads], seen


def replaced(known: Ledger, ids: Iterable[str]) -> dict[str, str]:
    """Those of some articles, by id, that another content had followed wherever they were put; with the last one."""
    wanted = set(ids)
    lasting: set[str] = set()
    after: dict[str, str] = {}
    for matter in known.matters:
        there = {content(known.first[one]) for one in known.words_on(matter)} & wanted
        if there:
            left, seen = contents(known, matter.subject), _last_words(known, matter.subject)[1]
            lasting |= there & set(left)
            after |= {one: last for one in there for last in sorted(left) if one in seen[last]}
    return {one: last for one, last in after.items() if one not in lasting}


def content(row: Row) -> str:
    """The id of the article that an entry put at a place."""
    return str(row["value"] if row["event"] == PLACE else row["subject"])


def youngest(found: Mapping[str, Row]) -> str:
    """Which of several contents of an address is listed. Nothing that may differ between casefiles has a part in it."""
    return max(found, key=lambda id_: (*(found[id_]["detail"].get(name) or "" for name in _TOLD), id_))


def choose(connection: Connection, known: Ledger, place: str, found: Mapping[str, Row]) -> str:
    """Notes which of several contents of an address is listed, and answers with its article's id."""
    chosen = youngest(found)
    detail: dict[str, Any] = {order.OVER: list(known.outcome(Matter(PLACE, place)).heads), "place": place}
    detail |= {name: found[chosen]["detail"][name] for name in _TOLD if name in found[chosen]["detail"]}
    log.append(connection, PLACE, place, chosen, detail=detail)
    return chosen


def steps(known: Ledger) -> list[tuple[str, str, int]]:
    """Which content took the place of which, by article id, and the number of the entry, in the order of the log."""
    found: dict[tuple[str, str, int], None] = {}
    for row in sorted(known.first.values(), key=lambda one: int(one["number"])):
        for root in known.over(row):
            before = known.first.get(root)
            if before is not None and content(before) != content(row):
                found[content(before), content(row), int(row["number"])] = None
    return list(found)


def articles_of(connection: Connection, subjects: Iterable[str]) -> set[str]:
    """The articles, by id, in which some claims stand, or the claims of some links; other subjects are left out."""
    wanted = list(dict.fromkeys(subjects))
    link, article = tables.link.c, tables.article.c
    claims = dict.fromkeys(loading.claims_with(connection, wanted))
    for batch in batches(loading.links_with(connection, wanted)):
        for row in connection.execute(select(link.a, link.b).where(link.number.in_(batch))):
            claims |= dict.fromkeys(row)
    found: set[str] = set()
    for batch in batches(dict.fromkeys(loading.article_numbers(connection, claims).values())):
        found |= set(connection.execute(select(article.id).where(article.number.in_(batch))).scalars())
    return found


def _places_of_old(connection: Connection) -> dict[str, str]:
    """Where articles lie that an older version took in: at their address, else at the file where they are now."""
    article, location = tables.article.c, tables.location.c
    query = select(article.id, location.key).join(tables.location, location.article == article.number)
    files = connection.execute(query.where(location.key.startswith("file:")).order_by(location.key.desc()))
    addresses = connection.execute(select(article.id, article.url).where(article.url.is_not(None)))
    return {row.id: row.key for row in files} | {row.id: f"{ADDRESS}{row.url}" for row in addresses}
