"""Which version of the program read which article, and what people decided on what is read anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from provenance.model import Article, Link
from provenance.store import loading, log, order, repeating, tables, undoing
from provenance.store.columns import Row, packed
from provenance.store.order import DECISIONS, INGEST, NOTE, OVER, UNDER
from provenance.store.rows import link_from, source_key
from provenance.store.seals import REREAD
from provenance.version import __version__

PROGRAM = "program"
"""In the detail of an entry: the version of the program that read the article."""
UNKNOWN = "an earlier version"
"""What read an article of which nothing is noted."""

FILE = "file:"

_article, _link, _hop = tables.article.c, tables.link.c, tables.hop.c
_BY_ANOTHER = or_(_article.read_by.is_(None), _article.read_by != __version__)


def due(connection: Connection, *, everything: bool = False) -> list[int]:
    """The listed articles, by number, that another version of the program read; or every listed one."""
    query = select(_article.number).where(_article.current.is_(True)).order_by(_article.number)
    return list(connection.execute(query if everything else query.where(_BY_ANOTHER)).scalars())


def count_due(connection: Connection) -> int:
    """How many listed articles another version of the program read."""
    query = select(func.count()).where(_article.current.is_(True), _BY_ANOTHER)
    return int(connection.execute(query).scalar_one())


def reader(connection: Connection, number: int) -> str:
    """The version of the program that read an article, by number."""
    return str(connection.execute(select(_article.read_by).where(_article.number == number)).scalar() or UNKNOWN)


def note_reader(connection: Connection, number: int) -> None:
    """Notes that this version has read an article, by number."""
    connection.execute(update(tables.article).where(_article.number == number).values(read_by=__version__))


def readers(connection: Connection) -> dict[str, str]:
    """Which version read an article here the last time, by id, as the log has it; nothing of what came by a merge."""
    entry = tables.log.c
    query = select(entry.subject, entry.detail).where(entry.event.in_((INGEST, REREAD))).order_by(entry.number)
    found = {}
    for subject, detail in connection.execute(query):
        if PROGRAM in detail and "entry" not in detail:
            found[subject] = str(detail[PROGRAM])
    return found


def note_places(connection: Connection, number: int, article: Article) -> None:
    """Notes where the text of an article stood in its original, and what of it is furniture, as it is read today."""
    values = {name: packed(getattr(article, name)) for name in ("places", "found", "furniture")}
    connection.execute(update(tables.article).where(_article.number == number).values(values))


def by_original(connection: Connection, numbers: Sequence[int]) -> list[list[int]]:
    """Some articles by number, those together that were read from the same bytes."""
    groups: dict[str | int, list[int]] = {}
    for batch in loading.batches(numbers):
        query = select(_article.number, _article.sha256).where(_article.number.in_(batch)).order_by(_article.number)
        for number, sha256 in connection.execute(query):
            groups.setdefault(sha256 or number, []).append(number)
    return list(groups.values())


def file_of(connection: Connection, number: int) -> str | None:
    """The file where an article lies, by number, from whichever folder it was named; None where it lies in none."""
    query = select(tables.location.c.key).where(tables.location.c.article == number)
    keys = connection.execute(query.order_by(tables.location.c.key)).scalars()
    return next((key.removeprefix(FILE) for key in keys if key.startswith(FILE)), None)


def decided(connection: Connection, subjects: Iterable[str]) -> list[Row]:
    """The decisions on some claims, links and articles, by id, that stand."""
    wanted = list(dict.fromkeys(subjects))
    return [row for batch in loading.batches(wanted) for row in log.standing_rows(connection, DECISIONS, batch)]


def ids_of(connection: Connection, number: int) -> list[str]:
    """An article, by number, its claims, and their links: by id."""
    claim = tables.claim.c
    own = select(claim.number).where(claim.article == number).scalar_subquery()
    queries = (
        select(_article.id).where(_article.number == number),
        select(claim.id).where(claim.article == number).order_by(claim.number),
        select(_link.id).where(_link.a.in_(own) | _link.b.in_(own)).order_by(_link.number),
    )
    return [id_ for query in queries for id_ in connection.execute(query).scalars()]


def links(connection: Connection, ids: Iterable[str]) -> list[Link]:
    """Those of some links, by id, that are there."""
    numbers = loading.links_with(connection, ids)
    rows = [
        dict(row)
        for batch in loading.batches(numbers)
        for row in connection.execute(select(tables.link).where(_link.number.in_(batch))).mappings()
    ]
    claims = loading.claims(connection, (row[end] for row in rows for end in ("a", "b")))
    return [link_from(row, claims[row["a"]], claims[row["b"]]) for row in rows]


def move(connection: Connection, row: Row, target: str | None, *, still_there: bool, moved: Mapping[str, str]) -> None:
    """Lets a decision follow its words to `target`; None: these words are gone. `moved`: as `repeating.repeat` has it.

    `still_there`: other words stand now under the id that it was made on. There it is taken back, by an entry that
    can be taken back itself; on `target` it is made again, in the name of who made it.
    """
    if not still_there:
        if target is not None:
            repeating.repeat(connection, row["subject"], target, moved=moved)
        return
    if target is not None:
        told = repeating.in_places(row, moved)
        detail = {key: value for key, value in told.items() if key not in ("entry", "carried", OVER, UNDER)}
        detail |= {"at": log.made(row).isoformat(), "reread_from": row["subject"]}
        log.decide(connection, row["event"], target, row["value"], person=row["person"], why=row["why"], detail=detail)
    known = order.ledger(connection, DECISIONS, [row["subject"]])
    undoing.append(connection, known, row, by=f"provenance {__version__}", why="read anew: other words stand there")


def carried(connection: Connection, subjects: Iterable[str]) -> set[str]:
    """The roots of the decisions that were repeated from some claims, links or articles on others."""
    wanted = set(subjects)
    rows = log.rows(connection, DECISIONS)
    return {order.root(row) for row in rows if row["detail"].get("carried_from") in wanted}


def graded(connection: Connection, labels: Iterable[str]) -> set[str]:
    """The keys of those of some sources that people graded."""
    return {source_key(label) for label in labels} & log.ratings(connection).keys()


def uncited(connection: Connection, keys: Iterable[str]) -> list[str]:
    """Those of some sources, by key, that no listed claim cites and no listed article is of."""
    found = []
    for key in sorted(keys):
        cited = select(_hop.claim).join(tables.article, _article.number == _hop.article)
        cited = cited.where(_hop.source == key, _article.current.is_(True)).limit(1)
        of_outlet = select(_article.number).where(_article.outlet_key == key, _article.current.is_(True)).limit(1)
        if connection.execute(cited).first() is None and connection.execute(of_outlet).first() is None:
            found.append(key)
    return found


def told(lost: Iterable[Row]) -> list[Mapping[str, Any]]:
    """What the log keeps of decisions that lost their place."""
    return [
        {"event": row["event"], "target": row["subject"], "value": row["value"], "by": row["person"]} for row in lost
    ]


def repeat_notes(connection: Connection, before: str, after: str) -> None:
    """Lets the notes on an article, by id, follow to what it is read as today."""
    if log.rows(connection, (NOTE,), [before]):
        repeating.repeat(connection, before, after, events=(NOTE,))
