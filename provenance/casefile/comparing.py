"""An article compared with those that a casefile holds: its links to them, as they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from provenance import faults
from provenance.casefile.comparer import Comparer, links_each
from provenance.casefile.readable import readable_claims
from provenance.casefile.steps import Steps
from provenance.errors import Fault, Phase
from provenance.faults import isolated
from provenance.model import Article, Claim, Link
from provenance.store import incidents, loading, log, postings, recent, writing

CANDIDATES = 50
"""How many claims each new claim is compared with."""

Linking = Callable[[Connection, int, Article, Comparer], list[int]]
"""Adds the links of an article, by number, to those that are in; answers for each with its claim `a`, by number."""


def claim_keys(claim: Claim, steps: Steps) -> Mapping[str, float]:
    """What a claim is found by; nothing where that fails."""
    where = f"{claim.article.path or claim.article.id}: claim {claim.id}"
    return isolated(Phase.INDEXING, where, partial(steps.claim_keys, claim)) or {}


def article_keys(article: Article, steps: Steps) -> Mapping[str, float]:
    """What an article is found by; nothing where that fails."""
    return isolated(Phase.INDEXING, article.path or article.id, partial(steps.article_keys, article)) or {}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The links to keep between the claims of an article and others, and the numbers of the others by id.

    `state`: of the articles that it was made with (see `_state`); `faults`: what failed; `given_up`: it took more than
    it may, and would again.
    """

    links: Sequence[Link]
    others: Mapping[str, int]
    state: int = 0
    faults: Sequence[Fault] = ()
    given_up: bool = False


@contextmanager
def noting(connection: Connection, articles: Iterable[str]) -> Iterator[None]:
    """What fails inside the block is noted of some articles, by id: they are compared anew when they come in again."""
    with faults.collecting() as met:
        yield
    if met:
        faults.log(met)
        for article in articles:
            incidents.note(connection, article, met)


def link_article(connection: Connection, number: int, article: Article, comparer: Comparer) -> list[int]:
    """Compares each claim of an article with its candidates in others and keeps what agrees or clashes (`Linking`).

    A comparison that fails is told as a fault, and the others are made.
    """
    claims = isolated(
        Phase.COMPARISON, _name(article), partial(_own_claims, connection, number), passing=(SQLAlchemyError,)
    )
    if not claims:
        return []
    return link_claims(connection, number, article, claims, comparer)


def link_claims(
    connection: Connection, number: int, article: Article, claims: Mapping[int, Claim], comparer: Comparer
) -> list[int]:
    """The same of some claims of an article, by number."""
    compared = _compared(connection, number, article, claims, comparer)
    return _add(connection, compared, {claim.id: at for at, claim in claims.items()})


def compare_ahead(connection: Connection, article: Article, claims: Sequence[Claim], steps: Steps) -> Comparison | None:
    """What `link_article` would find, while others may still write; None of an article that is in already, and whole.

    Of a long article that takes minutes. A comparison that fails is told in the answer.
    """
    known = writing.find_article(connection, article.id)
    if not claims or (known is not None and not _is_to_be_completed(connection, article)):
        return None
    with faults.collecting() as found:
        state = _state(connection)
        number, before = (None, writing.to_unlist(connection, article)) if known is None else (known.number, None)
        compared = _compared(connection, number, article, dict(enumerate(claims)), Comparer(steps), without=before)
    return replace(compared, state=state, faults=tuple(found))


def _is_to_be_completed(connection: Connection, article: Article) -> bool:
    return writing.is_in_place(connection, article) and incidents.is_incomplete(connection, article.id)


def holds(connection: Connection, ahead: Comparison) -> bool:
    """Whether the articles are still those that a comparison was made with."""
    return _state(connection) == ahead.state


def linking(connection: Connection, ahead: Comparison | None) -> Linking:
    """Adds what was found ahead, if it still holds as the transaction begins; else the claims are compared in it."""
    if ahead is None or not (ahead.given_up or holds(connection, ahead)):
        return link_article
    return partial(_link_as_found, ahead)


def _link_as_found(
    ahead: Comparison, connection: Connection, number: int, _article: Article, _comparer: Comparer
) -> list[int]:
    faults.add(ahead.faults)
    return _add(connection, ahead, loading.numbers_by_id(connection, number))


def _state(connection: Connection) -> int:
    """Another one, whenever an article came, went, or was changed: most of what people decide changes no candidates."""
    return log.last_but(connection, recent.ASIDE)


def _name(article: Article) -> str:
    return article.path or article.id


def _own_claims(connection: Connection, number: int) -> dict[int, Claim]:
    """The claims of an article that are listed: not those of which a person says that there are none."""
    return loading.claims(connection, loading.listed(connection, loading.claim_numbers(connection, number)))


def _add(connection: Connection, compared: Comparison, own: Mapping[str, int]) -> list[int]:
    return writing.add_links(connection, compared.links, {**compared.others, **own})


def _compared(
    connection: Connection,
    number: int | None,
    article: Article,
    claims: Mapping[int, Claim],
    comparer: Comparer,
    *,
    without: int | None = None,
) -> Comparison:
    """The claims of an article, by number, with their candidates, `without` those of another one; none where that
    fails.
    """
    work = partial(_comparison, connection, number, article, claims, comparer, without)
    nothing = Comparison((), {})
    return isolated(Phase.COMPARISON, _name(article), work, passing=(SQLAlchemyError,)) or nothing


def _comparison(
    connection: Connection,
    number: int | None,
    article: Article,
    claims: Mapping[int, Claim],
    comparer: Comparer,
    without: int | None,
) -> Comparison:
    from provenance.store import candidates  # numpy, which whoever only reads a casefile does not wait for

    steps = comparer.steps
    story = article_keys(article, steps)
    keys = {at: claim_keys(claim, steps) for at, claim in claims.items()}
    score = steps.candidate_score
    near = candidates.nearest(connection, number, story, keys, score=score, limit=CANDIDATES, without=without)
    wanted = {other for found in near.values() for other in found}
    others = readable_claims(connection, wanted, recent.claims)
    places = loading.article_numbers(connection, wanted)
    shares = postings.story_shares(connection, story, places.values())
    pairs = [
        (claims[at], [(others[one], shares[places[one]]) for one in found if one in others])
        for at, found in near.items()
    ]
    links = comparer.links(_name(article), pairs, links_each(len(claims)))
    return Comparison(links, {claim.id: at for at, claim in others.items()})
