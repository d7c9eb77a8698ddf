"""Whether a database is what it says it is: hashes, ids, passages, sums and the log, each checked against the rest."""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import Connection, Table, select

from provenance.model import Claim, Verdict, content_id
from provenance.records import Difference
from provenance.store import contradictions, loading, log, notes, order, seals, standing, tables, writing

TOLERANCE = 1e-9
"""How far a stored score may be from the sum computed again."""


def originals(connection: Connection) -> Iterator[Difference | None]:
    """For each file that was kept: None, or that its bytes are not those of its hash."""
    hashes = list(connection.execute(select(tables.original.c.sha256).order_by(tables.original.c.sha256)).scalars())
    for sha256 in hashes:
        row = connection.execute(select(tables.original).where(tables.original.c.sha256 == sha256)).mappings().one()
        where = f"original {sha256[:16]}"
        try:
            data = zlib.decompressobj().decompress(row["data"], row["size"] + 1)
        except zlib.error:
            yield Difference(where=where, what="its bytes cannot be unpacked")
            continue
        agrees = hashlib.sha256(data).hexdigest() == sha256
        yield None if agrees else Difference(where=where, what="its bytes do not have this SHA-256")


def article_numbers(connection: Connection) -> list[int]:
    """Every article, listed or not."""
    return list(connection.execute(select(tables.article.c.number).order_by(tables.article.c.number)).scalars())


def article_ids(connection: Connection) -> list[str]:
    """The id of every article, in the order in which they came."""
    return list(connection.execute(select(tables.article.c.id).order_by(tables.article.c.number)).scalars())


