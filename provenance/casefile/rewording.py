"""What a person says that a claim says, as the log holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from provenance.correction import ClaimChange
from provenance.errors import InvalidRequest
from provenance.model import Claim, Span
from provenance.store.corrected import CERTAINTY, CONTENT, STANCE, STATEMENT

LONGEST_STATEMENT = 2000
"""In code points."""


def words(claim: Claim, change: ClaimChange) -> Iterator[tuple[str, object]]:
    """What of a change is not so already: fields and values.

    Raises InvalidRequest for words that do not stand in the sentence, and for what is no statement.
    """
    if change.stance not in (None, claim.stance):
        yield STANCE, str(change.stance)
    for field in CERTAINTY:
        value = getattr(change, field)
        if value not in (None, getattr(claim.certainty, field)):
            yield field, str(value)
    if change.content is not None and _plain(change.content) != _plain(claim.content_text):
        yield CONTENT, [list(span) for span in spans_of(change.content, claim.text)]
    if change.statement is not None and _plain(change.statement) != claim.statement.text:
        said = _plain(change.statement)
        if not re.search(r"\w", said) or len(said) > LONGEST_STATEMENT or not said.isprintable():
            raise InvalidRequest(f"a statement is one sentence of up to {LONGEST_STATEMENT} characters")
        yield STATEMENT, said


def spans_of(content: str, sentence: str) -> tuple[Span, ...]:
    """Where some words stand in a sentence, in their order; "…" stands between several stretches.

    Raises InvalidRequest where they do not.
    """
    return spans_in_order(content.split("…"), sentence)


def spans_in_order(stretches: Sequence[str], sentence: str) -> tuple[Span, ...]:
    """Where some stretches of words stand in a sentence, one after the other, with any white space.

    Raises InvalidRequest where they do not.
    """
    found: list[Span] = []
    at = 0
    for piece in (one.split() for one in stretches):
        place = re.compile(r"\s+".join(map(re.escape, piece))).search(sentence, at) if piece else None
        if place is None:
            shown = " ".join(piece)
            raise InvalidRequest(
                f"“{shown}” does not stand in the sentence; a claim is words of one sentence, in order"
            )
        found.append(place.span())
        at = place.end()
    return tuple(found)


def _plain(text: str) -> str:
    return " ".join(text.split())
