"""Corrections: what people set in the place of what the program read, as entries of the log; rows follow from them.

`value` of an entry is the field. Its subject is a claim (`source`: all of its attribution), an article ("kind of KEY":
a trait of a source that speaks in it, by the key that it was read by) or such a key itself (`kind`: wherever that
source speaks). The nearer word wins. `value` in the detail is what was set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from provenance.bookkeeping import Difference
from provenance.correction import Corrected
from provenance.model import Claim, Trait
from provenance.store import as_read, loading, log, order, tables, writing
from provenance.store.columns import Row, packed
from provenance.store.corrected import ADDED, CLAIM, CONTENT, SOURCE, compared, corrected
from provenance.store.loading import batches
from provenance.store.order import CORRECTION, Outcome
from provenance.store.rows import canonical, corrected_from, hop_columns, source_key

_article, _claim, _hop = tables.article.c, tables.claim.c, tables.hop.c


class Word(NamedTuple):
    """What a person sets of a subject. `label`: what to call that where people read it."""

    subject: str
    field: str
    value: object
    label: str


class Stored(NamedTuple):
    """What the row of a claim holds: what people set, whether it is listed, its article, and whether that is.

    `added`: a person added it.
    """

    marks: tuple[Corrected, ...]
    current: bool
    article: int
    article_current: bool
    added: bool


class Now(NamedTuple):
    """A claim as it was read, and as its row has to hold it, with what people set of it."""

    read: Claim
    claim: Claim
    marks: tuple[Corrected, ...]

    def is_listed(self, row: Stored) -> bool:
        """Whether it has to be: with its article, unless a person says that there is no such claim, or no longer adds
        it."""
        return row.article_current and _is_claimed(self.marks, added=row.added)


def field_of(trait: str, key: str) -> str:
    """The field of an article that says a trait of the source with this key."""
    return f"{trait} of {key}"


def told(row: Row) -> str:
    """What a correction sets, in words."""
    return str(row["detail"]["set"])


def _in_words(field: str, value: Any) -> str:
    """ "kind: official", "source: Ann Reed (person, named) → officials (official, role)"."""
    if field == SOURCE:
        shown = (f"{hop['name'] or hop['holder'] or 'unnamed'} ({hop['kind']}, {hop['naming']})" for hop in value)
        return f"source: {' → '.join(shown) or 'the article itself'}"
    if field == "relation":
        return f"relation: {value['relation']}"
    if field == ADDED:
        return "claim: added by a person"
    if field == CONTENT:
        return f"content: {len(value)} stretches of the sentence"
    return f"{field.partition(' of ')[0]}: {value}"


def set_to(row: Row) -> Any:
    """What a correction sets."""
    return row["detail"]["value"]


def counts(outcome: Outcome) -> Row | None:
    """The entry that counts of a matter; None where nothing is said, or people contradict each other."""
    rows = [row for side in outcome.sides for row in side if row["event"] == CORRECTION]
    agreed = len(rows) == sum(map(len, outcome.sides)) and len({canonical(set_to(row)) for row in rows}) == 1
    return max(rows, key=lambda row: int(row["number"])) if agreed else None


def standing(connection: Connection, subjects: Iterable[str]) -> dict[str, dict[str, Row]]:
    """What counts of the corrections of some claims, articles and sources: by subject, by field."""
    wanted = set(subjects)
    known = order.ledger(connection, (CORRECTION,), wanted)
    found: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for matter in known.matters:
        row = counts(known.outcome(matter)) if matter.subject in wanted else None
        if row is not None:
            found[matter.subject][str(matter.value)] = row
    return dict(found)


def decide(connection: Connection, word: Word, *, person: str, why: str | None, seen: int | None = None) -> None:
    """Adds a correction that has seen all that was said of its subject (`seen`: see `log.decide`)."""
    detail = {"at": log.time(connection).isoformat(), "value": word.value, "label": word.label}
    detail["set"] = _in_words(word.field, word.value)
    log.decide(connection, CORRECTION, word.subject, word.field, person=person, why=why, detail=detail, seen=seen)


def concerned(connection: Connection, subject: str) -> list[int]:
    """The claims, by number, that a correction of this subject may change."""
    article = select(tables.article.c.number).where(tables.article.c.id == subject).scalar_subquery()
    own = select(_claim.number).where((_claim.id == subject) | (_claim.article == article))
    found = list(connection.execute(own).scalars())
    if found:
        return found
    citing = connection.execute(select(_hop.claim).where(_hop.source == subject)).scalars()
    return [*citing, *loading.claims_with(connection, as_read.citing(connection, subject))]


def apply(connection: Connection, numbers: Iterable[int], reworded: set[int]) -> None:
    """Makes the rows of some claims follow from what was read and from what people set.

    To `reworded` go those of them, by number, that are to be compared anew.
    """
    for batch in batches(dict.fromkeys(numbers)):
        stored, rows = loading.claims(connection, batch), _rows(connection, batch)
        for number, now in _now(connection, batch).items():
            _write(connection, number, rows[number], now)
            if compared(stored[number]) != compared(now.claim) or rows[number].current != now.is_listed(rows[number]):
                reworded.add(number)


def outdated(connection: Connection, numbers: Iterable[int]) -> list[int]:
    """Those of some claims, by number, whose rows do not follow from what was read and what people set."""
    found: list[int] = []
    for batch in batches(dict.fromkeys(numbers)):
        stored, rows = as_read.stored(connection, batch), _rows(connection, batch)
        now = _now(connection, batch).items()
        found += [number for number, one in now if not _is_so(stored[number], rows[number], one)]
    return found


def _is_so(stored: as_read.Reading, row: Stored, now: Now) -> bool:
    """Whether a claim is stored as it has to be."""
    same = stored == as_read.reading_of(now.claim)
    return same and row.marks == now.marks and row.current == now.is_listed(row)


def differing(connection: Connection) -> Iterator[Difference | None]:
    """For each claim that was corrected, as its rows or as the log has it: None, or that the two differ."""
    entries = select(tables.log.c.subject).where(tables.log.c.event == CORRECTION).distinct()
    said = (number for one in connection.execute(entries).scalars() for number in concerned(connection, one))
    numbers = sorted({*marked(connection), *said})
    stored, rows = as_read.stored(connection, numbers), _rows(connection, numbers)
    for number, now in _now(connection, numbers).items():
        same = _is_so(stored[number], rows[number], now)
        what = "it is not what the program read and people corrected"
        if now.marks or not same:
            yield None if same else Difference(where=f"claim {now.claim.id}", what=what, follows=True)
    for target in as_read.strays(connection):
        yield Difference(where=f"claim {target}", what="what was read of it is kept, but it is not there", follows=True)


def marked(connection: Connection) -> list[int]:
    """The claims, by number, that are corrected as their rows have it."""
    query = select(_claim.number).where(_claim.corrected.is_not(None) | _claim.id.in_(select(tables.reading.c.target)))
    return list(connection.execute(query).scalars())


def withdrawn(connection: Connection, article: int | None = None) -> set[str]:
    """The claims (of an article, by number), by id, of which their rows have it that a person says there is none, or
    no longer adds them."""
    added = set(as_read.added(connection, article).values())
    query = select(_claim.id, _claim.corrected).where(_claim.corrected.is_not(None) | _claim.id.in_(added))
    query = query if article is None else query.where(_claim.article == article)
    rows = connection.execute(query).mappings()
    return {row["id"] for row in rows if not _is_claimed(corrected_from(row), added=row["id"] in added)}


def taken_back(connection: Connection) -> set[int]:
    """The claims, by number, that people had added and took back."""
    added = as_read.added(connection)
    return {number for number, row in _rows(connection, list(added)).items() if not _is_claimed(row.marks, added=True)}


def _is_claimed(marks: Iterable[Corrected], *, added: bool) -> bool:
    """Whether there is such a claim, as what people set has it; `added`: a person added it."""
    fields = {one.field for one in marks}
    return CLAIM not in fields and (not added or ADDED in fields)


def _rows(connection: Connection, numbers: Sequence[int]) -> dict[int, Stored]:
    """What else the rows of some claims hold, by number, that follows from corrections."""
    kept = tables.reading.c
    query = select(_claim.number, _claim.corrected, _claim.current, _claim.article, _article.current.label("listed"))
    query = query.add_columns(kept.row.label("read")).join(tables.article, _article.number == _claim.article)
    query = query.outerjoin(tables.reading, kept.target == _claim.id)
    return {
        row["number"]: Stored(
            corrected_from(row), row["current"], row["article"], row["listed"], as_read.ADDED in (row["read"] or ())
        )
        for batch in batches(numbers)
        for row in connection.execute(query.where(_claim.number.in_(batch))).mappings()
    }


def _now(connection: Connection, numbers: Sequence[int]) -> dict[int, Now]:
    """Some claims, by number, as they have to be."""
    read = as_read.claims(connection, numbers)
    keys = {source_key(hop.label) for claim in read.values() for hop in claim.attribution}
    ids = {id_ for claim in read.values() for id_ in (claim.id, claim.article.id)}
    said = standing(connection, keys | ids) if has_any(connection) else {}
    return {number: _corrected(claim, said) for number, claim in read.items()}


def has_any(connection: Connection) -> bool:
    """Whether anybody has corrected anything."""
    entries = select(tables.log.c.number).where(tables.log.c.event == CORRECTION).limit(1)
    return connection.execute(entries).first() is not None


def _corrected(claim: Claim, said: Mapping[str, Mapping[str, Row]]) -> Now:
    own = said.get(claim.id, {})
    traits: dict[str, dict[str, Row]] = {}
    for key in [] if SOURCE in own else {source_key(hop.label): None for hop in claim.attribution}:
        article = said.get(claim.article.id, {})
        nearer = {trait: article[name] for trait in Trait if (name := field_of(trait, key)) in article}
        traits[key] = {trait: row for trait in Trait if (row := nearer.get(trait, said.get(key, {}).get(trait)))}
    told = {key: {trait: set_to(row) for trait, row in found.items()} for key, found in traits.items()}
    marks = [mark(field, row) for field, row in own.items()]
    marks += [mark(SOURCE, row) for found in traits.values() for row in found.values()]
    now = corrected(claim, {field: set_to(row) for field, row in own.items()}, told)
    return Now(claim, now, tuple(sorted(dict.fromkeys(marks), key=lambda one: (one.field, one.entry))))


def mark(field: str, row: Row) -> Corrected:
    """What is shown of an entry that counts."""
    return Corrected(field, str(row["person"]), log.made(row), int(row["number"]))


def _write(connection: Connection, number: int, row: Stored, now: Now) -> None:
    """Brings the row of a claim and those of its hops up to date, and keeps what was read while it is another."""
    as_read.drop(connection, [now.claim.id])
    if row.added or now.marks:
        kept = as_read.given if row.added else as_read.reading_of
        as_read.keep(connection, now.claim.id, kept(now.read))
    columns = {**as_read.reading_of(now.claim)["claim"], "corrected": packed(now.marks) or None}
    columns["current"] = now.is_listed(row)
    connection.execute(update(tables.claim).where(_claim.number == number).values(columns))
    if columns["current"] != row.current or {CLAIM, ADDED} & {one.field for one in (*now.marks, *row.marks)}:
        writing.list_links(connection, [number])
        _recount(connection, row.article)
    connection.execute(delete(tables.hop).where(_hop.claim == number))
    hops = [
        hop_columns(hop, claim=number, article=row.article, position=at) for at, hop in enumerate(now.claim.attribution)
    ]
    writing.insert_rows(connection, tables.hop, hops)


def _recount(connection: Connection, article: int) -> None:
    """Notes how many claims an article has, by number, without those of which a person says that there is none."""
    counted = select(func.count()).where(_claim.article == article)
    claims = int(connection.execute(counted).scalar_one()) - len(withdrawn(connection, article))
    connection.execute(update(tables.article).where(_article.number == article).values(claims=claims))
