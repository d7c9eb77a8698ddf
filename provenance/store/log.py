"""The log: what was done to a casefile, by whom and why. Entries are appended and chained by their hashes.

Reviews and ratings are entries, and nothing else: the latest one of a subject counts.
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
    last = connection.execute(_entries().order_by(tables.log.c.number.desc()).limit(1)).mappings().first()
    at = datetime.now(UTC)
    entry: dict[str, Any] = {
        "number": 1 if last is None else last["number"] + 1,
        "at": at.isoformat(),
        "event": event,
        "subject": subject,
        "value": value,
        "person": person,
        "why": why,
        "detail": detail or {},
    }
    connection.execute(insert(tables.log), {**entry, "hash": _hash("" if last is None else last["hash"], entry)})
    return at


def broken_at(connection: Connection) -> int | None:
    """The number of the first entry whose hash does not follow from it and the entry before; None if all do."""
    before, expected = "", 1
    for entry in connection.execute(_entries().order_by(tables.log.c.number)).mappings():
        if entry["number"] != expected or entry["hash"] != _hash(before, entry):
            return int(entry["number"])
        before, expected = entry["hash"], expected + 1
    return None


def state(connection: Connection) -> LogState:
    """How far the log has got."""
    last = connection.execute(_entries().order_by(tables.log.c.number.desc()).limit(1)).mappings().first()
    return LogState(entries=0, hash="") if last is None else LogState(entries=last["number"], hash=last["hash"])


def entries(connection: Connection, *, after: int = 0, limit: int | None = None) -> list[LogEntry]:
    """The entries behind number `after`, in order."""
    query = _entries().where(tables.log.c.number > after).order_by(tables.log.c.number).limit(limit)
    return [_entry(row) for row in connection.execute(query).mappings()]


def append_review(connection: Connection, review: Review, *, target: str, carried_from: str | None = None) -> None:
    """Adds a review of `target`; `carried_from` is the claim or link of an earlier version that it was made on."""
    detail: dict[str, Any] = {"at": review.at.isoformat()}
    if carried_from is not None:
        detail["carried_from"] = carried_from
    if review.wording is not None:
        detail |= {"wording": review.wording, "scale": list(review.scale)}
    append(connection, "review", target, review.verdict, person=review.by, why=review.why, detail=detail)


def reviews(connection: Connection, targets: Iterable[str] | None = None) -> list[Review]:
    """The reviews of some claims and links (of all: None), in the order in which they were made."""
    query = _entries().where(tables.log.c.event == "review").order_by(tables.log.c.number)
    if targets is not None:
        query = query.where(tables.log.c.subject.in_(list(targets)))
    return sorted((_review(row) for row in connection.execute(query).mappings()), key=lambda review: review.at)


def append_rating(connection: Connection, rating: Rating) -> None:
    """Adds a rating; it holds for every source and outlet with the same key."""
    detail = {"at": rating.at.isoformat(), "source": rating.source}
    subject = source_key(rating.source)
    append(connection, "rating", subject, rating.grade, person=rating.by, why=rating.why, detail=detail)


def ratings(connection: Connection) -> dict[str, tuple[Rating, ...]]:
    """All ratings in the order in which they were given, by the key of what was rated (people give few)."""
    given: dict[str, list[Rating]] = {}
    query = _entries().where(tables.log.c.event == "rating").order_by(tables.log.c.number)
    for row in connection.execute(query).mappings():
        given.setdefault(row["subject"], []).append(_rating(row))
    # An entry that came from another casefile stands later in the log than it was made.
    return {key: tuple(sorted(ratings, key=lambda rating: rating.at)) for key, ratings in given.items()}


def grades(connection: Connection) -> dict[str, Grade]:
    """The grade that counts of each rated source or outlet, by its key."""
    return {key: given[-1].grade for key, given in ratings(connection).items()}


def _entries() -> Select[Any]:
    return select(tables.log)


def _entry(row: Row) -> LogEntry:
    detail = {
        str(key): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in row["detail"].items()
    }
    plain = {name: row[name] for name in ("number", "event", "subject", "value", "person", "why", "hash")}
    return LogEntry(**plain, at=datetime.fromisoformat(row["at"]), detail=detail)


def _hash(before: str, entry: Row) -> str:
    return hashlib.sha256(canonical([before, *(entry[name] for name in _CHAINED)]).encode("ascii")).hexdigest()


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
