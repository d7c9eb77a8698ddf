"""Hashes over what was read and found, which the log keeps so that a later change of the rows shows.

What is sealed: of an article its facts, its claims and who says them; the links that begin at its claims (`a`); the
terms by which it is found; whether it is listed; and what lies where. All else follows from these rows and from the
log, and can be computed. An entry seals the state that it leaves behind: of several the latest counts.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, literal, select

from provenance.language.pairs import term_pairs
from provenance.model import Band, Level, Polarity, Stance, Status
from provenance.store import as_read, tables
from provenance.store.columns import Row
from provenance.store.loading import article_numbers, batches
from provenance.store.rows import canonical

FORM = 2
"""What an entry's seals cover. The first form (`seal` in the detail) left out some facts, links, terms and places."""

REPAIR = "repair"
"""The event of an entry that says what was made anew, or sealed as it was then."""

COMPARED = "compared"
"""The event of claims that were compared anew, since people set what they say: `subject` is "claims", `value` how many.
"""

REREAD = "reread"
"""The event of an article that was read anew in its place: `subject` is its id, `value` what differs."""

_FIRST = {
    tables.article: ("id", "title", "outlet", "byline", "published_on", "url", "media_type", "language", "sha256",
                     "found"),
    tables.claim: ("id", "start", "end", "ordinal", "content", "content_text", "quotation", "kind", "naming", "level",
                   "polarity", "status", "cues", "hedges", "likelihood_low", "likelihood_high", "likelihood_scale"),
    tables.hop: ("position", "source", "label", "holder", "start", "end", "name", "kind", "naming", "cue", "cue_start",
                 "cue_end"),
}  # fmt: skip
"""What the first form covers, in its order."""
_SECOND = _FIRST | {
    tables.article: (*_FIRST[tables.article], "path", "modified_on", "places", "ingested_at"),
    tables.hop: tuple(name for name in _FIRST[tables.hop] if name != "source"),  # follows from the label
    tables.link: ("id", "relation", "score", "reasons", "parts"),
}
"""What the second form covers of every row. A column that came later is covered where it holds something: so hashes
from before it came stay what they are."""
_OWNER, _FROM = "of claim", "from"
"""Beside the columns of a hop or a link: the id of the claim that it is of, or begins at."""
_BITS = 256
_ROWS = 5000

Terms = Mapping[str, float]
"""Weights by term."""
_Form = Mapping[Table, Sequence[str]]
KeyRow = tuple[str, str, float | None]
"""The id of an article or a claim, a term of it, and its weight; a pair of terms has none."""


