"""Words that a person selects in an article: where they stand, and whether one sentence holds them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import partial
from heapq import nsmallest
from itertools import pairwise

from provenance.casefile.rewording import spans_of
from provenance.correction import Selected, Selection
from provenance.errors import InvalidRequest
from provenance.language.folding import folded
from provenance.language.quotations import quotations
from provenance.language.sentences import sentences
from provenance.model import Quotation, Span

MOST_PLACES = 100
"""Of words that stand at more places, so many are told."""
_AROUND = re.compile(r"^[\s.,;:–—-]+|[\s,;:–—-]+$")
"""Blanks and marks that part clauses claim nothing."""


def selection(text: str, words: str, known: Sequence[Span], at: int | None = None) -> Selection:
    """Where some words stand in a text.

    Args:
        text: Of an article.
        words: With any white space; "…" may stand between several stretches of one sentence.
        known: Its sentences that hold claims, in order.
        at: Near which character they stand, if that is known.

    Returns:
        The places that one sentence holds, those nearest to `at` first; or, where there is none, what of the words
        stands in which sentence.

    Raises:
        InvalidRequest: They do not stand there.
    """
    asked = words.split()
    if not any(re.search(r"\w", word) for word in asked):
        raise InvalidRequest("no words were given; select those that are claimed")
    whole = _sentences(text, known)
    starts = [start for start, _ in whole]
    places: list[Selected] = []
    parts: list[Span] = []
    for found in re.finditer(r"\s+".join(map(re.escape, asked)), text):
        span = _whole_words(text, found.span())
        number = max(bisect_right(starts, span[0]) - 1, 0)
        if whole and whole[number][0] <= span[0] and span[1] <= whole[number][1]:
            places.append(Selected(whole[number], (span,)))
        else:
            parts = parts or [(max(a, span[0]), min(b, span[1])) for a, b in whole if a < span[1] and span[0] < b]
    if not places and not parts:
        places = list(_in_stretches(text, words, whole))
    places = nsmallest(MOST_PLACES, places, key=partial(_distance, at or 0))
    if not places and not parts:
        raise InvalidRequest(f"“{' '.join(asked)}” does not stand in the article")
    return Selection(tuple(places), () if places else tuple(" ".join(text[a:b].split()) for a, b in parts))


def placed(found: Selection, at: int | None) -> Selected | None:
    """The place that is meant: the only one, or that nearest to the character `at`; None where that is not clear."""
    if at is None and len(found.places) != 1:
        return None
    return min(found.places, key=partial(_distance, at or 0), default=None)


def _distance(at: int, place: Selected) -> int:
    return abs(place.content[0][0] - at)


def chosen(found: Selection, at: int | None) -> Selected:
    """The same. Raises InvalidRequest where it is not clear."""
    place = placed(found, at)
    if place is not None:
        return place
    if not found.places:
        shown = " | ".join(f"“{part}”" for part in found.parts)
        raise InvalidRequest(
            f"the words stand in {len(found.parts)} sentences, and a claim is what one sentence says; "
            f"add each by itself: {shown}"
        )
    raise InvalidRequest(
        f"the words stand at {len(found.places)} places of the article; give more of them, or say which is meant"
    )


def quotation(text: str, content: Sequence[Span]) -> Quotation:
    """Whether some words of a text are given as those of whoever said them."""
    marks = [(one.start, one.end) for one in quotations(text)]
    words = [found.start() for span in content for found in re.compile(r"\w+").finditer(text, *span)]
    inside = sum(any(start <= word < end for start, end in marks) for word in words)
    return Quotation.INDIRECT if not inside else Quotation.DIRECT if inside == len(words) else Quotation.MIXED


def name_in(text: str, sentence: Span, name: str) -> Span | None:
    """Where a name stands in a sentence, in any case."""
    words = r"\s+".join(map(re.escape, name.split()))
    found = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE).search(text, *sentence)
    return None if found is None else found.span()


def without(text: str, content: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of some words, without the blanks and marks around it."""
    left = sorted(_characters(content) - _characters(taken))
    cuts = [0, *(at for at, (one, other) in enumerate(pairwise(left), 1) if other != one + 1), len(left)]
    runs = [(left[a], left[b - 1] + 1) for a, b in pairwise(cuts) if b > a]
    trimmed = (_trimmed(text, run) for run in runs)
    return [one for one in trimmed if re.search(r"\w", text[slice(*one)])]


def united(text: str, spans: Iterable[Span]) -> list[Span]:
    """Some words together, those apart by nothing but blanks as one stretch."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _sentences(text: str, known: Sequence[Span]) -> list[Span]:
    """All sentences of a text: those that hold claims, and what the others are where those do not stand."""
    view = folded(text)
    found = [view.back(*one.span) for one in sentences(view.text)]
    starts = [start for start, _ in known]

    def is_free(span: Span) -> bool:
        at = bisect_right(starts, span[0]) - 1
        before, after = known[at] if at >= 0 else (0, 0), known[at + 1] if at + 1 < len(known) else (len(text), 0)
        return before[1] <= span[0] and span[1] <= after[0]

    return sorted([*known, *(span for span in found if is_free(span))])


def _in_stretches(text: str, words: str, whole: Iterable[Span]) -> Iterable[Selected]:
    """The sentences that hold stretches of words, "…" between them."""
    for start, end in whole if "…" in words else ():
        try:
            spans = spans_of(words, text[start:end])
        except InvalidRequest:
            continue
        yield Selected((start, end), tuple((a + start, b + start) for a, b in spans))


def _whole_words(text: str, span: Span) -> Span:
    """A selection that begins or ends within a word, with all of it; without the blanks and marks around."""
    start, end = span
    while start and (text[start - 1 : start + 1].isalnum()):
        start -= 1
    while end < len(text) and text[end - 1 : end + 1].isalnum():
        end += 1
    return _trimmed(text, (start, end))


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    inner = _AROUND.sub("", words)
    start = span[0] + (words.index(inner) if inner else 0)
    return start, start + len(inner)


def _characters(spans: Iterable[Span]) -> set[int]:
    return set().union(*(range(*span) for span in spans))
