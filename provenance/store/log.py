"""The log: what was done to a casefile, by whom and why. Entries are appended and chained by their hashes.

Reviews, ratings, notes and tags are entries, and nothing else: the last one of a subject counts (see `order`; times are
only shown). An entry is taken back by another one ("undo"), which may be taken back in turn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from provenance.bookkeeping import LogEntry, LogState
from provenance.clock import Clock, now
from provenance.model import Grade, Rating, Review, Verdict
from provenance.store import order, tables
from provenance.store.columns import Row
from provenance.store.order import Matter
from provenance.store.rows import canonical, source_key

_LATEST = 200
_CHAINED = ("number", "at", "event", "subject", "value", "person", "why", "detail")


def append(
    connection: Connection,
    event: str,
    subject: str,
    value: str,
    *,
    person: str | None = None,
    why: str | None = None,
    detail: dict[str, Any] | None = None,
) -> datetime:
    """Adds an entry and answers with its time. The transaction has to be a writing one.

    `detail` of a decision has to hold what it had seen (`order.OVER`); see `decide`.
    """
    last = select(tables.log.c.number, tables.log.c.hash).order_by(tables.log.c.number.desc()).limit(1)
    before = connection.execute(last).mappings().first()
    at = time(connection)
    columns: dict[str, Any] = {
        "number": 1 if before is None else before["number"] + 1,
        "at": at.isoformat(),
        "event": event,
        "subject": subject,
        "value": value,
        "person": person,
        "why": why,
        "detail": detail or {},
    }
    columns["hash"] = _hash("" if before is None else before["hash"], columns)
    connection.execute(insert(tables.log), columns)
    _anchor(connection, LogState(entries=columns["number"], hash=columns["hash"]))
    return at


def last_but(connection: Connection, events: Collection[str]) -> int:
    """The number of the last entry of another event than these; 0 where there is none."""
    last = select(tables.log.c.number).where(tables.log.c.event.not_in(events)).order_by(tables.log.c.number.desc())
    return connection.execute(last.limit(1)).scalar() or 0


def time(connection: Connection) -> datetime:
    """What the casefile's clock says."""
    clock: Clock = connection.get_execution_options().get("clock", now)
    return clock()


def decide(
    connection: Connection,
    event: str,
    subject: str,
    value: str,
    *,
    person: str | None = None,
    why: str | None = None,
    detail: dict[str, Any] | None = None,
    seen: int | None = None,
) -> None:
    """Adds a decision that has seen all that was decided on its matter so far, or (`seen`) up to that entry of the log:
    what somebody else decided meanwhile stands beside it then, and contradicts it where it says otherwise."""
    matter = order.new_matter(event, subject, value)
    heads: Sequence[str] = ()
    if matter is not None:
        heads = order.ledger(connection, order.EVENTS[matter.kind], [subject], until=seen).outcome(matter).heads
    known = {**(detail or {}), order.OVER: list(heads)}
    append(connection, event, subject, value, person=person, why=why, detail=known)


def _anchor(connection: Connection, end: LogState) -> None:
    """Notes beside the log where it ends."""
    columns = {"entries": end.entries, "hash": end.hash}
    if not connection.execute(update(tables.log_head).values(columns)).rowcount:
        connection.execute(insert(tables.log_head), columns | {"one": 1})


def head(connection: Connection) -> LogState:
    """Where the log ends as is noted beside it: the same as `state`, unless one of the two was changed."""
    row = connection.execute(select(tables.log_head.c.entries, tables.log_head.c.hash)).first()
    return LogState(entries=0, hash="") if row is None else LogState(entries=row.entries, hash=row.hash)


def broken_at(connection: Connection) -> int | None:
    """The number of the first entry whose hash does not follow from it and the entry before; None if all do."""
    before, expected = "", 1
    for row in connection.execute(_entries().order_by(tables.log.c.number)).mappings():
        if row["number"] != expected or row["hash"] != _hash(before, row):
            return int(row["number"])
        before, expected = row["hash"], expected + 1
    return None


def state(connection: Connection) -> LogState:
    """How far the log has got."""
    row = connection.execute(_entries().order_by(tables.log.c.number.desc()).limit(1)).mappings().first()
    return LogState(entries=0, hash="") if row is None else LogState(entries=row["number"], hash=row["hash"])


def entries(connection: Connection, *, after: int = 0, limit: int | None = None) -> list[LogEntry]:
    """The entries behind number `after`, in order."""
    query = _entries().where(tables.log.c.number > after).order_by(tables.log.c.number).limit(limit)
    return [entry(row) for row in connection.execute(query).mappings()]