def sealed(connection: Connection) -> dict[str, set[str]]:
    """The hashes that the log keeps of each article, by article id.

    There may be several: a merge brings the entries of a casefile in which another version of the program read it.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in log.entries(connection):
        if one.event == "ingest" and "seal" in one.detail:
            found[one.subject].add(one.detail["seal"])
    return found


def article(connection: Connection, number: int, known_seals: Collection[str]) -> Iterator[Difference]:
    """What does not agree in one article: its id, its seal, its passages, its claims and their words."""
    row = connection.execute(select(tables.article).where(tables.article.c.number == number)).mappings().one()
    where = f"article {row['id']}"
    if content_id("article", row["text"], row["outlet"], row["url"]) != row["id"]:
        yield Difference(where=where, what="its id does not follow from its text, outlet and address")
    if known_seals and seals.seal(connection, number) not in known_seals:
        yield Difference(where=where, what="its facts or claims are not those that the log holds the hash of")
    passages = select(tables.passage).where(tables.passage.c.article == number, tables.passage.c.end > 0)
    for passage in connection.execute(passages).mappings():
        if row["text"][passage["start"] : passage["end"]] != passage["text"]:
            yield Difference(where=where, what=f"the passage at {passage['start']} is not the text that stands there")
    numbers = loading.claim_numbers(connection, number)
    claims = loading.claims(connection, numbers)
    for claim, record in zip(numbers, loading.claim_records(connection, numbers), strict=True):
        stored = (record.id, record.text, record.content_text)
        for what in _claim(claims[claim], *stored):
            yield Difference(where=f"claim {record.id}", what=what)


def _claim(claim: Claim, stored_id: str, stored_text: str, stored_content: str) -> Iterator[str]:
    if claim.id != stored_id:
        yield "its id does not follow from its article and place"
    if claim.text != stored_text:
        yield "its passage is not the text that stands there"
    if claim.content_text != stored_content:
        yield "what is claimed is not the text that stands there"
    text = claim.article.text
    for hop in claim.attribution:
        for words, start, end in ((hop.holder, hop.start, hop.end), (hop.cue, hop.cue_start, hop.cue_end)):
            if start is not None and end is not None and words != text[start:end]:
                yield f"{words!r} is not what stands at {start}"


def sums(connection: Connection, numbers: Iterable[int]) -> Iterator[Difference]:
    """The claims, by number, whose stored confidence is not the sum of its parts."""
    wanted = list(numbers)
    for number, found in standing.confidences(connection, wanted).items():
        row = tables.claim.c
        id_, stored = connection.execute(select(row.id, row.confidence).where(row.number == number)).one()
        if abs(stored - found.score) > TOLERANCE:
            what = f"confidence {stored:.4f} is stored, but its parts add up to {found.score:.4f}"
            yield Difference(where=f"claim {id_}", what=what)


def links(connection: Connection) -> Iterator[Difference | None]:
    """For each link: None, or that its id does not follow from its claims."""
    a, b = tables.claim.alias(), tables.claim.alias()
    query = select(tables.link.c.id, a.c.id, b.c.id).join(a, a.c.number == tables.link.c.a)
    for id_, one, other in connection.execute(query.join(b, b.c.number == tables.link.c.b)):
        agrees = content_id("link", *sorted((one, other))) == id_
        yield None if agrees else Difference(where=f"link {id_}", what="its id does not follow from its claims")


def verdicts(connection: Connection) -> Iterator[Difference | None]:
    """For each claim and link with a verdict, in its row or in the log: None, or that the two differ."""
    known = order.ledger(connection, (order.REVIEW,))
    latest = {matter.subject: contradictions.verdict(known.outcome(matter)) for matter in known.matters}
    said = {target: None if verdict is Verdict.OPEN else verdict.value for target, verdict in latest.items()}
    for what, table in (("claim", tables.claim), ("link", tables.link)):
        stored = dict(connection.execute(select(table.c.id, table.c.verdict).where(table.c.verdict.is_not(None))).all())
        judged = set(stored) | _present(connection, table, said)
        for id_ in sorted(judged):
            agrees = stored.get(id_) == said.get(id_)
            told = f"verdict {stored.get(id_) or 'none'} is stored, but the log says {said.get(id_) or 'none'}"
            yield None if agrees else Difference(where=f"{what} {id_}", what=told)


def tags(connection: Connection) -> Iterator[Difference | None]:
    """For each tag that something has, in its row or in the log: None, or that the two differ."""
    said = notes.standing_tags(connection)
    stored = {(row.target, row.tag) for row in connection.execute(select(tables.tag))}
    for target, tag in sorted(said | stored):
        told = f"tag {tag!r} is {'not ' * ((target, tag) not in stored)}stored, but the log says otherwise"
        yield None if (target, tag) in said & stored else Difference(where=f"tagged {target}", what=told)


def contradicting(connection: Connection) -> Iterator[Difference | None]:
    """For each contradiction between decisions, in its row or in the log: None, or that the two differ."""
    said, stored = contradictions.in_log(connection), contradictions.stored(connection)
    for event, subject in sorted(said | stored):
        told = f"a contradiction is {'not ' * ((event, subject) not in stored)}stored, but the log says otherwise"
        yield None if (event, subject) in said & stored else Difference(where=f"{event} of {subject}", what=told)


def listed_by(connection: Connection) -> Iterator[Difference]:
    """The claims whose columns for lists do not follow from what else is stored: lead, single origin, article."""
    claim, hop = tables.claim.c, tables.hop.c
    leading = writing.leads()
    wrong = (
        ("whether it is in the lead", select(claim.id).where(claim.lead != leading)),
        ("whether it rests on one origin", select(claim.id).where(claim.single_origin != standing.SINGLE_ORIGIN)),
        (
            "the article of its source",
            select(claim.id).join(tables.hop, hop.claim == claim.number).where(hop.article != claim.article),
        ),
    )
    for what, query in wrong:
        for id_ in connection.execute(query.order_by(claim.id)).scalars():
            yield Difference(where=f"claim {id_}", what=f"{what} is not what follows from the rest")


def _present(connection: Connection, table: Table, said: Mapping[str, str | None]) -> set[str]:
    return set(connection.execute(select(table.c.id).where(table.c.id.in_(list(said)))).scalars())
