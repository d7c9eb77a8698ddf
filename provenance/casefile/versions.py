"""When an article changed: people's reviews follow to its new version where the passage is still the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from provenance.model import Claim, Verdict
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
        verdict = _repeat(connection, old_id, new_id)
        if verdict is not None:
            verdicts.give_claim(connection, new, verdict)
            touched.add(new)
    for old_link, new_link in verdicts.links_alike(connection, same):
        verdict = _repeat(connection, old_link.id, new_link.id)
        if verdict is not None:
            verdicts.give_link(connection, new_link.number, verdict)
            touched |= {new_link.a, new_link.b}
    return touched


def _repeat(connection: Connection, old: str, new: str) -> Verdict | None:
    """Appends for `new` the reviews of `old` that it lacks; the verdict that counts then, None if it lacked none.

    It may have some already: of the time before, where an article changed back to what it was.
    """
    has = {replace(review, target=old) for review in log.reviews(connection, [new])}
    lacking = [review for review in log.reviews(connection, [old]) if review not in has]
    for review in lacking:
        log.append_review(connection, review, target=new, carried_from=old)
    return log.reviews(connection, [new])[-1].verdict if lacking else None


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