@dataclass(slots=True)
class Seals:
    """What one entry seals: each part by article id, `places` by their keys.

    `was` holds the hashes from before a change of rows that were sealed already: an entry must not cover up what
    happened to them in between. `whole`: nothing else lies anywhere.
    """

    articles: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    listed: dict[str, bool] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    places: dict[str, Sequence[str | int]] = field(default_factory=dict)
    whole: bool = False
    was: dict[str, dict[str, str]] = field(default_factory=lambda: {"articles": {}, "links": {}})

    def before_facts(self, connection: Connection, article: int) -> None:
        """Call before the facts of an article, by number, are changed."""
        for number, id_ in _ids(connection, [article]).items():
            self.was["articles"][id_] = seal_article(connection, number)

    def before_links(self, connection: Connection, claims: Iterable[int]) -> None:
        """Call before links come or go that begin at some claims, by number."""
        for number, id_ in _ids(connection, set(article_numbers(connection, claims).values())).items():
            if id_ not in self.was["links"]:
                self.was["links"][id_] = seal_links(connection, number)

    def note_facts(self, connection: Connection, articles: Iterable[int]) -> None:
        """Seals articles whose rows were written, by number."""
        for number, id_ in _ids(connection, articles).items():
            self.articles[id_] = seal_article(connection, number)

    def note_keys(self, connection: Connection, article: int) -> None:
        """Seals the terms of an article, by number, whose rows were written."""
        [(_, id_)] = _ids(connection, [article]).items()
        claim, story = tables.claim.c, tables.article_key.c
        rows: list[KeyRow] = [
            (id_, *row) for row in connection.execute(select(story.key, story.weight).where(story.article == article))
        ]
        for table in (tables.claim_key, tables.claim_pair):
            query = select(claim.id, table.c.key, table.c.get("weight", literal(None)))
            query = query.join(tables.claim, claim.number == table.c.claim).where(claim.article == article)
            rows += [(one, key, weight) for one, key, weight in connection.execute(query)]
        self.keys[id_] = seal_of_sum(sum_of_keys(rows))

    def note_links(self, connection: Connection, articles: Iterable[int], begun: Iterable[int] = ()) -> None:
        """Seals the links that begin at the claims of some articles, or at the claims `begun` or their neighbours in
        the same article: all by number.
        """
        numbers = {*articles, *article_numbers(connection, begun).values()}
        for number, id_ in _ids(connection, sorted(numbers)).items():
            self.links[id_] = seal_links(connection, number)

    def note_place(self, connection: Connection, articles: Iterable[int]) -> None:
        """Seals where some articles lie, by number, whether they are listed, and which versions they are."""
        article = tables.article.c
        for number in _ids(connection, articles):
            query = select(article.id, article.current, article.version).where(article.number == number)
            id_, self.listed[id_], self.versions[id_] = connection.execute(query).one()
            self.places |= places_of(connection, number)

    def detail(self) -> dict[str, Any]:
        """As an entry of the log holds them, under `sealed`."""
        parts = {name: getattr(self, name) for name in (*PARTS, "was")}
        sealed = {"form": FORM, **{name: part for name, part in parts.items() if any(part.values())}}
        return sealed | {"whole": True} if self.whole else sealed


PARTS = ("articles", "links", "keys", "listed", "versions", "places")


@dataclass(slots=True)
class Held:
    """What the log of a casefile holds of its articles, by id: the latest of each part of `Seals`.

    `first`: hashes of the first form; there may be several, since a merge brings the entries of a casefile in which
    another version of the program read it. `came`: the articles that came in, with the entry that says so last.
    `covered_up`: what was changed before an entry sealed it anew: that entry's number, the part, the id. `whole`:
    every entry has sealed what it left behind, so nothing else can be there. `titles`: which titles an article had
    whose title changed. `originals`: the hashes of files that changed facts came from. `out`: the
    articles that a person took out here, and that did not come in again.
    """

    seals: Seals = field(default_factory=Seals)
    first: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    came: dict[str, int] = field(default_factory=dict)
    covered_up: list[tuple[int, str, str]] = field(default_factory=list)
    whole: bool = True
    titles: defaultdict[str, set[str | None]] = field(default_factory=lambda: defaultdict(set))
    originals: set[str] = field(default_factory=set)
    out: set[str] = field(default_factory=set)

    def arrive(self, entry: int, id_: str, detail: Mapping[str, Any], *, own: bool) -> None:
        """Takes over that an article came in; in another casefile it did not come back here."""
        if own or id_ not in self.out:
            self.came[id_] = entry
        if "seal" in detail:
            self.first[id_].add(detail["seal"])

    def forget(self, detail: Mapping[str, Any], *, own: bool) -> None:
        """Takes over that a person took articles out: here, or in the casefile that an entry was passed on from."""
        for id_ in detail["versions"]:
            self.came.pop(id_, None)
            if own:
                self.out.add(id_)
                self.first.pop(id_, None)
                for part in (self.seals.articles, self.seals.links, self.seals.keys, self.seals.versions):
                    part.pop(id_, None)
                self.seals.listed.pop(id_, None)
        if own:
            lay = {key for key, (id_, _) in self.seals.places.items() if id_ in detail["versions"]}
            self.seals.places = {key: place for key, place in self.seals.places.items() if key not in lay}
            self.originals -= set(detail["originals"])

    def take(self, entry: int, sealed: Mapping[str, Any]) -> None:
        """Takes over what an entry has sealed."""
        for part, hashes in sealed.get("was", {}).items():
            known = getattr(self.seals, part)
            self.covered_up += [(entry, part, id_) for id_, was in hashes.items() if known.get(id_, was) != was]
        for part in PARTS:
            getattr(self.seals, part).update(sealed.get(part, {}))
        self.out -= set(sealed.get("articles", {}))
        self.whole = self.whole or sealed.get("whole", False)


