"""Attributions become drafts of utterances: what is said, and the words that say whose it is, one after another.

A draft knows where its sources stand, not yet who they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from provenance.extraction.cues import passes_on, says_what_it_is
from provenance.extraction.holders import holder
from provenance.extraction.linking import Attribution
from provenance.extraction.mentions import HE, SHE, THEY, Names, proper_name
from provenance.extraction.relaying import relayed
from provenance.extraction.sources import kind_of
from provenance.extraction.standalone.propositions import stands
from provenance.extraction.tagger import NAMED, Mark, Role
from provenance.language.clauses import predicates
from provenance.language.data import load
from provenance.language.grammar import Class, Form, tokens
from provenance.language.predicates import AUXILIARIES
from provenance.language.sentences import Sentence
from provenance.language.words import stem
from provenance.model import Span
from provenance.progress import Stretch

_WORD = re.compile(r"[^\W_]")
_LEAD = re.compile(
    r"[\s,;:—–-]*(?:that\s+(?!(?:is|was|will|would|can|could|may|might|should|has|had|does|did)\b)|and\s+|but\s+)?",
    re.IGNORECASE,
)
"""What joins a content to its frame; "that" before a verb is its subject."""
_TAIL = " \t\n,;:—–-"
_AGENT = re.compile(r"(?P<who>(?:[^\s,.;:]+\s+){0,5}?[^\s,.;:]+)\s+(?=as\b|that\b|to\b)")
_APPOSITION = re.compile(r"(?P<who>[^,;:.!?“”\"()]{3,90}),\s+(?=\S)")
_BY = re.compile(r"\bby$")
_PARTICIPLE = re.compile(r"\w+ing\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][”\"’]?\s+[A-Z“\"]")
_JOINS = re.compile(r"(?:\band|\bbut|\bthen|\balso|,)\s*(?:\w+ly\s+|also\s+|later\s+|then\s+)?$")
_QUOTED = re.compile(r"\W?[\"“‘«]")
_TO = re.compile(r"\W?(?:not\s+)?to\b", re.IGNORECASE)
_LOOKED_AT = 60
"""So many characters hold the first two words of a content."""
_SAME_SUBJECT = 600
"""A cue shares the subject of the cue before it over at most this many characters."""
_BESIDE = 40
"""A source without content reports an attribution that lies at most this many characters away."""
_SHORT_SOURCE = 8
"""A content of more words is not a source that was taken for content."""
_INFINITIVE = re.compile(r"(?:not\s+)?to(?:\s+[^\W\d_]+){1,2}", re.IGNORECASE)
"""So short an infinitive says nothing that could be checked ("declined to comment", "asked not to be named")."""
_QUOTES = frozenset("\"'“”‘’«»")
_OF_A_PHRASE = 0.5
"""So much evidence, in log-odds, a content needs that is no proposition ("opposed the bill"): chosen on
`wikinews_train`, where it takes precision from .868 to .892 and recall from .944 to .934."""
_WHOLE_CLAUSE = 2
"""A frame that closes a sentence reports what stands before it, if that has more words than this."""


@dataclass(frozen=True, slots=True)
class Step:
    """A source as an attribution cites it: where its holder stands, and the words that report.

    `hidden`: no words name it; the holder is the wording that hides it ("reportedly").
    """

    holder: Span
    cue: Span | None = None
    hidden: bool = False


@dataclass(slots=True)
class Draft:
    """What one source says: its steps (at least one), where its content stands, and the words around it."""

    chain: tuple[Step, ...]
    contents: list[Span]
    frame: list[Span] = field(default_factory=list)


class Drafting:
    """Makes drafts of an article's attributions."""

    def __init__(self, text: str, sentences: Sequence[Sentence], names: Names) -> None:
        self.text = text
        self._names = names
        self._starts = [sentence.start for sentence in sentences]
        self.silent: list[Span] = []
        """Who does something and says nothing: whoever is named there can be spoken of later."""

    def drafts(self, attributions: Iterable[Attribution]) -> list[Draft]:
        """What the attributions say, in reading order; those whose cue reports nothing are left out."""
        found: list[Draft] = []
        previous: tuple[Attribution, tuple[Step, ...]] | None = None
        ordered = sorted((promoted(self.text, one) for one in attributions), key=_anchor)
        for attribution in Stretch(*NAMED, len(self.text)).over(ordered):
            draft = self._draft(attribution, previous)
            if draft is None:
                continue
            if attribution.cue:
                previous = attribution, draft.chain
            if draft.chain and draft.contents:
                found.append(draft)
            elif draft.chain and found and _reports(self.text, attribution):
                self._put_outside(found[-1], draft)
        cited = {span for draft in found if len(draft.chain) > 1 for span in draft.frame}
        claiming = [draft for draft in found if not cited.issuperset(draft.contents)]
        return sorted(claiming, key=lambda draft: draft.contents[0])

    def _draft(self, attribution: Attribution, previous: tuple[Attribution, tuple[Step, ...]] | None) -> Draft | None:
        """What an attribution says, perhaps without content or chain; None where its cue reports nothing."""
        contents = _beside_cue(self.text, attribution, contents_of(self.text, attribution))
        cue = (attribution.cue.start, attribution.cue.end) if attribution.cue else None
        if contents and not _reports(self.text, attribution):
            if attribution.source:
                self.silent.append((attribution.source.start, attribution.source.end))
            return None
        if attribution.source is not None and not (cue and _is_passive(self.text, cue, contents)):
            if _names_nobody(self.text, attribution.source):
                return None
            return self._sourced(attribution, contents)
        chain: tuple[Step, ...] = ()
        if cue and previous and _shares_subject(self.text, previous[0], attribution):
            chain = tuple(replace(step, cue=cue) if i == 0 else step for i, step in enumerate(previous[1]))
        elif cue and passes_on(self.text[slice(*cue)]):
            chain = (Step(cue, cue, hidden=True),)
        return Draft(chain, contents, [cue] if cue else [])

    def _sourced(self, attribution: Attribution, contents: list[Span]) -> Draft:
        """What an attribution with a source says; whoever quotes that source, or is cited by it, is a step, too."""
        spans = [(mark.start, mark.end) for mark in (attribution.cue, attribution.source) if mark]
        cue, source = (spans[0] if attribution.cue else None), spans[-1]
        contents = _without_apposition(self.text, source, contents)
        outside, inside = relayed(self.text, attribution)
        chain: tuple[Step, ...] = (self._step(source, cue),)
        if outside:
            chain = (self._step(outside, cue), *chain)
            contents = contents or self._before(source[0])
        if inside:
            chain = (*chain, self._step(inside, None))
        elif cue and (heard := _adverbs().search(self.text, min(source[1], cue[0]), cue[1])):
            chain = (Step(heard.span(), heard.span(), hidden=True), *chain)
        return Draft(chain, contents, [*spans, *(span for span in (outside, inside) if span)])

    def _step(self, source: Span, cue: Span | None) -> Step:
        return Step(holder(self.text, source, self._names), cue)

    def _before(self, source: int) -> list[Span]:
        """What the sentence says before its source at `source`: the content of a frame that closes the sentence."""
        start = self._starts[max(bisect_right(self._starts, source) - 1, 0)]
        words = self.text[start:source].rstrip(" ,;")
        return [(start, start + len(words))] if len(words.split()) > _WHOLE_CLAUSE else []

    def _put_outside(self, inside: Draft, outside: Draft) -> None:
        """A source without content beside an attribution reports that attribution: "officials said …, AP reports"."""
        at = outside.frame[0][0]
        spans = inside.contents + inside.frame
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        gap = (high, at) if high <= at else (max(span[1] for span in outside.frame), low)
        if gap[1] - gap[0] > _BESIDE or re.search(r"[.!?]\s|\n", self.text[slice(*gap)]):
            return
        if self._is_pronoun(outside) and self._is_pronoun(inside):
            return  # "she continued. She did not address …": one person
        if not (self._is_described(outside) and self._is_described(inside)):
            inside.chain = outside.chain + inside.chain
            inside.frame += outside.frame

    def _is_pronoun(self, draft: Draft) -> bool:
        return self.text[slice(*draft.chain[0].holder)].casefold() in HE | SHE | THEY

    def _is_described(self, draft: Draft) -> bool:
        first = draft.chain[0]
        return not first.hidden and not proper_name(self.text[slice(*first.holder)])


