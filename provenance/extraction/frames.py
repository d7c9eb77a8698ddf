"""Frames that the reader leaves unmarked, found by their form: passive, parenthetical and elliptical reports.

Only sentences are looked at to which no draft has given a source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from provenance.extraction.drafts import Draft, Step, trim
from provenance.extraction.sources import kind_of
from provenance.language.clauses import predicates
from provenance.language.data import load
from provenance.language.grammar import tokens
from provenance.language.sentences import Sentence
from provenance.model import Span

_END = r"(?=[.!?]?[”\"’)]*$)"
_WHO = r"(?P<who>[^,;:()“”\"]{2,80}?)"
_ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_SHORT = 4
"""A source without a verb, at the end of a sentence, has at most so many words."""
_LONGEST = 600
"""A longer sentence is left alone."""


def framed(text: str, sentences: Sequence[Sentence], drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Drafts of the sentences that `drafts` leave to the article's own voice, and whose form says that they report."""
    starts = [sentence.start for sentence in sentences]
    taken = {
        number
        for draft in drafts
        for start, end in (*draft.contents, *draft.frame)
        for number in range(max(bisect_right(starts, start) - 1, 0), bisect_right(starts, max(end - 1, start)))
    }
    for number, sentence in enumerate(sentences):
        if number not in taken and sentence.end - sentence.start <= _LONGEST:
            draft = _draft(text, sentence)
            if draft is not None:
                yield draft


def _draft(text: str, sentence: Sentence) -> Draft | None:
    span = (sentence.start, sentence.end)
    for pattern in _forms():
        found = pattern.match(text, *span)
        if found is None:
            continue
        parts = found.groupdict()
        content = trim(text, *found.span("content")) if parts.get("content") else trim(text, *span)
        cue = found.span("cue") if parts.get("cue") else None
        if content is None or (parts.get("bare") and not _is_source(text, found.span("bare"), content)):
            continue
        who = "bare" if parts.get("bare") else "who"
        if not parts.get(who):
            return Draft((Step(cue, cue, hidden=True),), [content], [cue]) if cue else None
        holders = [found.span(name) for name in ("by", who) if parts.get(name)]
        steps = [Step(_plain(text, holder), None if index else cue) for index, holder in enumerate(holders)]
        return Draft(tuple(steps), [content], [*holders, *([cue] if cue else [])])
    return None


def _plain(text: str, holder: Span) -> Span:
    """A holder without the article before it."""
    article = _ARTICLE.match(text, *holder)
    return (article.end(), holder[1]) if article else holder


def _is_source(text: str, holder: Span, content: Span) -> bool:
    """Whether words at the end of a sentence are a source and nothing else, and the rest says something."""
    words = text[slice(*holder)]
    return (
        len(words.split()) <= _SHORT
        and kind_of(words) is not None
        and not predicates(tokens(text, [holder]))
        and bool(predicates(tokens(text, [content])))
    )


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """The forms, with groups for the content, the cue, `who` is cited, and `by` whom."""
    cues = load("cues")
    hidden = "|".join(cues["passive"])
    adverbs = "|".join(cues["adverbs"])
    verbs = "|".join(sorted((verb for verb in cues["inner"] if verb.endswith("s")), key=len, reverse=True))
    nouns = "|".join(cues["nouns"])
    forms = (
        rf"(?:[^,.]{{0,40}}?,?\s)?it\s+(?P<cue>(?:has|had|is|was|had\s+once|has\s+since)\s+(?:been\s+)?(?:\w+ly\s+)?"
        rf"(?:{hidden}))\s+(?:that\s+)?(?P<content>.+)",
        rf"(?P<cue>(?:{nouns})\s+(?:(?:were|was|have|has|had|are)\s+)?(?:been\s+)?\w+(?:ed|de|ing|d|read))\s+that\s+(?P<content>.+)",
        rf"as\s+per\s+{_WHO},\s+(?P<content>.+)",
        rf"(?P<content>.+?)\s*\((?P<cue>according\s+to)\s+(?P<who>[^()]{{2,80}})\){_END}",
        rf"{_WHO}\s+(?P<cue>(?:was|were|is|are|has\s+been|had\s+been)\s+(?:quoted|cited))\s+(?:as\s+saying\s+)?by\s+"
        r"(?P<by>[^,;:()“”\"]{2,60}?)\s+as\s+saying\s+(?:that\s+)?(?P<content>.+)",
        rf"(?P<content>.+?),\s+(?P<cue>{verbs})\s+(?P<who>(?:an?|the)\s[^,;:()“”\"]{{2,60}}?)(?=\s+(?:that|which|who)\b|[.!?]?$)",
        r"(?P<who>[^,;:()“”\"]{2,60}?)\s+(?P<cue>puts?)\s+(?P<content>(?:the|its)\s[^,;:]{3,60}?\sat\s+(?:\w+\s+){0,3}[£$€]?\d.*)",
        rf"(?P<content>.+?)\s*(?:\s[–—-]\s|:\s)(?P<bare>(?-i:[a-z])[^,;:()“”\"]{{2,40}}?){_END}",
        rf"(?=[^“”\"]*$).*?\b(?P<cue>{adverbs})\b.*",
    )
    return tuple(re.compile(form, re.IGNORECASE | re.DOTALL) for form in forms)
