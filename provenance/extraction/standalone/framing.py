"""How much of a sentence belongs to one of its claims, the words that report it included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from provenance.extraction.standalone.propositions import has_verb, stands, substance
from provenance.language.clauses import Link
from provenance.language.grammar import Class, Token, negations, tokens
from provenance.language.predicates import AUXILIARIES
from provenance.model import Claim, Hop, Span, Stance

_THAT = re.compile(r"that,\s+(?=\S)")
_LEAD = re.compile(r"(?:while|although|though|whereas)\s+(?=[^,]+$)", re.IGNORECASE)
_PASSED = re.compile(r"\s+(?:that\s+)?(?P<on>(?:the\s+|an?\s+)?)", re.IGNORECASE)
_OPENER = re.compile(
    r"(?:while|although|though|whereas|as|when|after|because|with)\s+(?:(?:the|an?)\s+)?", re.IGNORECASE
)
_RELATIVE = re.compile(r"\b(?:who|whom|whose|which|where|what)\b", re.IGNORECASE)
_HANGING = (Class.PREPOSITION, Class.DETERMINER, Class.TO, Class.MODAL, Class.THAT, Class.RELATIVE)
_LEADING_OVER = (
    *_HANGING,
    *(Class.CONJUNCTION, Class.SUBORDINATOR, Class.EITHER, Class.COMMA, Class.STOP, Class.QUOTE),
)
_LEADS_ON = (Class.SUBORDINATOR, Class.EITHER)
_MARKS = (Class.COMMA, Class.STOP, Class.QUOTE)
_OF_MAIN = (Link.MAIN, Link.COMPLEMENT, Link.COORDINATE)
_OBJECT = (Class.DETERMINER, Class.NUMBER, Class.WORD)
_NEAR, _AHEAD = 20, 200
"""So many characters are read back to the last word of a content, and on from there."""
_OF = ("of", "than")
_DEGREE = ("least", "most")
_DIGITS = re.compile(r"[:.,]\d")
_AND = r"(?:and|but|while|whereas|although|though|yet|or)\s"
_JOINT = re.compile(rf"[\"'”’»)]*\s*(?:[,;:—–-]+\s*)?(?:{_AND}+)?", re.IGNORECASE)
_BREAK = re.compile(rf"[,;:—–(]\s|\s(?={_AND})", re.IGNORECASE)


def framed(claim: Claim, beside: Sequence[Claim]) -> list[Span]:
    """The stretch of the claim's sentence that holds its sources, cues and content, without what others claim where
    that leaves a clause; else the sentence."""
    text = claim.article.text
    own = [*claim.content, *frame(claim)]
    low, high = min(own)[0], max(end for _, end in own)
    start, end = _within_the_outer(claim), claim.end
    for other in beside:
        first, last = other.content[0][0], other.content[-1][1]
        if last <= low:
            joint = _JOINT.match(text, last, low)
            start = max(start, joint.end() if joint else last)
        elif first >= high:
            theirs = [span[0] for span in frame(other) if span[0] >= high]
            end = min(end, _cut(text, high, min([first, *theirs])))
    if start > claim.start and (_RELATIVE.search(text, start, low) or _RELATIVE.match(text, low, end)):
        start = claim.start
    opener = _OPENER.match(text, start, end) if start > claim.start else None
    if opener and opener.end() >= low:
        start += len(opener[0].split()[0]) + 1
    whole = (claim.start, claim.end)
    clause = has_verb(text, [(start, end)], _OF_MAIN) and stands(text, [(start, end)], None)
    return [(start, end) if clause else whole]


def _within_the_outer(claim: Claim) -> int:
    """Where a claim begins without the words of whoever passes it on ("Sources say that | Ankara sees it as a way")."""
    text = claim.article.text
    *outer, last = claim.attribution
    own = [span[0] for span in _places(last) if span[0] >= claim.start]
    passed = [end for hop in outer for _, end in _places(hop)]
    if not own or not passed or claim.stance is not Stance.ASSERTS:
        return claim.start
    joint = _PASSED.fullmatch(text, max(passed), min(own)) if claim.start < max(passed) <= min(own) else None
    return joint.start("on") if joint else claim.start


def clause_before(claim: Claim) -> Span | None:
    """The clause that the claim's sentence tells before it and the words that report it, without what joins them."""
    text = claim.article.text
    low = min([*claim.content, *frame(claim)])[0]
    words = tokens(text, [(claim.start, low)])
    while words and (words[-1].kind in _LEADING_OVER or words[-1].word == "according"):
        words.pop()
    if not words or words[-1].kind is Class.THAT:
        return None
    before = (claim.start, words[-1].end)
    return before if has_verb(text, [before], _OF_MAIN) and stands(text, [before], None) else None


