"""Claims whose words or stance people set are compared anew; links that somebody judged stay as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection

from provenance.casefile.comparer import Comparer
from provenance.casefile.comparing import claim_keys, link_claims, noting
from provenance.casefile.decisions import around
from provenance.model import Claim
from provenance.store import facts, loading, log, postings, rebuilding, recent, seals
from provenance.store.seals import Seals


def compare_anew(connection: Connection, claims: Iterable[int], comparer: Comparer) -> set[int]:
    """Compares some claims anew, by number, and seals their links by an entry of the log; see `relink`."""
    wanted = sorted(set(claims))
    if not wanted:
        return set()
    sealed = Seals()
    articles = {claim.article.id for claim in loading.claims(connection, wanted).values()}
    with noting(connection, sorted(articles)):
        touched = relink(connection, wanted, comparer, sealed)
    log.append(connection, seals.COMPARED, "claims", str(len(wanted)), detail={"sealed": sealed.detail()})
    return touched


def relink(connection: Connection, claims: Iterable[int], comparer: Comparer, sealed: Seals) -> set[int]:
    """Finds some claims, by number, by their words of now, and compares them with others; seals go to `sealed`.

    Returns:
        The claims, by number, that are to be weighed again.
    """
    wanted = loading.claims(connection, sorted(set(claims)))
    if not wanted:
        return set()
    recent.forget(connection)
    touched = around(connection, wanted)
    sealed.before_links(connection, touched)
    begun = facts.forget_links_of(connection, list(wanted))
    articles = loading.article_numbers(connection, wanted)
    of_article: defaultdict[int, dict[int, Claim]] = defaultdict(dict)
    for number, claim in wanted.items():
        of_article[articles[number]][number] = claim
    listed = loading.listed(connection, wanted)
    for article, own in of_article.items():
        rebuilding.claim_keys_gone(connection, list(own))
        postings.add_keys(connection, article, {}, {at: claim_keys(claim, comparer.steps) for at, claim in own.items()})
        sealed.note_keys(connection, article)
        asking = {at: claim for at, claim in own.items() if at in listed}
        if asking:
            begun += link_claims(connection, article, next(iter(own.values())).article, asking, comparer)
    sealed.note_links(connection, of_article, [*touched, *begun])
    return touched | around(connection, wanted)
