"""Whether what was read, found and decided is still there as it was: files, articles, claims, links and the log, each
checked against hashes and ids. What follows from these is checked in `following`.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

from sqlalchemy import Connection, select

from provenance.bookkeeping import Difference
from provenance.model import Claim, content_id, link_id
from provenance.store import loading, log, seals, tables

_SEALED = {"articles": "its facts or claims", "links": "its links"}


def log_entries(connection: Connection) -> Iterator[Difference | None]:
    """For each entry up to the first that does not follow from the one before: None, or that; and whether the log ends
    where it is noted to end.
    """
    broken, end = log.broken_at(connection), log.state(connection)
    yield from (None for _ in range(end.entries if broken is None else max(broken - 1, 0)))
    if broken is not None:
        what = "it does not follow from the entry before: the log was changed here, or something is missing"
        yield Difference(where=f"log entry {broken}", what=what)
    noted = log.head(connection)
    if noted != end:
        told = f"the log ends with entry {end.entries}, but it is noted to end with entry {noted.entries}"
        rest = "the last entries are missing" if noted.entries > end.entries else "one of the two was changed"
        yield Difference(where=f"log entry {max(noted.entries, end.entries)}", what=f"{told}: {rest}")


def originals(connection: Connection, held: seals.Held) -> Iterator[Difference | None]:
    """For each file that was kept, or should have been: None, or that its bytes are not those of its hash."""
    hashes = list(connection.execute(select(tables.original.c.sha256).order_by(tables.original.c.sha256)).scalars())
    for sha256 in hashes:
        row = connection.execute(select(tables.original).where(tables.original.c.sha256 == sha256)).mappings().one()
        what = _original(row["data"], row["size"], sha256)
        yield None if what is None else Difference(where=f"original {sha256[:16]}", what=what)
    read_from = select(tables.article.c.sha256).where(tables.article.c.sha256.is_not(None))
    for sha256 in sorted({*connection.execute(read_from).scalars(), *held.originals} - set(hashes)):
        yield Difference(where=f"original {sha256[:16]}", what="an article was read from it, but it is gone")


def _original(data: bytes, size: int, sha256: str) -> str | None:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, size + 1)
    except (zlib.error, TypeError, OverflowError, ValueError):
        return "its bytes cannot be unpacked"
    if hashlib.sha256(unpacked).hexdigest() != sha256:
        return "its bytes do not have this SHA-256"
    if len(unpacked) != size:
        return f"it has {len(unpacked)} bytes, but {size} are noted"
    return None if unpacker.eof and not unpacker.unused_data else "its packed bytes do not end where they should"


def articles(connection: Connection) -> dict[str, int]:
    """The number of every article, listed or not, by id, in the order in which they came."""
    query = select(tables.article.c.id, tables.article.c.number).order_by(tables.article.c.number)
    return dict(connection.execute(query).all())


def article_ids(connection: Connection) -> list[str]:
    """The id of every article, in the order in which they came."""
    return list(articles(connection))


def arrivals(connection: Connection, held: seals.Held) -> Iterator[Difference]:
    """What the log says came in and is not there, and what is there and never came in."""
    there = articles(connection)
    for id_ in sorted({*held.came, *held.seals.articles} - set(there)):
        what = "the log says that it came in, and nothing says that it was taken out, but it is gone"
        yield Difference(where=f"article {id_}", what=what)
    for id_ in sorted(set(there) - {*held.came, *held.seals.articles}):
        yield Difference(where=f"article {id_}", what="no entry of the log says that it came in")
    for entry, part, id_ in held.covered_up:
        what = f"{_SEALED[part]} had been changed when entry {entry} of the log was made"
        yield Difference(where=f"article {id_}", what=what)


def article(connection: Connection, id_: str, number: int, held: seals.Held) -> Iterator[Difference]:
    """What does not agree in one article: its id, its seals, its version."""
    where = f"article {id_}"
    row = connection.execute(select(tables.article).where(tables.article.c.number == number)).mappings().one()
    if content_id("article", row["text"], row["outlet"], row["url"]) != id_:
        yield Difference(where=where, what="its id does not follow from its text, outlet and address")
    sealed, first = held.seals.articles.get(id_), held.first.get(id_)
    if sealed is not None:
        agrees = seals.seal_article(connection, number) == sealed
    else:
        agrees = not first or seals.first_seal(connection, number) in first
    if not agrees:
        yield Difference(where=where, what="its facts or claims are not those that the log holds the hash of")
    if held.seals.links.get(id_) not in (None, seals.seal_links(connection, number)):
        yield Difference(where=where, what="the links of its claims are not those that the log holds the hash of")
    if held.seals.versions.get(id_) not in (None, row["version"]):
        what = f"it is kept as version {row['version']}, but the log says {held.seals.versions[id_]}"
        yield Difference(where=where, what=what, follows=True)


def words(connection: Connection, number: int) -> Iterator[Difference]:
    """The claims of an article, by number, whose words are not those that stand in it."""
    numbers = loading.claim_numbers(connection, number)
    claims = loading.claims(connection, numbers)
    for claim, record in zip(numbers, loading.claim_records(connection, numbers), strict=True):
        if claims[claim].text != record.text:
            what = "its passage is not the text that stands there"
            yield Difference(where=f"claim {record.id}", what=what, follows=True)
        for what in _claim(claims[claim], record.id, record.content_text):
            yield Difference(where=f"claim {record.id}", what=what)


def _claim(claim: Claim, stored_id: str, stored_content: str) -> Iterator[str]:
    if claim.id != stored_id:
        yield "its id does not follow from its article and place"
    if claim.content_text != stored_content:
        yield "what is claimed is not the text that stands there"
    text = claim.article.text
    if not claim.statement.is_made_of(claim.text, claim.start):
        yield "its statement is not made of the words that stand there"
    for hop in claim.attribution:
        for words, start, end in ((hop.holder, hop.start, hop.end), (hop.cue, hop.cue_start, hop.cue_end)):
            if start is not None and end is not None and words != text[start:end]:
                yield f"{words!r} is not what stands at {start}"


def links(connection: Connection) -> Iterator[Difference | None]:
    """For each link: None, or that its id does not follow from its claims."""
    a, b = tables.claim.alias(), tables.claim.alias()
    query = select(tables.link.c.id, a.c.id, b.c.id).join(a, a.c.number == tables.link.c.a)
    for id_, one, other in connection.execute(query.join(b, b.c.number == tables.link.c.b)):
        agrees = link_id(one, other) == id_
        yield None if agrees else Difference(where=f"link {id_}", what="its id does not follow from its claims")


def remarks(connection: Connection, held: seals.Held) -> list[str]:
    """What could not be checked, because the log did not hold the hashes yet when it came in."""
    unsealed = set(articles(connection)) - set(held.seals.articles)
    partly = unsealed & set(held.first)
    told = (
        (len(unsealed - partly), "articles came in before the log held their hash"),
        (len(partly), "articles came in before the log held the hash of all their facts and of their links"),
    )
    return [f"{number} {what}" for number, what in told if number]