def last(connection: Connection) -> LogEntry:
    """The entry that was appended last; there has to be one."""
    return entry(connection.execute(_entries().order_by(tables.log.c.number.desc()).limit(1)).mappings().one())


def append_review(connection: Connection, review: Review) -> None:
    """Adds a review."""
    detail: dict[str, Any] = {"at": review.at.isoformat()}
    if review.wording is not None:
        detail |= {"wording": review.wording, "scale": list(review.scale)}
    decide(connection, order.REVIEW, review.target, review.verdict, person=review.by, why=review.why, detail=detail)


def reviews(connection: Connection, targets: Iterable[str] | None = None) -> list[Review]:
    """The reviews of some claims and links (of all: None) that stand, each after those that it had seen."""
    return [_review(row) for row in standing_rows(connection, (order.REVIEW,), targets)]


def terms(connection: Connection) -> tuple[str, ...]:
    """The terms in which the latest reviews were put, with the scales that they are of, each once."""
    entry = tables.log.c
    query = select(entry.detail).where(entry.event == order.REVIEW).order_by(entry.number.desc()).limit(_LATEST)
    found = (detail for detail in connection.execute(query).scalars() if "wording" in detail)
    return tuple(dict.fromkeys(term for detail in found for term in (*detail["scale"], detail["wording"])))


def append_rating(connection: Connection, rating: Rating) -> None:
    """Adds a rating; it holds for every source and outlet with the same key."""
    detail = {"at": rating.at.isoformat(), "source": rating.source}
    subject = source_key(rating.source)
    decide(connection, order.RATING, subject, rating.grade, person=rating.by, why=rating.why, detail=detail)


def ratings(connection: Connection) -> dict[str, tuple[Rating, ...]]:
    """All ratings that stand, each after those that it had seen, by the key of what was rated (people give few)."""
    given: dict[str, list[Rating]] = {}
    for row in standing_rows(connection, (order.RATING,)):
        given.setdefault(row["subject"], []).append(_rating(row))
    return {key: tuple(ratings) for key, ratings in given.items()}


def rows(connection: Connection, events: Iterable[str], subjects: Iterable[str] | None = None) -> list[Row]:
    """The entries of some events (of some subjects only), in the order in which they stand."""
    query = _entries().where(tables.log.c.event.in_(list(events))).order_by(tables.log.c.number)
    if subjects is not None:
        query = query.where(tables.log.c.subject.in_(list(subjects)))
    return list(connection.execute(query).mappings())


def standing_rows(connection: Connection, events: Iterable[str], subjects: Iterable[str] | None = None) -> list[Row]:
    """The decisions of some events (on some subjects only) that nobody took back, each after those that it had seen."""
    wanted = None if subjects is None else set(subjects)
    return standing_in(order.ledger(connection, events, wanted), wanted)


def standing_in(known: order.Ledger, subjects: Iterable[str] | None = None) -> list[Row]:
    """The same, as a ledger has it."""
    wanted = None if subjects is None else set(subjects)
    matters: list[Matter] = [one for one in known.matters if wanted is None or one.subject in wanted]
    found = [row for matter in matters for row in known.outcome(matter).standing]
    return sorted(found, key=lambda row: (known.number(order.root(row)), row["number"]))


def made(row: Row) -> datetime:
    """When an entry was first made, as the clock of that computer said."""
    return datetime.fromisoformat(row["detail"].get("at", row["at"]))


def _entries() -> Select[Any]:
    return select(tables.log)


def entry(row: Row) -> LogEntry:
    """The record of a row."""
    detail = {
        str(key): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in row["detail"].items()
    }
    plain = {name: row[name] for name in ("number", "event", "subject", "value", "person", "why", "hash")}
    return LogEntry(**plain, at=datetime.fromisoformat(row["at"]), detail=detail)


def _hash(before: str, row: Row) -> str:
    return hashlib.sha256(canonical([before, *(row[name] for name in _CHAINED)]).encode("ascii")).hexdigest()


def _review(row: Row) -> Review:
    at = datetime.fromisoformat(row["detail"]["at"])
    return Review(
        target=row["subject"],
        verdict=Verdict(row["value"]),
        by=row["person"],
        why=row["why"],
        at=at,
        wording=row["detail"].get("wording"),
        scale=tuple(row["detail"].get("scale", ())),
    )


def _rating(row: Row) -> Rating:
    at = datetime.fromisoformat(row["detail"]["at"])
    return Rating(source=row["detail"]["source"], grade=Grade(row["value"]), by=row["person"], why=row["why"], at=at)
