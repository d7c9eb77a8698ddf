"""Sources inside what a source says ("police said that witnesses had heard a shot"): its words are read a second time.

The tagger gives each word one role, so whoever speaks within a content is content, too. Read as a text of its own, the
content yields him. Which of those found there are cited as sources is a sum of learned weights (`data/nesting.toml`,
logistic regression; `training/nesting.py` makes it again).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from provenance.extraction.drafts import Draft, Step, contents_of, evidence, promoted, trim
from provenance.extraction.holders import holder
from provenance.extraction.linking import link
from provenance.extraction.mentions import HE, IT, RELATIVES, SELF, SHE, THEY, Names, is_plural, proper_name
from provenance.extraction.relaying import inner
from provenance.extraction.sources import kind_of
from provenance.extraction.tagger import Mark, Tagger
from provenance.language.clauses import predicates
from provenance.language.data import load
from provenance.language.grammar import tokens
from provenance.language.sentences import Sentence
from provenance.language.words import stem
from provenance.model import Span

_QUOTES = '"“‘«'
_QUOTES_WITHIN = _QUOTES + "'‘’"
_QUOTES_OFF = dict.fromkeys(map(ord, '"“”«»„'), " ")
"""What a source says is read without quotation marks: as if nobody had said it."""
_MOST = 4
"""Log-odds beyond this are all one."""
_SHORTEST = 25
"""In fewer characters nobody is cited."""
_CLAUSE = 4
"""What is left of a content is said by the outer source from so many words on."""
_WORD = re.compile(r"[\w'’]+")
_PRONOUNS = {"self": SELF, "he": HE | SHE, "they": THEY, "it": IT | RELATIVES}
_TO = re.compile(r"\bto\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cited:
    """Somebody who may be cited within a `stretch` of content, the words that report, and what he says.

    `surely`: the least score of the marks; `reports`: how far they speak for something being said, in log-odds.
    """

    stretch: Span
    source: Span
    cue: Span
    said: tuple[Span, ...]
    surely: float
    reports: float

    @property
    def hull(self) -> Span:
        """From the first of its words to the last."""
        spans = (self.source, self.cue, *self.said)
        return min(span[0] for span in spans), max(span[1] for span in spans)


def nested(
    text: str, sentences: Sequence[Sentence], drafts: Sequence[Draft], names: Names, tagger: Tagger
) -> list[Draft]:
    """The drafts in reading order, those apart that say what somebody says whom their source cites.

    Args:
        text: The article's.
        sentences: Its content sentences, in order.
        drafts: What the sources say, as the first reading found it.
        names: The names in the text.
        tagger: Reads the contents again.
    """
    found: list[Draft] = []
    wanted = [[one for one in stretches(text, sentences, draft) if _is_worth_it(text, one)] for draft in drafts]
    cited = reread(text, wanted, tagger)
    for draft, inside in zip(drafts, cited, strict=True):
        chosen = [best for one in inside if (best := _best(text, draft, one))]
        if chosen:
            found += _parted(text, draft, chosen, names)
        elif len(draft.chain) > 1:
            found.append(draft)
        else:
            found += _deepened(text, sentences, draft, names)
    return sorted(found, key=lambda draft: draft.contents[0])


def reread(text: str, wanted: Sequence[Sequence[Span]], tagger: Tagger) -> list[list[list[Cited]]]:
    """Who may be cited in each of the stretches `wanted` of the drafts, draft by draft."""
    read = sorted({stretch for one in wanted for stretch in one})
    apart = [Sentence(start, end, number) for number, (start, end) in enumerate(read)]
    marks = tagger.read(text.translate(_QUOTES_OFF), _without_overlap(apart)).marks if apart else []
    starts = [mark.start for mark in marks]
    found = {
        part.span: list(_cited(text, part, marks[bisect_left(starts, part.start) : bisect_left(starts, part.end)]))
        for part in apart
    }
    return [[found[stretch] for stretch in one] for one in wanted]


def stems_of(text: str, stretch: Span) -> frozenset[str]:
    """What is looked at before a stretch is read again: the stems of what may be cues, words that others stand before.

    What the speaker says that he himself says ("I believe") is none.
    """
    words = [word.casefold() for word in _WORD.findall(text, *stretch)]
    return frozenset(stem(word) for before, word in pairwise(words) if before not in SELF)


def _is_worth_it(text: str, stretch: Span) -> bool:
    """Whether a word of a stretch can be the cue of somebody cited there."""
    return not stems_of(text, stretch).isdisjoint(load("nesting")["worth"])


def _without_overlap(parts: Sequence[Sentence]) -> list[Sentence]:
    kept: list[Sentence] = []
    for part in parts:
        if not kept or part.start >= kept[-1].end:
            kept.append(part)
    return kept


def stretches(text: str, sentences: Sequence[Sentence], draft: Draft) -> Iterator[Span]:
    """The contents of a draft of one source, sentence by sentence, without the quotation marks around them."""
    if len(draft.chain) > 1:
        return
    for content in draft.contents:
        first = max(bisect_left(sentences, content[0], key=lambda sentence: sentence.end), 0)
        for sentence in sentences[first:]:
            if sentence.start >= content[1]:
                break
            start, end = max(content[0], sentence.start), min(content[1], sentence.end)
            while start < end and text[start] in _QUOTES:
                start += 1
            if end - start >= _SHORTEST:
                yield start, end


def _cited(text: str, part: Sentence, marks: Sequence[Mark]) -> Iterator[Cited]:
    for attribution in link(text, [part], marks):
        attribution = promoted(text, attribution)
        source, cue = attribution.source, attribution.cue
        said = contents_of(text, attribution)
        if source and cue and said and _is_phrase(text, (source.start, source.end)):
            surely = min(mark.score for mark in (source, cue, *attribution.contents))
            yield Cited(
                part.span, (source.start, source.end), (cue.start, cue.end), tuple(said), surely, evidence(attribution)
            )


def _is_phrase(text: str, span: Span) -> bool:
    """Whether words can name somebody: no pronoun or relative stands behind the first of them."""
    others = {word.casefold() for word in _WORD.findall(text, *span)[1:]}
    return others.isdisjoint(RELATIVES | HE | SHE | THEY | {"whom"})


def _best(text: str, draft: Draft, cited: Sequence[Cited]) -> Cited | None:
    """Who is cited in a stretch, if anybody is."""
    learned = load("nesting")
    weights, threshold = learned["weights"], learned["threshold"]
    scored = [(math.fsum(weights.get(name, 0.0) for name in features(text, draft, one)), one) for one in cited]
    score, best = max(scored, key=lambda pair: pair[0], default=(threshold, None))
    return best if score > threshold else None


def features(text: str, draft: Draft, cited: Cited) -> frozenset[str]:
    """What speaks for or against `cited` being a source of the draft's source, as names."""
    return frozenset(_features(text, draft, cited))


