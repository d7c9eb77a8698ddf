"""Integrity: whether a casefile is what it says it is, from the pages of its database to the last sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from provenance.bookkeeping import Difference, Verification
from provenance.casefile.grouping import cores_of
from provenance.casefile.weighing import OTHERWISE, Count, stand
from provenance.confidence import Standing
from provenance.model import Origins, Relation
from provenance.store import (
    added,
    checking,
    corrections,
    dialects,
    following,
    grouping,
    legible,
    links,
    loading,
    seals,
    set_links,
    standing,
    tables,
)
from provenance.store.legible import UNREADABLE, guarded


class _Tally:
    """How often what was checked, and what did not agree."""

    def __init__(self) -> None:
        self.checked: Counter[str] = Counter()
        self.differences: dict[Difference, None] = {}

    def take(self, where: str, results: Iterable[Difference | None], counted: str | None = None) -> None:
        """Takes in what a check finds; `where` is told if what it reads is damaged; `counted`: what each result is."""
        for result in guarded(where, iter(results)):
            if counted is not None:
                self.checked[counted] += 1
            if result is not None:
                self.differences[result] = None


def verify_casefile(connection: Connection, count: Count) -> Verification:
    """The database itself, every row of it, every file, article, passage, claim, sum, link and verdict, and the log."""
    tally = _Tally()
    tally.take("database", dialects.of(connection).damage(connection, tables.metadata.sorted_tables))
    tally.take("tables", legible.every_row(connection))
    tally.take("log", checking.log_entries(connection), "log entries")
    remarks: list[str] = []
    try:
        held, articles = seals.held(connection), checking.articles(connection)
        remarks = checking.remarks(connection, held)
    except UNREADABLE as error:
        what = f"what it holds of the articles cannot be read: {error}"
        tally.differences[Difference(where="log", what=what)] = None
        held, articles = seals.Held(whole=False), {}
    tally.take("original files", checking.originals(connection, held), "original files")
    tally.take("articles", checking.arrivals(connection, held))
    for id_, number in articles.items():
        tally.checked["articles"] += 1
        tally.take(f"article {id_}", checking.article(connection, id_, number, held))
        tally.take(f"article {id_}", following.passages(connection, id_, number, held))
        tally.take(f"article {id_}", _claims(connection, number, count, tally.checked))
    tally.take("links", checking.links(connection), "links")
    tally.take("verdicts", following.verdicts(connection), "verdicts")
    tally.take("tags", following.tags(connection), "tags")
    tally.take("contradictions", following.contradicting(connection), "contradictions")
    tally.take("corrections", corrections.differing(connection), "corrected claims")
    tally.take("corrections", added.differing(connection), "claims that people added")
    tally.take("corrections", set_links.differing(connection), "links that people set")
    tally.take("groups", _groups(connection), "grouped claims")
    tally.take("terms", following.keys(connection, held))
    tally.take("places", following.places(connection, held))
    tally.take("lists", following.lists(connection, held))
    tally.take("lists", following.listed_by(connection))
    tally.take("articles", following.readers(connection))
    tally.take("search", dialects.of(connection).unfound(connection))
    return Verification(
        checked=tuple(tally.checked.items()), differences=tuple(tally.differences), remarks=tuple(remarks)
    )


def _claims(connection: Connection, article: int, count: Count, checked: Counter[str]) -> Iterator[Difference]:
    """The claims of an article, by number, whose words, sums, origins or counts do not agree."""
    numbers = loading.claim_numbers(connection, article)
    checked["claims"] += len(numbers)
    if following.is_without_passage(connection, article):
        return  # told with its passages
    yield from checking.words(connection, article)
    yield from following.sums(connection, numbers)
    yield from _standings(connection, numbers, count)


def _standings(connection: Connection, numbers: list[int], count: Count) -> Iterator[Difference]:
    """The claims whose origins and counts do not follow from their links."""
    near = standing.neighbours(connection, numbers)
    everyone = {*near, *(one.claim for around in near.values() for one in around)}
    claims = loading.claims(connection, everyone)
    stored = standing.evidence(connection, numbers)
    for number, record in zip(numbers, loading.claim_records(connection, numbers), strict=True):
        around = near.get(number, [])
        expected = stand(claims.get(number), around, claims, count) if around else (Standing(), Origins(1, 1))
        counts = tuple(sum(one.relation is kind for one in around) for kind in (Relation.CORROBORATES, OTHERWISE[0]))
        found = (stored[number].standing, record.origins, (record.corroborating, record.conflicting))
        if found != (*expected, counts):
            yield following.differs(f"claim {record.id}", "its origins and counts do not follow from its links")


def _groups(connection: Connection) -> Iterator[Difference | None]:
    """For each claim in a group, as stored or as its links have it: None, or that the two differ."""
    expected = cores_of(connection, links.corroborating(connection))
    stored = {one.claim: one.core for one in grouping.every(connection)}
    wrong = sorted(claim for claim in {*expected, *stored} if expected.get(claim) != stored.get(claim))
    ids = dict(zip(wrong, (record.id for record in loading.claim_records(connection, wrong)), strict=True))
    for claim in sorted({*expected, *stored}):
        what = "the group that it is in does not follow from its links"
        yield following.differs(f"claim {ids[claim]}", what) if claim in ids else None
