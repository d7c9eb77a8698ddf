"""A claim as one sentence that can be read alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from provenance.model import Span, Stance, Statement

_WORD = re.compile(r"\w")
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")


def standalone(text: str, sentence: Span, content: Sequence[Span], stance: Stance, *, alone: bool) -> Statement:
    """The statement of a claim: its sentence as it stands; of a sentence that makes several claims its own words, with
    "…" for those of the others, so that nobody is shown with what another source says.

    What is denied or withheld keeps its sentence: without its frame it would say the opposite.

    Args:
        text: The article's.
        sentence: That the claim stands in.
        content: What is claimed, in order.
        stance: Where its source stands to it.
        alone: Whether the sentence makes no other claim.
    """
    if alone or stance is not Stance.ASSERTS:
        return Statement.of(text, sentence)
    parts: list[Span | str] = ["… "] if _WORD.search(text, sentence[0], content[0][0]) else []
    for number, span in enumerate(content):
        parts += [" … ", span] if number else [span]
    if _WORD.search(text, content[-1][1], sentence[1]):
        parts.append(" …")
    elif not _ENDED.search(text[slice(*content[-1])]):
        parts.append(".")
    return Statement.of(text, *parts)
