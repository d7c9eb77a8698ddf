"""What people corrected as labelled examples, from which a reader of articles can learn.

Of each article its text, and every sentence of which a claim was corrected, with all that is claimed in it; of each
link that people set both sentences. Keys and offsets are those that `training/` reads; `docs/guidelines.md` defines the
closed sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection

from provenance.model import Article, Claim, Hop, Span
from provenance.records import LinkRecord, ReasonRecord
from provenance.store import corrections, links, loading, set_links

Label: TypeAlias = Mapping[str, Any]


def labels(connection: Connection) -> Iterator[Label]:
    """The articles with corrected claims, in the order in which they came, then the links that people set."""
    marked = set(corrections.marked(connection)) - corrections.taken_back(connection)
    for number in sorted(set(loading.article_numbers(connection, marked).values())):
        claims = loading.claims(connection, loading.claim_numbers(connection, number))
        none = corrections.withdrawn(connection, number)
        places = {_place(one) for at, one in claims.items() if at in marked}
        wanted = [one for at, one in claims.items() if at in marked or (one.id not in none and _place(one) in places)]
        yield _article(wanted[0].article, [_sentence(one, claimed=one.id not in none) for one in wanted])
    for link in links.link_records(connection, set_links.numbers(connection)):
        if link.corrected:
            yield _link(link)


def _place(claim: Claim) -> Span:
    return claim.start, claim.end


def _article(article: Article, sentences: Sequence[Label]) -> Label:
    day = None if article.published_on is None else article.published_on.isoformat()
    facts = {"doc": article.id, "url": article.url, "date": day, "title": article.title}
    return {**facts, "text": article.text, "sentences": sentences}


def _sentence(claim: Claim, *, claimed: bool) -> Label:
    """A claim of a sentence; without content where a person says that there is none."""
    certainty = claim.certainty
    return {
        "start": claim.start,
        "end": claim.end,
        "boilerplate": False,
        "level": certainty.level.value,
        "polarity": certainty.polarity.value,
        "status": certainty.status.value,
        "stance": claim.stance.value,
        "chain": [_hop(hop) for hop in claim.attribution],
        "span": claim.quotation.value,
        "content": [list(span) for span in claim.content] if claimed else [],
        "statement": claim.statement.text,
    }


def _hop(hop: Hop) -> Label:
    return {
        "holder": hop.holder,
        "kind": hop.kind.value,
        "naming": hop.naming.value,
        "resolved": hop.name if hop.name != hop.holder else None,
        "cue": hop.cue,
        "start": hop.start,
        "end": hop.end,
        "cue_start": hop.cue_start,
        "cue_end": hop.cue_end,
    }


def _link(link: LinkRecord) -> Label:
    reason = link.reasons[0] if link.reasons else None
    sides = {
        side: {
            "doc": claim.article,
            "start": claim.start,
            "end": claim.end,
            "text": claim.text,
            "clash": _clash(reason, side),
        }
        for side, claim in (("a", link.a), ("b", link.b))
    }
    kind = None if reason is None else reason.kind.value
    return {"id": link.id, "label": link.relation.value, "reason": kind, "unsure": False, **sides}


def _clash(reason: ReasonRecord | None, side: str) -> list[int] | None:
    return None if reason is None else list(getattr(reason, side))
