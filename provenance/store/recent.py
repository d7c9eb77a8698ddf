"""Claims that a connection has read of late, kept in memory while nothing but new articles comes in.

An article that joins is compared with a thousand claims of its story, most of which the article before it was compared
with as well. What a claim says changes only with an entry in the log, whoever writes it, so the log tells when what was
read holds no longer; and a claim is known by its id, which follows from its content, so that a number that was given
away and taken back deceives nobody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, and_, func, or_, select

from provenance.model import Article, Claim
from provenance.store import dialects, incidents, loading, order, tables

T = TypeVar("T")

CLAIMS, ARTICLES = 10_000, 1_000
"""So many are kept, those asked for last: some 50 MB."""

ASIDE = order.REVIEW, order.RATING, order.NOTE, order.TAG, order.UNTAG, order.KEEP, order.VIEW, incidents.EVENT
"""What happens without a change of what claims say, or of which are there."""

_ADDING = "added", "new-version", "unchanged"
_log = tables.log.c
_CHANGES_NO_CLAIM = or_(
    _log.event.in_(ASIDE),
    and_(_log.event == order.INGEST, _log.value.in_(_ADDING)),
)


class Place(NamedTuple):
    """A claim by its number, and the article that it stands in."""

    number: int
    claim: str
    article: int
    article_id: str


class _Last(OrderedDict[str, T], Generic[T]):
    """What was asked for last, by id, up to so many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def find(self, key: str) -> T | None:
        found = self.get(key)
        if found is not None:
            self.move_to_end(key)
        return found

    def keep(self, key: str, value: T) -> None:
        self[key] = value
        if len(self) > self._most:
            self.popitem(last=False)


class Recent:
    """The claims and articles that were read last, as of an entry of the log."""

    def __init__(self) -> None:
        self._claims: _Last[Claim] = _Last(CLAIMS)
        self._articles: _Last[Article] = _Last(ARTICLES)
        self._number, self._hash = 0, ""

    def claims(self, connection: Connection, numbers: Iterable[int]) -> dict[int, Claim]:
        """As `loading.claims`, but what was read before is not read again."""
        self._follow(connection)
        wanted = _places(connection, list(dict.fromkeys(numbers)))
        found = {place.number: self._claims.find(place.claim) for place in wanted}
        missing = [place for place in wanted if found[place.number] is None]
        known = {place.article: self._articles.find(place.article_id) for place in missing}
        held = {number: article for number, article in known.items() if article is not None}
        read = loading.claims(connection, [place.number for place in missing], held)
        for place in missing:
            claim = read[place.number]
            self._claims.keep(place.claim, claim)
            self._articles.keep(place.article_id, claim.article)
        return {number: claim if claim is not None else read[number] for number, claim in sorted(found.items())}

    def _follow(self, connection: Connection) -> None:
        """Lets go of everything if anything happened since but that articles came and people decided."""
        last = select(_log.number, _log.hash).order_by(_log.number.desc()).limit(1)
        number, hash_ = connection.execute(last).one_or_none() or (0, "")
        if (number, hash_) == (self._number, self._hash):
            return
        before = connection.execute(select(_log.hash).where(_log.number == self._number)).scalar()
        others = select(func.count()).where(_log.number > self._number, ~_CHANGES_NO_CLAIM)
        if before != self._hash or connection.execute(others).scalar_one():
            self._claims.clear()
            self._articles.clear()
        self._number, self._hash = number, hash_


def claims(connection: Connection, numbers: Iterable[int]) -> dict[int, Claim]:
    """Some claims by number, in the order of their numbers, from memory where this connection read them of late."""
    recent = connection.info.setdefault(Recent, Recent())
    found: dict[int, Claim] = recent.claims(connection, numbers)
    return found


def forget(connection: Connection) -> None:
    """Lets go of all that this connection read: rows were changed, and no entry of the log says so yet."""
    connection.info.pop(Recent, None)


def _places(connection: Connection, numbers: list[int]) -> list[Place]:
    claim, article = tables.claim.c, tables.article.c
    query = select(claim.number, claim.id, article.number, article.id).join_from(
        tables.claim, tables.article, article.number == claim.article
    )
    among = dialects.of(connection).among(claim.number, numbers)
    return [Place(*row) for row in dialects.plain_rows(connection, query.where(among))]
