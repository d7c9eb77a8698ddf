"""A claim as one sentence that can be read alone."""

from __future__ import annotations

from provenance.model import Span, Statement


def standalone(text: str, sentence: Span) -> Statement:
    """The statement of a claim: its sentence as it stands.

    Args:
        text: The article's.
        sentence: That the claim stands in.
    """
    return Statement.of(text, sentence)