def trim(text: str, start: int, end: int) -> Span | None:
    """A content without conjunction and punctuation at its edges; None when no word is left."""
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    while end > begin and text[end - 1] in _TAIL:
        end -= 1
    return (begin, end) if _WORD.search(text, begin, end) else None


def _reports(text: str, attribution: Attribution) -> bool:
    """Whether somebody is said to say or think the contents, rather than to do something: by the learned evidence of
    its marks (`training/reporting.py`), or by its form ("is viewed by its leadership as …", "forecast heavy rain").
    """
    cue, source, contents = attribution.cue, attribution.source, attribution.contents
    if len(contents) == 1 and cue and _INFINITIVE.fullmatch(text, contents[0].start, contents[0].end):
        return False
    if cue and len(contents) == 1 and _is_relative(text, cue.end, contents[0]):
        return False
    if cue is None or (
        source and _BY.search(text, cue.start, cue.end) and text.startswith((" as ", " that "), source.end)
    ):
        return True
    if source and contents and _foresees(text[cue.start : cue.end]) and not _TO.match(text, contents[0].start):
        return True
    return evidence(attribution) >= (_OF_A_PHRASE if contents and cue and _is_phrase(text, attribution, cue) else 0.0)


def _is_phrase(text: str, attribution: Attribution, cue: Mark) -> bool:
    """Whether no content of an attribution is a proposition or stands in quotation marks, nor its cue says of a thing
    what it is or that others say so."""
    words = text[cue.start : cue.end]
    if says_what_it_is(words) or passes_on(words):
        return False
    spans = contents_of(text, attribution)
    edges = "".join(text[max(0, start - 1) : start + 1] + text[end - 1 : end + 1] for start, end in spans)
    return _QUOTES.isdisjoint(edges) and not any(stands(text, [span], (cue.start, cue.end)) for span in spans)


