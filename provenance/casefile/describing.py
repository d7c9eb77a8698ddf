"""Setting facts of an article that is in, as a person says they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from provenance.casefile.comparer import Comparer
from provenance.casefile.comparing import noting
from provenance.casefile.joining import join, set_right
from provenance.casefile.overrides import applied
from provenance.casefile.rereading import in_its_place
from provenance.errors import InvalidRequest
from provenance.model import Article
from provenance.records import FileOutcome
from provenance.store import facts, listing, loading, writing
from provenance.store.database import Database
from provenance.store.rows import place_key

SETTABLE = ("title", "outlet", "byline", "published_on", "modified_on")
"""What can be said of an article that is in: an address or a language would make it another one."""


def describe(database: Database, comparer: Comparer, article: str, said: Mapping[str, str], *, by: str) -> FileOutcome:
    """Sets facts of an article, by an id or its beginning. See `Casefile.describe`."""
    other = sorted(set(said) - set(SETTABLE))
    if other:
        raise InvalidRequest(f"{other[0]} of an article that is in cannot be set; choose of: {', '.join(SETTABLE)}")
    with database.reading() as connection:
        before = _as_it_lies(connection, listing.resolve_article(connection, article))
    now = applied(before, said)
    claims = () if now.id == before.id else comparer.steps.extract(replace(now, original=None))

    def work(connection: Connection) -> FileOutcome:
        known = _latest(connection, listing.resolve_article(connection, before.id))
        facts.give(connection, place_key(before), said, by)
        source = before.path or before.url or before.id
        with noting(connection, [now.id]):
            if now.id == before.id:
                return set_right(connection, source, now, known, comparer)[0]
            return join(connection, source, now, claims, comparer)[0]

    return database.change(work)


def _latest(connection: Connection, id_: str) -> writing.Known:
    """An article that is in, as what it is known; raises InvalidRequest for an earlier version."""
    known = writing.find_article(connection, id_)
    assert known is not None, "it was found by its id"
    if not known.current:
        raise InvalidRequest(f"article {id_} is an earlier version; what is said of the latest holds for all")
    return known


def _as_it_lies(connection: Connection, id_: str) -> Article:
    known = _latest(connection, id_)
    before = loading.articles(connection, [known.number])[known.number]
    before = replace(before, original=loading.original(connection, id_))
    return in_its_place(connection, known.number, before, before)
