"""Claims that people added: the program had not read them. Whether there is one follows from the log.

The subject of such a correction is the claim's id; its value says of which article it is, where its sentence stands,
what is claimed (spans, counted from the beginning of the sentence) and whether these words are a quotation. Who says
so, and how surely, are corrections of their own: two people who add the same words add one claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from provenance.bookkeeping import Difference
from provenance.correction import Selected
from provenance.model import Article, Claim, Quotation, Span, Statement, content_id
from provenance.store import as_read, corrections, loading, order, tables, writing
from provenance.store.columns import Row
from provenance.store.corrected import ADDED
from provenance.store.corrections import Word

FIRST = 1 << 24
"""From here on ordinals are those of added claims: behind what was read of a sentence, and made of what they claim."""
_claim = tables.claim.c


class Added(NamedTuple):
    """A claim as the log has it, and the number of its article."""

    article: int
    claim: Claim


def made(article: Article, words: Selected) -> Claim:
    """A claim that a person adds, in the article's own voice as long as nothing else is said of it."""
    start, end = words.sentence
    within = [(first - start, last - start) for first, last in words.content]
    ordinal = FIRST + int(content_id("added", *within)[:6], 16)
    claim = Claim(article=article, start=start, end=end, content=words.content, ordinal=ordinal)
    return replace(claim, statement=Statement.of(article.text, *_parts(words.content)))


def word(claim: Claim, quotation: Quotation) -> Word:
    """What adds a claim; `quotation`: how its words are given where somebody says them."""
    return Word(claim.id, ADDED, {**place(claim), "quotation": str(quotation)}, claim.id)


def place(claim: Claim) -> dict[str, Any]:
    """Where an added claim stands, as the log has it."""
    content = [[start - claim.start, end - claim.start] for start, end in claim.content]
    sentence = {"start": claim.start, "end": claim.end, "ordinal": claim.ordinal}
    return {"article": claim.article.id, **sentence, "content": content}


def settle(connection: Connection, subject: str) -> list[int]:
    """Makes the row of an added claim, by id, where the log has it and its article is there.

    Returns:
        The claims, by number, that are in the lead of their article now and were not, or the other way round.
    """
    found = _standing(connection, [subject]).get(subject)
    if found is None:
        return []
    kept = as_read.readings(connection, [subject]).get(subject)
    if not loading.claims_with(connection, [subject]):
        moved = writing.add_claim(connection, found.article, found.claim)
    elif kept is not None and as_read.ADDED in kept and kept != as_read.given(found.claim):
        moved = []
    else:
        return []
    as_read.drop(connection, [subject])
    as_read.keep(connection, subject, as_read.given(found.claim))
    return moved


def of_article(connection: Connection, article: str) -> list[str]:
    """The claims, by id, that people added to an article, by id, and did not take back."""
    ids = [row["subject"] for row in _rows(connection) if corrections.set_to(row)["article"] == article]
    return list(_standing(connection, dict.fromkeys(ids)))


def differing(connection: Connection) -> Iterator[Difference | None]:
    """For each claim that people ever added, as its rows or as the log has it: None, or that the two differ."""
    said = dict.fromkeys(str(row["subject"]) for row in _rows(connection))
    stored = dict.fromkeys(as_read.added(connection).values())
    expected = _standing(connection, said)
    kept = as_read.readings(connection, {**said, **stored})
    for id_ in {**said, **stored}:
        what, follows = None, True
        if id_ not in said:
            what, follows = "no entry of the log says that a person added it", False
        elif id_ in expected and not loading.claims_with(connection, [id_]):
            what = "a person added it, but it is not there"
        elif id_ in expected and id_ in stored and kept[id_] != as_read.given(expected[id_].claim):
            what = "it is not what a person added"
        yield None if what is None else Difference(where=f"claim {id_}", what=what, follows=follows)


def claim_of(value: Any, article: Article) -> Claim:
    """The claim that an entry adds to an article."""
    start = int(value["start"])
    content = tuple((first + start, last + start) for first, last in value["content"])
    statement = Statement.of(article.text, *_parts(content))
    end, ordinal = int(value["end"]), int(value["ordinal"])
    return Claim(article=article, start=start, end=end, content=content, ordinal=ordinal, statement=statement)


def _parts(content: Sequence[Span]) -> list[Span | str]:
    """What the statement of some words is made of."""
    return [part for span in content for part in (" … ", span)][1:]


def _standing(connection: Connection, subjects: Iterable[str]) -> dict[str, Added]:
    """Those of some claims, by id, that people added and did not take back, whose article is there."""
    said = corrections.standing(connection, subjects)
    values = {id_: corrections.set_to(fields[ADDED]) for id_, fields in said.items() if ADDED in fields}
    wanted = dict.fromkeys(str(value["article"]) for value in values.values())
    known = {id_: place.number for id_ in wanted if (place := writing.find_article(connection, id_)) is not None}
    articles = loading.articles(connection, known.values())
    found: dict[str, Added] = {}
    for id_, value in values.items():
        number = known.get(value["article"])
        claim = None if number is None else claim_of(value, articles[number])
        if number is not None and claim is not None and claim.id == id_:
            found[id_] = Added(number, claim)
    return found


def _rows(connection: Connection) -> list[Row]:
    """The entries that added claims."""
    entry = tables.log.c
    query = select(tables.log).where(entry.event == order.CORRECTION, entry.value == ADDED).order_by(entry.number)
    return list(connection.execute(query).mappings())
