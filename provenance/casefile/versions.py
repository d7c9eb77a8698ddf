"""When an article changed: what people decided follows to its new version where the passage is still the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace

from sqlalchemy import Connection

from provenance.casefile.anchoring import anchored
from provenance.casefile.decisions import settle
from provenance.casefile.rewording import spans_in_order
from provenance.model import Claim, link_id
from provenance.store import added, as_read, loading, repeating, set_links, verdicts
from provenance.store.order import CORRECTION, DECISIONS


def carry_reviews(connection: Connection, before: int, after: int, reworded: set[int]) -> set[int]:
    """Repeats what was decided on article `before` on the claims and links of `after` that stayed the same, and what
    was said of its sources on `after`.

    A passage is the same where its sentence, what is claimed in it and who says so are, word by word, in the same
    company (see `anchoring`). Where that is not clear, nothing is guessed: the review stays with the old version.

    Returns:
        The claims, by number, whose numbers depend on what was carried; to `reworded` go those that are to be compared
        anew.
    """
    same = _same_claims(connection, before, after)
    people = _added_claims(connection, before, after)
    was, now = (one.id for one in loading.article_records(connection, [before, after]))
    touched = settle(connection, repeating.repeat(connection, was, now, events=(CORRECTION,)), reworded)
    moved = {verdicts.claim_id(connection, old): verdicts.claim_id(connection, new) for old, new in same.items()}
    for old_id, new_id in moved.items():
        touched |= settle(connection, repeating.repeat(connection, old_id, new_id), reworded)
    for old, claim in people:
        repeated = repeating.repeat(connection, old.id, claim.id, place=added.place(claim))
        touched |= settle(connection, repeated, reworded)
        moved[old.id] = claim.id
    for subject, ends in set_links.between(connection, moved):
        there = link_id(*(moved.get(end, end) for end in ends))
        repeated = repeating.repeat(connection, subject, there, events=(CORRECTION,), moved=moved)
        touched |= settle(connection, repeated, reworded)
    judged = tuple(event for event in DECISIONS if event != CORRECTION)
    for old_link, new_link in verdicts.links_alike(connection, same):
        repeated = repeating.repeat(connection, old_link.id, new_link.id, events=judged)
        touched |= settle(connection, repeated, reworded)
    return touched


def _same_claims(connection: Connection, before: int, after: int) -> dict[int, int]:
    """From the number of a claim of the old version to that of the same one in the new."""
    old, new = _read_claims(connection, before), _read_claims(connection, after)
    if not old or not new:
        return {}
    spans = [sorted({(claim.start, claim.end) for claim in claims.values()}) for claims in (old, new)]
    texts = [next(iter(claims.values())).article.text for claims in (old, new)]
    found = anchored(texts[0], spans[0], texts[1], spans[1])
    places = {anchor.old: anchor.new for anchor in found if anchor.sure}
    there: defaultdict[Hashable, list[int]] = defaultdict(list)
    for number, claim in new.items():
        there[claim.start, claim.end, _said(claim)].append(number)
    same = {}
    for number, claim in old.items():
        place = places.get((claim.start, claim.end))
        matching = there.get((*place, _said(claim)), []) if place is not None else []
        if len(matching) == 1:
            same[number] = matching[0]
    return same


def _read_claims(connection: Connection, article: int) -> dict[int, Claim]:
    """The claims of an article that the program read, as it read them, by number."""
    people = as_read.added(connection, article)
    return as_read.claims(connection, (one for one in loading.claim_numbers(connection, article) if one not in people))


def _added_claims(connection: Connection, before: int, after: int) -> list[tuple[Claim, Claim]]:
    """The claims that people added to the old version, as they added them, where their sentence stands in the new one,
    each with the claim there."""
    ends = loading.articles(connection, [before, after])
    old, new = ends[before], ends[after]
    numbers = loading.claims_with(connection, added.of_article(connection, old.id))
    people = as_read.claims(connection, numbers).values()
    sentences = sorted({(claim.start, claim.end) for claim in people})
    words = [re.compile(r"\s+".join(map(re.escape, old.text[slice(*one)].split()))) for one in sentences]
    there = sorted({found.span() for one in words for found in one.finditer(new.text)})
    places = {one.old: one.new for one in anchored(old.text, sentences, new.text, there) if one.sure and one.new}
    found = []
    for claim in people:
        place = places.get((claim.start, claim.end))
        if place is not None:
            content = spans_in_order([old.text[slice(*span)] for span in claim.content], new.text[slice(*place)])
            spans = tuple((place[0] + start, place[0] + end) for start, end in content)
            found.append((claim, replace(claim, article=new, start=place[0], end=place[1], content=spans)))
    return found


def _said(claim: Claim) -> Hashable:
    """What is claimed, and on whose authority."""
    return claim.content_text, tuple(hop.label for hop in claim.attribution)
