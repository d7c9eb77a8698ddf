"""A source inside what a source says: "sources say that Ankara sees this arrangement as …".

The tagger gives each word one role, so the second hop of a chain lies inside the content of the first. It is found
where the content opens with somebody who can speak, followed by a verb of saying or thinking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from provenance.extraction.sources import kind_of, take_apart
from provenance.extraction.speakers import PRONOUNS, Cast
from provenance.language.data import load
from provenance.model import Hop, Span

_LONGEST = 7
"""A source of more words than this is a clause."""
_ADVERB = r"(?:(?:also|has|have|had|did|does|do|is|are|was|were|not|\w+ly|later|earlier|n['’]t|since|now|already|once|still)\s+)*"
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|could|should|may|might|must|can|because|when|while|who|which|if|than|to|and|in|on|by)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Inner:
    """Where the inner source, its cue, and what it says stand."""

    source: Span
    cue: Span
    content: Span


@cache
def _pattern() -> re.Pattern[str]:
    verbs = "|".join(sorted(map(re.escape, load("cues")["inner"]), key=len, reverse=True))
    return re.compile(
        rf"(?:that\s+)?(?P<source>(?:[^\s,.;:“”\"]+\s+){{0,{_LONGEST - 1}}}?[^\s,.;:“”\"]+)\s+(?P<cue>{_ADVERB}(?:{verbs}))\b",
        re.IGNORECASE,
    )


def inner(text: str, content: Span, outer: Hop, cast: Cast) -> Inner | None:
    """The source at the opening of `content` that itself says the rest, if there is one.

    Only somebody other than `outer` counts ("he said he believed" has one source).
    """
    match = _pattern().match(text, content[0], content[1])
    if match is None:
        return None
    words = match["source"]
    if _CLAUSE.search(words) or not (_can_speak(words) or cast.named(words)):
        return None
    if words.casefold() in PRONOUNS or (outer.holder and words.casefold() == outer.holder.casefold()):
        return None
    rest = text[match.end() : content[1]]
    lead = len(rest) - len(rest.lstrip(" ,"))
    said = re.match(r"(?:that|to|as)\s+", rest[lead:])
    start = match.end() + lead + (said.end() if said and said[0].startswith("that") else 0)
    if content[1] - start < 12:
        return None
    return Inner(match.span("source"), match.span("cue"), (start, content[1]))


def _can_speak(words: str) -> bool:
    """Whether `words` are a source and nothing but a source: a head noun or a name at their end."""
    phrase = take_apart(words)
    if phrase.complement:
        return kind_of(words) is not None and len(phrase.complement.split()) <= 4
    if phrase.head:
        return kind_of(words) is not None or bool(phrase.name)
    proper = bool(phrase.name) and all(token[:1].isupper() for token in phrase.name) and len(phrase.name) <= 4
    return proper and (len(phrase.name) > 1 or kind_of(words) is not None)
