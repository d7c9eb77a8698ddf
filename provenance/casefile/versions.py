"""When an article changed: people's reviews follow to its new version where the passage is still the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping

from sqlalchemy import Connection

from provenance.model import Claim
from provenance.store import loading, log, verdicts


def carry_reviews(connection: Connection, before: int, after: int) -> set[int]:
    """Repeats the reviews of article `before` on the claims and links of `after` that stayed the same.

    A passage is the same where its sentence and what is claimed in it are, word by word. Where either version holds
    it twice, nothing is guessed: the review stays with the old version.

    Returns:
        The claims, by number, whose numbers depend on what was carried.
    """
    same = _same_claims(connection, before, after)
    touched: set[int] = set()
    for old, new in same.items():
        old_id, new_id = verdicts.claim_id(connection, old), verdicts.claim_id(connection, new)
        if _repeat(connection, old_id, new_id):
            verdicts.give_claim(connection, new, log.reviews(connection, [new_id])[-1].verdict)
            touched.add(new)
    for old_link, new_link in verdicts.links_alike(connection, same):
        if _repeat(connection, old_link.id, new_link.id):
            verdicts.give_link(connection, new_link.number, log.reviews(connection, [new_link.id])[-1].verdict)
            touched |= {new_link.a, new_link.b}
    return touched


def _repeat(connection: Connection, old: str, new: str) -> bool:
    """Appends the reviews of `old` for `new`, unless `new` has any of its own."""
    given = log.reviews(connection, [old])
    if not given or log.reviews(connection, [new]):
        return False
    for review in given:
        log.append_review(connection, review, target=new, carried_from=old)
    return True


def _same_claims(connection: Connection, before: int, after: int) -> dict[int, int]:
    """From the number of a claim of the old version to that of the same one in the new."""
    old = loading.claims(connection, loading.claim_numbers(connection, before))
    new = loading.claims(connection, loading.claim_numbers(connection, after))
    where = _unique(new)
    return {number: where[passage] for passage, number in _unique(old).items() if passage in where}


def _unique(claims: Mapping[int, Claim]) -> dict[Hashable, int]:
    """By sentence and content, the claims that are alone in having them."""
    passages = {number: (claim.text, claim.content_text) for number, claim in claims.items()}
    times = Counter(passages.values())
    return {passage: number for number, passage in passages.items() if times[passage] == 1}
