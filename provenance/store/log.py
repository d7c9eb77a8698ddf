"""The log: what was done to a casefile, by whom and why. Entries are appended and chained by their hashes.

Reviews, ratings, notes and tags are entries, and nothing else: the latest one of a subject counts. An entry is taken
back by another one ("undo"), which may be taken back in turn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from provenance.model import Grade, Rating, Review, Verdict
from provenance.records import LogEntry, LogState
from provenance.store import tables
from provenance.store.rows import Row, canonical, source_key

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
    """Adds an entry and answers with its time. The transaction has to be a writing one."""
    before = connection.execute(_entries().order_by(tables.log.c.number.desc()).limit(1)).mappings().first()
    at = datetime.now(UTC)
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
    connection.execute(
        insert(tables.log), {**columns, "hash": _hash("" if before is None else before["hash"], columns)}
    )
    return at


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


def append_review(connection: Connection, review: Review, *, target: str, carried_from: str | None = None) -> None:
    """Adds a review of `target`; `carried_from` is the claim or link of an earlier version that it was made on."""
    detail: dict[str, Any] = {"at": review.at.isoformat()}
    if carried_from is not None:
        detail["carried_from"] = carried_from
    if review.wording is not None:
        detail |= {"wording": review.wording, "scale": list(review.scale)}
    append(connection, "review", target, review.verdict, person=review.by, why=review.why, detail=detail)


def reviews(connection: Connection, targets: Iterable[str] | None = None) -> list[Review]:
    """The reviews of some claims and links (of all: None) that stand, in the order in which they were made."""
    return [_review(row) for row in standing_rows(connection, ("review",), targets)]


def append_rating(connection: Connection, rating: Rating) -> None:
    """Adds a rating; it holds for every source and outlet with the same key."""
    detail = {"at": rating.at.isoformat(), "source": rating.source}
    subject = source_key(rating.source)
    append(connection, "rating", subject, rating.grade, person=rating.by, why=rating.why, detail=detail)


def ratings(connection: Connection) -> dict[str, tuple[Rating, ...]]:
    """All ratings that stand in the order in which they were given, by the key of what was rated (people give few)."""
    given: dict[str, list[Rating]] = {}
    for row in standing_rows(connection, ("rating",)):
        given.setdefault(row["subject"], []).append(_rating(row))
    return {key: tuple(ratings) for key, ratings in given.items()}


def grades(connection: Connection) -> dict[str, Grade]:
    """The grade that counts of each rated source or outlet, by its key."""
    return {key: given[-1].grade for key, given in ratings(connection).items()}


def rows(connection: Connection, events: Iterable[str], subjects: Iterable[str] | None = None) -> list[Row]:
    """The entries of some events (of some subjects only), in the order in which they were made.

    That is not the order of their numbers: an entry that came from another casefile stands later than it was made.
    """
    query = _entries().where(tables.log.c.event.in_(list(events))).order_by(tables.log.c.number)
    if subjects is not None:
        query = query.where(tables.log.c.subject.in_(list(subjects)))
    return sorted(connection.execute(query).mappings(), key=made)


def standing_rows(connection: Connection, events: Iterable[str], subjects: Iterable[str] | None = None) -> list[Row]:
    """The same without those that were taken back."""
    gone = taken_back(connection)
    return [row for row in rows(connection, events, subjects) if root(row) not in gone]


def taken_back(connection: Connection) -> frozenset[str]:
    """The roots of the entries that an undo takes back which was not taken back itself."""
    gone: set[str] = set()
    query = _entries().where(tables.log.c.event == "undo").order_by(tables.log.c.number.desc())
    for row in connection.execute(query).mappings():  # the latest first: no later entry can take it back any more
        if root(row) not in gone:
            gone.add(row["detail"]["undoes"])
    return frozenset(gone)


def root(row: Row) -> str:
    """What an entry is known by wherever it is repeated, in another casefile or on a later version of an article."""
    detail = row["detail"]
    return str(detail.get("carried") or detail.get("entry") or row["hash"])


def made(row: Row) -> datetime:
    """When an entry was first made."""
    return datetime.fromisoformat(row["detail"].get("at", row["at"]))


def repeat(connection: Connection, row: Row, subject: str) -> None:
    """Repeats an entry about a claim or link on the one that took its place."""
    detail = {name: value for name, value in row["detail"].items() if name != "entry"}
    detail |= {"at": made(row).isoformat(), "carried_from": row["subject"], "carried": root(row)}
    append(connection, row["event"], subject, row["value"], person=row["person"], why=row["why"], detail=detail)


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