def _cut(text: str, high: int, low: int) -> int:
    """Where words that end at `high` end for good, when others begin at `low`."""
    breaks = [found.start() for found in _BREAK.finditer(text, high, low)]
    return breaks[-1] if breaks else high


def frame(claim: Claim) -> Iterator[Span]:
    """Where the sources and cues of a claim stand in its sentence."""
    for hop in claim.attribution:
        yield from (span for span in _places(hop) if claim.start <= span[0] and span[1] <= claim.end)


def is_negated(claim: Claim) -> bool:
    """Whether a "not" or "never" stands among the words that report a claim ("They don't think she …")."""
    text = claim.article.text
    places = sorted(frame(claim))
    gaps = [(end, start) for (_, end), (start, _) in pairwise([*places, claim.content[0]]) if end < start]
    near = [gap for gap in gaps if not _BREAK.search(text, *gap)]
    return any(negations("adverb").search(text, *span) for span in (*places, *near))


def _places(hop: Hop) -> Iterator[Span]:
    if hop.start is not None and hop.end is not None:
        yield hop.start, hop.end
    if hop.cue_start is not None and hop.cue_end is not None:
        yield hop.cue_start, hop.cue_end


def without_lead(claim: Claim) -> list[Span]:
    """A content without the conjunction that only joins it to the rest of its sentence ("While no date is set")."""
    text = claim.article.text
    (start, end), *others = substance(claim)
    lead = _THAT.match(text, start, end)
    if lead is None and not claim.attribution and (start, end) != (claim.start, claim.end):
        lead = _LEAD.match(text[:end], start)
    return [(lead.end() if lead else start, end), *others]


def completed(claim: Claim, beside: Sequence[Claim], spans: Sequence[Span]) -> list[Span]:
    """The spans of a content, each as far as its phrase goes where that ends in the midst of it ("shot a 3-year|-old
    boy", "recorded by| a buoy"), but not into the words of a source or of another claim."""
    text = claim.article.text
    if not claim.attribution and not _DIGITS.match(text, spans[-1][1]):
        return list(spans)
    taken = [*spans, *frame(claim), *(span for other in beside for span in (*other.content, *frame(other)))]
    made = []
    for start, end in spans:
        limit = min([first for first, _ in taken if first >= end], default=claim.end)
        made.append((start, _completed(text, start, end, limit, final=end == spans[-1][1])))
    return made


def _completed(text: str, start: int, end: int, limit: int, *, final: bool) -> int:
    """Where the phrase that ends a stretch of content goes to, at most to `limit`."""
    last = tokens(text, [(max(start, text.rfind(" ", start, max(start, end - _NEAR)) + 1), end)])[-1:]
    if not last or not (final or last[0].kind in _HANGING):
        return end
    following = tokens(text, [(end, min(limit, end + _AHEAD))])
    if last[0].kind in _LEADS_ON and start < last[0].start and not any(map(_is_noun, following)):
        return last[0].start  # "they were separated after | the paper revealed …"
    return max([end, *(word.end for word in _rest(text, last[0], following))]) if following else end


def _rest(text: str, last: Token, following: Sequence[Token]) -> Iterator[Token]:
    """The words after `last` that belong to the phrase in whose midst it stands."""
    first = following[0]
    cut = last.form and first.kind in _OBJECT and first.form is None
    verb = last.kind in AUXILIARIES and (first.kind in (Class.ADVERB, Class.NEGATIVE) or first.form is not None)
    cut = cut or (verb and text[last.end : first.start] == " ")
    if last.kind in _HANGING or last.word in _DEGREE or first.word in _OF or cut:
        yield from takewhile(lambda word: word.kind not in _MARKS, following)
    elif last.kind is Class.NUMBER and _DIGITS.match(text, last.end):
        yield from takewhile(
            lambda word: word.start == first.start or word.kind in (Class.NUMBER, Class.WORD), following
        )
    elif first.start == last.end and (text[first.start] in "-‑" or text[first.start].isalnum()):
        yield from takewhile(lambda word: word.kind is Class.WORD or word is first, following)
    elif last.capital and first.capital and first.kind is Class.WORD and text[last.end : first.start] == " ":
        yield from takewhile(lambda word: word.kind is Class.WORD and (word.capital or word.form is None), following)
    elif last.kind is Class.NUMBER and first.kind is Class.WORD and not first.capital:
        yield first
    elif last.kind in (Class.WORD, Class.ADVERB) and _is_noun(first) and text[last.end : first.start] == " ":
        yield from takewhile(_is_noun, following)


def _is_noun(word: Token) -> bool:
    """Whether a word right after a noun goes on with its phrase ("the likely Democratic | nominee")."""
    return word.kind is Class.WORD and word.form is None and not word.capital
