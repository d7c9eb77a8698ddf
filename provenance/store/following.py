"""Whether what follows from other rows and from the log does: counts, passages, terms, lists, verdicts, tags, places.

All of it can be rebuilt (`rebuilding`); every difference here says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, Table, and_, select

from provenance.bookkeeping import Difference
from provenance.model import Verdict
from provenance.store import contradictions, corrections, notes, order, readings, seals, standing, tables, writing
from provenance.store.rows import source_key

TOLERANCE = 1e-9
"""How far a stored score may be from the sum computed again."""


def differs(where: str, what: str) -> Difference:
    """Something that does not follow."""
    return Difference(where=where, what=what, follows=True)


def passages(connection: Connection, id_: str, number: int, held: seals.Held) -> Iterator[Difference]:
    """Whether the passages of an article are those of its text, and hold its claims; and how many claims it has."""
    article, passage, claim = tables.article.c, tables.passage.c, tables.claim.c
    text, title, outlet, key, counted = connection.execute(
        select(article.text, article.title, article.outlet, article.outlet_key, article.claims).where(
            article.number == number
        )
    ).one()
    claims = connection.execute(
        select(claim.id, claim.start, claim.end, claim.passage).where(claim.article == number)
    ).all()
    stored = {
        row.number: writing.Passage(row.start, row.end, row.text)
        for row in connection.execute(
            select(passage.number, passage.start, passage.end, passage.text).where(passage.article == number)
        )
    }
    sentences = sorted({(one.start, one.end) for one in claims})
    titles = {title, *held.titles.get(id_, ())}
    wanted = [writing.passages_of(text, one, sentences) for one in titles]
    if sorted(stored.values()) not in [sorted(one) for one in wanted]:
        known = {one for some in wanted for one in some}
        wrong = sorted(at for at, one in stored.items() if one not in known)
        told = f"passage row {wrong[0]} is none of it" if wrong else "one is missing, or is there twice"
        yield differs(f"article {id_}", f"its passages are not those of its text: {told}")
    for one in claims:
        if one.passage not in stored or stored[one.passage][:2] != (one.start, one.end):
            yield differs(f"claim {one.id}", "the passage that it is in is another one")
    there = len(claims) - len(corrections.withdrawn(connection, number))
    if counted != there:
        yield differs(f"article {id_}", f"it has {there} claims, but {counted} are noted")
    if key != (None if outlet is None else source_key(outlet)):
        yield differs(f"article {id_}", "what its outlet is compared by does not follow from its outlet")


def is_without_passage(connection: Connection, article: int) -> bool:
    """Whether a claim of an article, by number, is in a passage that is not there: then it cannot be shown."""
    claim, passage = tables.claim.c, tables.passage.c
    query = select(claim.number).outerjoin(tables.passage, passage.number == claim.passage)
    homeless = query.where(claim.article == article, passage.number.is_(None)).limit(1)
    return connection.execute(homeless).first() is not None


def sums(connection: Connection, numbers: Iterable[int]) -> Iterator[Difference]:
    """The claims, by number, whose stored confidence is not the sum of its parts."""
    wanted = list(numbers)
    for number, found in standing.confidences(connection, wanted).items():
        row = tables.claim.c
        id_, stored = connection.execute(select(row.id, row.confidence).where(row.number == number)).one()
        if not abs(stored - found.score) <= TOLERANCE:
            what = f"confidence {stored:.4f} is stored, but its parts add up to {found.score:.4f}"
            yield differs(f"claim {id_}", what)


def keys(connection: Connection, held: seals.Held) -> Iterator[Difference | None]:
    """For each article whose terms are sealed: None, or that they are others."""
    stored = seals.sums_of_keys(connection)
    for id_, sealed in held.seals.keys.items():
        agrees = seals.seal_of_sum(stored.get(id_, 0)) == sealed
        yield None if agrees else differs(f"article {id_}", "the terms by which it is found are not those of its text")


def places(connection: Connection, held: seals.Held) -> Iterator[Difference]:
    """The places at which something else lies than the log says."""
    stored, said = seals.places_of(connection), held.seals.places
    for key in sorted({*said, *(stored if held.whole else ())}):
        if stored.get(key) != said.get(key):
            yield differs(f"place {key}", "what lies there is not what the log says")


def lists(connection: Connection, held: seals.Held) -> Iterator[Difference]:
    """The articles, claims and links that are listed and should not be, or the other way round."""
    article, claim, link = tables.article.c, tables.claim.c, tables.link.c
    for id_, current in connection.execute(select(article.id, article.current).order_by(article.number)):
        if held.seals.listed.get(id_, current) != current:
            yield differs(f"article {id_}", f"it is {'' if current else 'not '}listed, but the log says otherwise")
    query = select(claim.id).join(tables.article, article.number == claim.article)
    none = corrections.withdrawn(connection)
    for id_ in connection.execute(query.where(claim.current != article.current).order_by(claim.id)).scalars():
        if id_ not in none:  # checked with the corrections
            yield differs(f"claim {id_}", "it is not listed as its article is")
    a, b = tables.claim.alias(), tables.claim.alias()
    both = select(link.id).join(a, a.c.number == link.a).join(b, b.c.number == link.b)
    wrong = link.current != and_(a.c.current, b.c.current)
    for id_ in connection.execute(both.where(wrong).order_by(link.id)).scalars():
        yield differs(f"link {id_}", "it is not listed as its claims are")


def readers(connection: Connection) -> Iterator[Difference]:
    """The articles that another version of the program read than is noted."""
    said, article = readings.readers(connection), tables.article.c
    for id_, stored in connection.execute(select(article.id, article.read_by).order_by(article.number)):
        if said.get(id_, stored) != stored:
            yield differs(f"article {id_}", f"it was read by version {said[id_]}, but {stored} is noted")


def verdicts(connection: Connection) -> Iterator[Difference | None]:
    """For each claim and link with a verdict, in its row or in the log: None, or that the two differ."""
    ledger = order.ledger(connection, (order.REVIEW,))
    latest = {matter.subject: contradictions.verdict(ledger.outcome(matter)) for matter in ledger.matters}
    said = {target: None if verdict is Verdict.OPEN else verdict.value for target, verdict in latest.items()}
    for what, table in (("claim", tables.claim), ("link", tables.link)):
        stored = dict(connection.execute(select(table.c.id, table.c.verdict).where(table.c.verdict.is_not(None))).all())
        known = set(stored) | _present(connection, table, said)
        for id_ in sorted(known):
            agrees = stored.get(id_) == said.get(id_)
            told = f"verdict {stored.get(id_) or 'none'} is stored, but the log says {said.get(id_) or 'none'}"
            yield None if agrees else differs(f"{what} {id_}", told)


def tags(connection: Connection) -> Iterator[Difference | None]:
    """For each tag that something has, in its row or in the log: None, or that the two differ."""
    said = notes.standing_tags(connection)
    stored = {(row.target, row.tag) for row in connection.execute(select(tables.tag))}
    for target, tag in sorted(said | stored):
        told = f"tag {tag!r} is {'not ' * ((target, tag) not in stored)}stored, but the log says otherwise"
        yield None if (target, tag) in said & stored else differs(f"tagged {target}", told)


def contradicting(connection: Connection) -> Iterator[Difference | None]:
    """For each contradiction between decisions, in its row or in the log: None, or that the two differ."""
    said, stored = contradictions.in_log(connection), contradictions.stored(connection)
    for event, subject in sorted(said | stored):
        told = f"a contradiction is {'not ' * ((event, subject) not in stored)}stored, but the log says otherwise"
        yield None if (event, subject) in said & stored else differs(f"{event} of {subject}", told)


def listed_by(connection: Connection) -> Iterator[Difference]:
    """The claims whose columns for lists do not follow from what else is stored: lead, single origin, hops."""
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
            yield differs(f"claim {id_}", f"{what} is not what follows from the rest")
    sources = select(claim.id, hop.label, hop.source).join(tables.hop, hop.claim == claim.number)
    for id_, label, source in connection.execute(sources.order_by(claim.id, hop.position)):
        if source_key(label) != source:
            yield differs(f"claim {id_}", f"what its source {label!r} is compared by does not follow from its name")


def _present(connection: Connection, table: Table, said: Mapping[str, str | None]) -> set[str]:
    return set(connection.execute(select(table.c.id).where(table.c.id.in_(list(said)))).scalars())
