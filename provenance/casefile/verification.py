"""Verification of reports: whether they are what they say, by themselves, by their casefile and by their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection

import provenance
from provenance.bookkeeping import Difference, LogState, Verification
from provenance.casefile import answers
from provenance.errors import ProvenanceError, ReadingError
from provenance.model import Article
from provenance.records import Casebook, ClaimRecord
from provenance.reports.checking import check, claims_of
from provenance.store import log

_READ = (
    *("text", "content", "content_text", "statement", "stance", "quotation", "attribution"),
    *("level", "polarity", "status", "cues", "hedges"),
)
_ARTICLE = ("sha256", "title", "outlet", "byline", "published_on", "url", "media_type")


def verify_report(book: Casebook, data: bytes) -> Verification:
    """A report by itself, from what it carries."""
    beside = len({claim.id for claim in claims_of(book)} - {claim.id for claim in book.claims})
    checked = (
        ("articles", len(book.articles)),
        ("claims", len(book.claims)),
        *([("claims beside them", beside)] if beside else []),
        ("sums", len(book.confidences)),
        ("links", len(book.conflicts) + sum(len(group.links) for group in book.groups)),
    )
    return Verification(checked=checked, differences=tuple(check(book, data, version=provenance.__version__)))


def against_casefile(connection: Connection, book: Casebook) -> Verification:
    """A report against the casefile it was made from, which may have grown since."""
    checked: Counter[str] = Counter()
    differences: list[Difference] = []
    remarks: list[str] = []
    for article in book.articles:
        checked["articles in the casefile"] += 1
        differences += _article(connection, article.id, {name: getattr(article, name) for name in _ARTICLE})
    shown = {claim.id: claim for claim in claims_of(book)}
    stored = answers.claims_by_id(connection, shown)
    for id_, claim in shown.items():
        checked["claims in the casefile"] += 1
        differences += _claim(claim, stored.get(id_))
    differences += _reviews(connection, book)
    if book.log is not None:
        differences += _log(connection, book.log)
        now = log.state(connection)
        if now == book.log:
            differences += _numbers(book, stored)
        else:
            since = now.entries - book.log.entries
            remarks.append(
                f"{since} log entries are younger than the report: its numbers of that day were not compared"
            )
    return Verification(checked=tuple(checked.items()), differences=tuple(differences), remarks=tuple(remarks))


def _article(connection: Connection, id_: str, facts: dict[str, object]) -> Iterator[Difference]:
    where = f"article {id_}"
    known = answers.article_by_id(connection, id_)
    if known is None:
        yield Difference(where=where, what="it is not in the casefile")
        return
    for name, value in facts.items():
        if getattr(known, name) != value:
            yield Difference(where=where, what=f"{name} is {value!r} in the report, {getattr(known, name)!r} here")


def _claim(claim: ClaimRecord, stored: ClaimRecord | None) -> Iterator[Difference]:
    where = f"claim {claim.id}"
    if stored is None:
        yield Difference(where=where, what="it is not in the casefile")
        return
    for name in _READ:
        if getattr(claim, name) != getattr(stored, name):
            yield Difference(where=where, what=f"{name} is not that of the casefile")


def _numbers(book: Casebook, stored: dict[str, ClaimRecord]) -> Iterator[Difference]:
    """Nothing happened since the report was made: every number is still the same."""
    for claim in claims_of(book):
        if claim.id in stored and claim != stored[claim.id]:
            yield Difference(where=f"claim {claim.id}", what="its numbers are not those of the casefile")


def _reviews(connection: Connection, book: Casebook) -> Iterator[Difference]:
    known = set(log.reviews(connection))
    for review in book.reviews:
        if review not in known:
            yield Difference(where=f"review of {review.target}", what=f"the log holds no such verdict by {review.by}")


def _log(connection: Connection, told: LogState) -> Iterator[Difference]:
    entries = log.entries(connection, after=told.entries - 1, limit=1)
    if told.entries and (not entries or entries[0].hash != told.hash):
        what = "it is not the one that the report was made after: the log is another, or was written anew"
        yield Difference(where=f"log entry {told.entries}", what=what)


def against_files(book: Casebook, articles: Iterable[Article | ProvenanceError]) -> Verification:
    """A report against the articles as they are read from their files again, found by the hash of their bytes."""
    read: dict[str, list[Article]] = {}
    failed = 0
    for one in articles:
        if isinstance(one, ProvenanceError):
            failed += 1
        elif one.original is not None:
            read.setdefault(one.original.sha256, []).append(one)
    hashes = {article.id: article.sha256 for article in book.articles}
    differences = []
    found: set[str] = set()
    for claim in book.claims:
        texts = [one.text for one in read.get(hashes.get(claim.article) or "", ())]
        if not texts:
            continue
        found.add(claim.id)
        if all(text[claim.start : claim.end] != claim.text for text in texts):
            what = f"its passage is not what stands at {claim.start} of the file"
            differences.append(Difference(where=f"claim {claim.id}", what=what))
    missing = [article.id for article in book.articles if article.sha256 not in read]
    remarks = [f"no file has the hash of article {id_}" for id_ in missing]
    remarks += [f"{failed} files could not be read"] if failed else []
    return Verification(
        checked=(("passages in the files", len(found)),), differences=tuple(differences), remarks=tuple(remarks)
    )


def reread(path: Path, *, follow_links: bool = False) -> Iterator[Article | ProvenanceError]:
    """The articles of a file or folder, as they are read today; nothing is fetched."""
    from provenance.reading import find, read_all  # loading the readers takes its time, and few verifications need it

    for source in find([path], follow_links=follow_links):
        yield from [source] if isinstance(source, ReadingError) else read_all(source)


def together(parts: Iterable[Verification]) -> Verification:
    """Several verifications as one."""
    every = list(parts)
    return Verification(
        checked=tuple(pair for part in every for pair in part.checked),
        differences=tuple(dict.fromkeys(one for part in every for one in part.differences)),
        remarks=tuple(remark for part in every for remark in part.remarks),
    )