def held(connection: Connection) -> Held:
    """What the log holds now. An entry that another casefile made says nothing of the rows here, a merge's own does."""
    found = Held()
    log = tables.log.c
    query = select(log.number, log.event, log.subject, log.value, log.detail).order_by(log.number)
    events = ("ingest", "merge", REPAIR, REREAD, COMPARED, "facts", "remove")
    for row in connection.execute(query.where(log.event.in_(events))):
        own = "entry" not in row.detail
        if row.event == "facts":
            if row.value == "title":
                found.titles[row.subject] |= {row.detail["before"], row.detail["after"]}
            if own and "sha256" in row.detail:
                found.originals.add(row.detail["sha256"])
            continue
        if row.event == "ingest":
            found.arrive(row.number, row.subject, row.detail, own=own)
        if own and "sealed" in row.detail:
            found.take(row.number, row.detail["sealed"])
        elif own:
            found.whole = False
        if row.event == "remove":
            found.forget(row.detail, own=own)
    return found


def seal_article(connection: Connection, article: int) -> str:
    """Of the article with this number, its claims and their attribution: 64 hexadecimal digits."""
    return _article_hash(connection, article, _SECOND)


def first_seal(connection: Connection, article: int) -> str:
    """The same in the first form."""
    return _article_hash(connection, article, _FIRST)


def seal_links(connection: Connection, article: int) -> str:
    """Of the links that begin at the claims of an article, rejected ones and such that are not listed among them."""
    query = (
        _all(tables.link, tables.claim.c.id.label(_FROM))
        .join(tables.claim, tables.claim.c.number == tables.link.c.a)
        .where(tables.claim.c.article == article)
        .order_by(tables.link.c.id)
    )
    rows: list[Row] = list(connection.execute(query).mappings())
    read = as_read.readings(connection, (row["id"] for row in rows))
    found = [{**row, **read[row["id"]]["link"]} if row["id"] in read else row for row in rows]
    kept = (row for row in found if row["id"] not in read or read[row["id"]]["link"])
    return _hash([[_sealed(row, tables.link, _SECOND) for row in kept]])


def seal_keys(article: str, story: Terms, claims: Mapping[str, Terms]) -> str:
    """Of the terms of an article and of its claims, both by id, and of the pairs of these: 64 hexadecimal digits."""
    return seal_of_sum(sum_of_keys(_key_rows(article, story, claims)))


def _key_rows(article: str, story: Terms, claims: Mapping[str, Terms]) -> Iterator[KeyRow]:
    yield from ((article, key, float(weight)) for key, weight in story.items())
    for claim, terms in claims.items():
        yield from ((claim, key, float(weight)) for key, weight in terms.items())
        yield from ((claim, key, None) for key in term_pairs(terms))


def sum_of_keys(rows: Iterable[KeyRow]) -> int:
    """A sum over rows in any order: tables of terms lie in the order of the terms, and are read for all articles at
    once. It shows damage; against whoever wants another sum to come out alike it holds less than a hash in a row.
    """
    return sum(int.from_bytes(hashlib.sha256(repr(row).encode("ascii", "backslashreplace")).digest()) for row in rows)


def seal_of_sum(sum_: int) -> str:
    """64 hexadecimal digits."""
    return f"{sum_ % 2**_BITS:0{_BITS // 4}x}"


def sums_of_keys(connection: Connection) -> dict[str, int]:
    """The sums over the terms of all articles as they are stored, by article id."""
    articles = dict(connection.execute(select(tables.article.c.number, tables.article.c.id)).all())
    claim = tables.claim.c
    rows = connection.execute(select(claim.number, claim.id, claim.article))
    claims = {row.number: (row.id, articles.get(row.article)) for row in rows}
    sums: defaultdict[str, int] = defaultdict(int)
    for row in connection.execute(select(tables.article_key).execution_options(yield_per=_ROWS)):
        owner = articles.get(row.article)
        if owner is not None:
            sums[owner] += sum_of_keys([(owner, row.key, row.weight)])
    for table in (tables.claim_key, tables.claim_pair):
        for row in connection.execute(select(table).execution_options(yield_per=_ROWS)):
            id_, owner = claims.get(row.claim, (None, None))
            if id_ is not None and owner is not None:
                sums[owner] += sum_of_keys([(id_, row.key, getattr(row, "weight", None))])
    return sums


