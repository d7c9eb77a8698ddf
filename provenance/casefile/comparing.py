"""An article compared with those that a casefile holds: its links to them, as they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from provenance import faults, progress
from provenance.casefile.readable import readable_claims
from provenance.casefile.steps import Steps
from provenance.errors import Fault, Phase
from provenance.faults import isolated
from provenance.model import Article, Claim, Link
from provenance.store import incidents, loading, log, postings, recent, writing

CANDIDATES = 50
"""How many claims each new claim is compared with."""

MOST_LINKS = 40_000
"""About so many links begin at an article at most, so that two long texts that are alike cost what they are long."""

LEAST_LINKS = 3
"""So many may begin at each of its claims, however many it has."""

RUN = 100
"""The candidates of so many claims are looked through at once."""

Near = tuple[Claim, Sequence[tuple[Claim, float | None]]]
"""A claim and its candidates, best first, with how much their stories share, where that is known."""

Linking = Callable[[Connection, int, Article, Steps], list[int]]
"""Adds the links of an article, by number, to those that are in; answers for each with its claim `a`, by number."""


def claim_keys(claim: Claim, steps: Steps) -> Mapping[str, float]:
    """What a claim is found by; nothing where that fails."""
    where = f"{claim.article.path or claim.article.id}: claim {claim.id}"
    return isolated(Phase.INDEXING, where, partial(steps.claim_keys, claim)) or {}


def article_keys(article: Article, steps: Steps) -> Mapping[str, float]:
    """What an article is found by; nothing where that fails."""
    return isolated(Phase.INDEXING, article.path or article.id, partial(steps.article_keys, article)) or {}


def _link(a: Claim, b: Claim, steps: Steps, story: float | None) -> Link | None:
    """The link between two claims, if there is one; none where the comparison fails."""
    where = f"{a.article.path or a.article.id}: claims {a.id} and {b.id}"
    return isolated(Phase.COMPARISON, where, partial(steps.link, a, b, story))


def links_each(claims: int) -> int:
    """How many links may begin at each of so many claims of one article.

    So many have only claims that are like hundreds of others, as in a text made of a few patterns.
    """
    return max(LEAST_LINKS, MOST_LINKS // max(1, claims))


def first_links(near: Iterable[Near], steps: Steps, most: int) -> Iterator[list[Link]]:
    """For each claim its links with the first `most` of its candidates, best first, that it has one with."""
    rest = iter(near)
    for run in iter(lambda: list(islice(rest, RUN)), []):
        worth = iter(_worth(run, steps))
        for claim, others in run:
            likely = [one for one in others if next(worth)]
            found = (_link(claim, other, steps, story) for other, story in likely)
            yield list(islice((link for link in found if link is not None), most))


def _worth(near: Sequence[Near], steps: Steps) -> Sequence[bool]:
    """Which candidates are worth being compared, one claim's after the other's; all, where that cannot be told."""
    pairs = [(claim, other) for claim, others in near for other, _ in others]
    stories = [story for _, others in near for _, story in others]
    where = near[0][0].article.path or near[0][0].article.id
    return isolated(Phase.COMPARISON, where, partial(steps.shortlist, pairs, stories)) or [True] * len(pairs)


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


def link_article(connection: Connection, number: int, article: Article, steps: Steps) -> list[int]:
    """Compares each claim of an article with its candidates in others and keeps what agrees or clashes (`Linking`).

    A comparison that fails is told as a fault, and the others are made.
    """
    claims = isolated(
        Phase.COMPARISON, _name(article), partial(_own_claims, connection, number), passing=(SQLAlchemyError,)
    )
    if not claims:
        return []
    compared = _compared(connection, number, article, claims, steps)
    return _add(connection, compared, {claim.id: at for at, claim in claims.items()})


def link_claims(
    connection: Connection, number: int, article: Article, claims: Mapping[int, Claim], steps: Steps
) -> list[int]:
    """The same of some claims of an article, by number."""
    compared = _compared(connection, number, article, claims, steps)
    return _add(connection, compared, {claim.id: at for at, claim in claims.items()})


def compare_ahead(connection: Connection, article: Article, claims: Sequence[Claim], steps: Steps) -> Comparison | None:
    """What `link_article` would find, while others may still write; None of an article that takes another's place, or
    is in already, and whole.

    Of a long article that takes minutes. A comparison that fails is told in the answer.
    """
    known = writing.find_article(connection, article.id)
    if not claims or not _is_compared(connection, article, known):
        return None
    with faults.collecting() as found:
        state = _state(connection)
        number = None if known is None else known.number
        compared = _compared(connection, number, article, dict(enumerate(claims)), steps)
    return replace(compared, state=state, faults=tuple(found))


def _is_compared(connection: Connection, article: Article, known: writing.Known | None) -> bool:
    """Whether all claims of an article will be compared when it joins, with what is listed now and nothing less."""
    if known is None:
        return not writing.is_placed(connection, article)
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
    ahead: Comparison, connection: Connection, number: int, _article: Article, _steps: Steps
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
    connection: Connection, number: int | None, article: Article, claims: Mapping[int, Claim], steps: Steps
) -> Comparison:
    """The claims of an article, by number, with their candidates; none where that fails."""
    work = partial(_comparison, connection, number, article, claims, steps)
    nothing = Comparison((), {})
    return isolated(Phase.COMPARISON, _name(article), work, passing=(SQLAlchemyError,)) or nothing


def _comparison(
    connection: Connection, number: int | None, article: Article, claims: Mapping[int, Claim], steps: Steps
) -> Comparison:
    from provenance.store import candidates  # numpy, which whoever only reads a casefile does not wait for

    story = article_keys(article, steps)
    keys = {at: claim_keys(claim, steps) for at, claim in claims.items()}
    near = candidates.nearest(connection, number, story, keys, score=steps.candidate_score, limit=CANDIDATES)
    wanted = {other for found in near.values() for other in found}
    others = readable_claims(connection, wanted, recent.claims)
    places = loading.article_numbers(connection, wanted)
    shares = postings.story_shares(connection, story, places.values())
    most = links_each(len(claims))
    links: dict[str, Link] = {}
    progress.begin(f"{_name(article)}, compared")
    compared = (
        (claims[at], [(others[one], shares[places[one]]) for one in found if one in others])
        for at, found in near.items()
    )
    for done, found in enumerate(first_links(compared, steps, most)):
        progress.tell(done, len(near))
        links |= {link.id: link for link in found}
    return Comparison(list(steps.chosen(links.values())), {claim.id: at for at, claim in others.items()})