def _without_apposition(text: str, source: Span, contents: list[Span]) -> list[Span]:
    """The contents without what says of the source before them who it is ("According to Ana Duarte, a lawyer, | …")."""
    if not contents or text[source[1] : contents[0][0]].strip() != ",":
        return contents
    beside = _APPOSITION.match(text, *contents[0])
    if beside is None or kind_of(beside["who"]) is None or predicates(tokens(text, [beside.span("who")])):
        return contents
    return [(beside.end(), contents[0][1]), *contents[1:]]


def _is_passive(text: str, cue: Span, contents: Sequence[Span]) -> bool:
    """Whether the subject of a cue is spoken to or of, and does not speak ("were told to leave", "is said to be")."""
    words = tokens(text, [cue])
    if not words or _BY.search(text, *cue):
        return False
    passive = words[0].kind is Class.BE
    while len(words) > 1 and words[-1].kind is Class.PREPOSITION:
        words.pop()  # "are accused of"
    if passive and words[-1].word in load("cues")["hearing"]:
        return True
    infinitive = bool(contents) and _TO.match(text, contents[0][0]) is not None
    return infinitive and passive and words[-1].word in load("cues")["passive"]


def _is_relative(text: str, cue: int, content: Mark) -> bool:
    """Whether a content tells which thing is meant that the cue before it acts on ("signed a pact | that treats …")."""
    first = tokens(text, [(content.start, min(content.end, content.start + _LOOKED_AT))])[:2]
    if len(first) < 2 or first[0].kind not in (Class.THAT, Class.RELATIVE):
        return False
    verb = first[1].kind in AUXILIARIES or first[1].form in (Form.THIRD, Form.PAST, Form.EITHER_PAST)
    between = tokens(text, [(cue, content.start)])[:1] if cue < content.start else []
    return verb and bool(between) and between[0].kind in (Class.DETERMINER, Class.WORD, Class.NUMBER)


def _foresees(cue: str) -> bool:
    """Whether a cue says what somebody takes to be coming ("have forecast"): that is an opinion, never a deed."""
    return stem(cue.split()[-1].casefold()) in _foreseeing()