def places_of(connection: Connection, article: int | None = None) -> dict[str, Sequence[str | int]]:
    """Where an article, by number (None: every one), lies now: its id, and its version there."""
    query = select(tables.location.c.key, tables.article.c.id, tables.location.c.version).join(
        tables.article, tables.article.c.number == tables.location.c.article
    )
    query = query if article is None else query.where(tables.location.c.article == article)
    return {key: [id_, version] for key, id_, version in connection.execute(query)}


def _ids(connection: Connection, articles: Iterable[int]) -> dict[int, str]:
    return {
        number: id_
        for batch in batches(articles)
        for number, id_ in connection.execute(
            select(tables.article.c.number, tables.article.c.id).where(tables.article.c.number.in_(batch))
        )
    }


def _article_hash(connection: Connection, article: int, form: _Form) -> str:
    claim = tables.claim.c
    owner = claim.id.label(_OWNER)
    queries: Mapping[Table, Select[Any]] = {
        tables.article: _all(tables.article).where(tables.article.c.number == article),
        tables.claim: _all(tables.claim).where(claim.article == article).order_by(claim.start, claim.ordinal, claim.id),
        tables.hop: _all(tables.hop, owner)
        .where(claim.article == article, claim.number == tables.hop.c.claim)
        .order_by(claim.id, tables.hop.c.position),
    }
    rows: dict[Table, list[Row]] = {
        table: list(connection.execute(query).mappings()) for table, query in queries.items()
    }
    read = as_read.of_article(connection, article)
    if read:
        rows |= _as_read(rows, read)
    return _hash([[_sealed(row, table, form) for row in found] for table, found in rows.items()])


def _as_read(rows: Mapping[Table, list[Row]], read: Mapping[str, as_read.Reading]) -> dict[Table, list[Row]]:
    """The rows of claims and hops as they were before people corrected and added some."""
    added = {id_ for id_, reading in read.items() if as_read.ADDED in reading}
    there = (row for row in rows[tables.claim] if row["id"] not in added)
    claims = [{**row, **read[row["id"]]["claim"]} if row["id"] in read else row for row in there]
    hops = [row for row in rows[tables.hop] if row[_OWNER] not in read]
    hops += [{**hop, _OWNER: id_} for id_, reading in read.items() if id_ not in added for hop in reading["hops"]]
    hops.sort(key=lambda hop: (hop[_OWNER], hop["position"]))
    return {tables.claim: claims, tables.hop: hops}


def _all(table: Table, *more: ColumnElement[Any]) -> Select[Any]:
    """The columns of a table that some form covers."""
    return select(*more, *(one for one in table.c if one.info.get("sealed", True) or one.name in _FIRST.get(table, ())))


def _sealed(row: Row, table: Table, form: _Form) -> list[Any]:
    """What a form covers of a row, in its order; and of the columns that came later, by name, what is not nothing."""
    first = [row[_OWNER]] if table is tables.hop else []
    values = [*first, *(row[name] for name in form[table]), *([row[_FROM]] if table is tables.link else [])]
    if form is _FIRST:
        return values
    names = [one.name for one in table.c if one.name not in form[table] and one.info.get("sealed", True)]
    later = {name: value for name in names if (value := _telling(name, row)) not in (None, [])}
    return [*values, later] if later else values


def _telling(name: str, row: Row) -> Any:
    """What a column that came later says that the others do not, and that was not so of all rows before it came."""
    value = row[name]
    if name == "band":
        return None if value == Band.SHOWN else value
    return None if name == "stance" and value == _stance(row) else value


def _stance(row: Row) -> Stance:
    if row["level"] == Level.UNKNOWN or row["status"] == Status.QUESTION:
        return Stance.WITHHOLDS
    return Stance.DENIES if row["polarity"] == Polarity.DENIED else Stance.ASSERTS


def _hash(value: object) -> str:
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()
