"""What the words of a cue do beside reporting: hide who speaks, say of a thing what it is."""

from __future__ import annotations

import re
from functools import cache

from provenance.extraction.sources import is_hidden
from provenance.language.data import load


def passes_on(words: str) -> bool:
    """Whether a cue without a source hides who speaks; "is expected" names nobody and hides nobody."""
    lowered = words.casefold()
    return is_hidden(lowered) or _hiding().search(lowered) is not None


def says_what_it_is(words: str) -> bool:
    """Whether a cue says of a thing what it is ("called", "ruled"), so that a phrase after it is a claim, or that it is
    said, so that a phrase before it may be the beginning of one.
    """
    return any(_starts("naming").match(word) for word in words.casefold().split())


@cache
def _hiding() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, load('cues')['hidden']))})\b")


@cache
def _starts(which: str) -> re.Pattern[str]:
    stems = sorted(load("cues")[which], key=len, reverse=True)
    endings = r"(?:s|es|e|ed|d|ing|ning|ting|ied|ies|y|er|ers|ion)?"
    return re.compile(rf"(?:{'|'.join(re.escape(stem) for stem in stems)}){endings}\b")