@cache
def _foreseeing() -> frozenset[str]:
    return frozenset(map(stem, load("certainty")["signature"]["expect"]["words"].split()))


def evidence(attribution: Attribution) -> float:
    """How far the marks of an attribution speak for something being said and not done, in log-odds."""
    said = [mark.reports.get(Role.CONTENT, 0.0) for mark in attribution.contents]
    frame = [mark.reports.get(mark.role, 0.0) for mark in (attribution.source, attribution.cue) if mark]
    return sum(frame) + sum(said) / max(1, len(said))


def promoted(text: str, attribution: Attribution) -> Attribution:
    """With a source that the tagger took for content: right before the cue, or after a passive ("is viewed by …")."""
    cue, contents = attribution.cue, attribution.contents
    if attribution.source is not None or cue is None or not contents:
        return attribution
    words = text[contents[0].start : contents[0].end]
    beside = 0 <= cue.start - contents[0].end <= 1
    if len(contents) > 1 and beside and len(words.split()) <= _SHORT_SOURCE and kind_of(words):
        return Attribution(contents[1:], cue, contents[0])
    if _BY.search(text, cue.start, cue.end):
        for index, mark in enumerate(contents):
            agent = _AGENT.match(text, mark.start, mark.end)
            if 0 <= mark.start - cue.end <= 1 and agent and kind_of(agent["who"]):
                source = replace(mark, role=Role.SOURCE, start=agent.start("who"), end=agent.end("who"))
                rest = replace(mark, start=agent.end())
                return Attribution((*contents[:index], rest, *contents[index + 1 :]), cue, source)
    return attribution


def _beside_cue(text: str, attribution: Attribution, contents: list[Span]) -> list[Span]:
    """The contents without quotations of earlier paragraphs, where the cue reports other words of its own.

    "“He was a good man.” / The company said he had broken the rules": the quotation is somebody else's.
    """
    if attribution.cue is None or len(contents) < 2:
        return contents
    frame = min(mark.start for mark in (attribution.cue, attribution.source) if mark)
    earlier = [span for span in contents if span[1] <= frame and "\n" in text[span[1] : frame]]
    own = [span for span in contents if span not in earlier]
    return own if own and not any(_QUOTED.match(text, max(0, span[0] - 1)) for span in own) else contents


@cache
def _adverbs() -> re.Pattern[str]:
    """What says in a frame that others say so: "she reportedly said"."""
    return re.compile(rf"\b(?:{'|'.join(load('cues')['adverbs'])})\b", re.IGNORECASE)


def _names_nobody(text: str, source: Mark) -> bool:
    """ "No group", "nobody": words that say that there is no source."""
    first = text[source.start : source.end].split(maxsplit=1)[:1]
    negatives = load("grammar")["negatives"]
    return bool(first) and first[0].casefold() in f"{negatives['determiner']} {negatives['pronoun']}".split()


def _anchor(attribution: Attribution) -> int:
    """Where an attribution names its source: the order in which pronouns are resolved."""
    mark = attribution.source or attribution.cue or attribution.contents[0]
    return mark.start


def _shares_subject(text: str, previous: Attribution, attribution: Attribution) -> bool:
    """Whether a cue without a source has that of the cue before: "X said …, adding that …", "X said … and noted …"."""
    if previous.cue is None or attribution.cue is None:
        return False
    if attribution.cue.start - previous.cue.end > _SAME_SUBJECT:
        return False
    words = text[attribution.cue.start : attribution.cue.end]
    between = text[previous.cue.end : attribution.cue.start]
    if "\n" in between or _SENTENCE_END.search(between):
        return False
    return _PARTICIPLE.match(words) is not None or (_JOINS.search(between) is not None and not passes_on(words))


def contents_of(text: str, attribution: Attribution) -> list[Span]:
    """The contents of one attribution, trimmed; those with nothing but a space between them are one."""
    spans: list[Span] = []
    for mark in attribution.contents:
        trimmed = trim(text, mark.start, mark.end)
        if trimmed and spans and not text[spans[-1][1] : trimmed[0]].strip():
            spans[-1] = (spans[-1][0], trimmed[1])
        elif trimmed:
            spans.append(trimmed)
    return spans