def _features(text: str, draft: Draft, cited: Cited) -> Iterator[str]:
    outer = text[slice(*draft.chain[0].holder)]
    (form, kind), (above, above_kind) = _sort(text[slice(*cited.source)]), _sort(outer)
    quoted = text[max(0, cited.stretch[0] - 1) : cited.stretch[0]] in _QUOTES
    yield from ("always", f"form={form}", f"form={form},quoted={quoted}", f"kind={kind}")
    yield from (f"above={above}", f"above-kind={above_kind}")
    if kind is None:
        yield f"form={form},above={above},plural={is_plural(outer)}"
    before = text[cited.stretch[0] : cited.hull[0]].casefold().split()
    yield f"after={before[-1].strip(',;:') if before else ''}"
    yield f"surely={_degree(cited.surely)}"
    yield from (f"cue={stem(word.casefold())}" for word in _WORD.findall(text, *cited.cue))
    yield f"reports={max(-_MOST, min(_MOST, round(cited.reports)))}"
    yield f"clause={bool(predicates(tokens(text, cited.said)))}"
    yield f"to={_TO.search(text, cited.cue[1] - 3, cited.said[0][0] + 3) is not None}"


def _sort(words: str) -> tuple[str, str | None]:
    """What form the words that name a source have, and what kind they tell (None: a pronoun)."""
    lowered = words.casefold().strip()
    for form, pronouns in _PRONOUNS.items():
        if lowered in pronouns:
            return form, None
    return "name" if proper_name(words) else "noun", str(kind_of(words) or "?")


def _degree(score: float) -> int:
    """How sure the reader is, in steps that grow smaller towards 1."""
    return min(6, int(-math.log2(max(1e-9, 1 - score))))


def _parted(text: str, draft: Draft, chosen: Sequence[Cited], names: Names) -> Iterator[Draft]:
    """What the outer source says itself, and what those say whom it cites."""
    rest: list[Span] = []
    for start, end in draft.contents:
        inside = [one for one in chosen if start <= one.stretch[0] < end]
        if not inside:
            rest.append((start, end))
        for one in inside:
            low, high = one.hull
            rest += _clauses(text, ((start, low), (high, one.stretch[1])))
            start = one.stretch[1]
        if inside:
            rest += _clauses(text, ((start, end),))
    if rest:
        yield Draft(draft.chain, rest, [*draft.frame])
    for one in chosen:
        step = Step(holder(text, one.source, names), one.cue)
        yield Draft((*draft.chain, step), list(one.said), [*draft.frame, one.source, one.cue])


def _deepened(text: str, sentences: Sequence[Sentence], draft: Draft, names: Names) -> Iterator[Draft]:
    """A draft in which a second reading finds nobody, parted from whom the form of its opening shows to be cited.

    He is cited with the rest of that sentence, or with the quotation that he is given; what follows is the outer's.
    """
    [outer] = draft.chain
    first, *others = draft.contents
    deeper = inner(text, first, outer.holder, outer.cue, names)
    if deeper is None:
        yield draft
        return
    step = Step(holder(text, deeper.source, names), deeper.cue)
    start, end = deeper.content
    if text[start] not in _QUOTES_WITHIN:
        at = bisect_left(sentences, start + 1, key=lambda sentence: sentence.end)
        stop = min(end, sentences[at].end) if at < len(sentences) else end
        rest = trim(text, stop, end)
        others, end = [rest, *others] if rest else others, stop
    yield Draft((outer, step), [(start, end)], [*draft.frame, deeper.source, deeper.cue])
    if others:
        yield Draft(draft.chain, others, [*draft.frame])


def _clauses(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    for span in spans:
        left = trim(text, *span)
        if left and len(text[slice(*left)].split()) >= _CLAUSE and predicates(tokens(text, [left])):
            yield left
