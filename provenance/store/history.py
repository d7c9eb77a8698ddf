"""Which content took the place of which, and which facts changed: as the log has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from provenance.store import facts, tables


class Step(NamedTuple):
    """A new version came in: article ids. `reread`: the same bytes, which another version of the program read."""

    at: datetime
    before: str
    after: str
    reread: bool = False


class FactStep(NamedTuple):
    """A fact about an article changed while its text stayed. `source`: where the new value came from."""

    at: datetime
    article: str
    field: str
    before: str | None
    after: str | None
    source: str | None
    reread: bool = False
    """As of a step."""


def versions(connection: Connection) -> Iterator[Step]:
    """Every change from one version to the next, in order."""
    for row in _entries(connection, "ingest"):
        if row.value == "new-version" and "before" in row.detail:
            yield Step(datetime.fromisoformat(row.at), row.detail["before"], row.subject, "reread" in row.detail)


def changed_facts(connection: Connection) -> Iterator[FactStep]:
    """Every change of a fact, in order."""
    for row in _entries(connection, facts.CHANGED):
        detail = row.detail
        at = datetime.fromisoformat(row.at)
        yield FactStep(
            at, row.subject, row.value, detail["before"], detail["after"], detail["from"], "reread" in detail
        )


def lying_at(connection: Connection, places: Sequence[str]) -> str | None:
    """The id of the article that lies at one of some places now."""
    query = (
        select(tables.article.c.id)
        .join(tables.location, tables.location.c.article == tables.article.c.number)
        .where(tables.location.c.key.in_(list(places)))
    )
    return connection.execute(query).scalar()


def text_lying_at(connection: Connection, place: str) -> str | None:
    """The text of the article that lies at a place now."""
    query = select(tables.article.c.text).join(tables.location, tables.location.c.article == tables.article.c.number)
    return connection.execute(query.where(tables.location.c.key == place)).scalar()


def _entries(connection: Connection, event: str):  # type: ignore[no-untyped-def]
    query = select(tables.log.c.at, tables.log.c.subject, tables.log.c.value, tables.log.c.detail)
    return connection.execute(query.where(tables.log.c.event == event).order_by(tables.log.c.number)).all()
