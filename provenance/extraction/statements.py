"""Attributions become statements: what one source says, with its chain of hops and the words that frame it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from provenance.extraction.chains import Voices
from provenance.extraction.cues import passes_on, reports
from provenance.extraction.linking import Attribution
from provenance.extraction.nesting import inner
from provenance.extraction.relays import relayed
from provenance.extraction.sources import kind_of
from provenance.extraction.tagger import NAMED, Mark, Role
from provenance.model import Hop, Naming, Span
from provenance.progress import Stretch

_WORD = re.compile(r"[^\W_]")
_LEAD = re.compile(r"[\s,;:—–-]*(?:that\s+|and\s+|but\s+)?", re.IGNORECASE)
_TAIL = " \t\n,;:—–-"
_AGENT = re.compile(r"(?P<who>(?:[^\s,.;:]+\s+){0,5}?[^\s,.;:]+)\s+(?=as\b|that\b|to\b)")
_BY = re.compile(r"\bby$")
_PARTICIPLE = re.compile(r"\w+ing\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][”\"’]?\s+[A-Z“\"]")
_JOINS = re.compile(r"(?:\band|\bbut|\bthen|\balso|,)\s*(?:\w+ly\s+|also\s+|later\s+|then\s+)?$")
_SAME_SUBJECT = 600
"""A cue shares the subject of the cue before it over at most this many characters."""
_BESIDE = 40
"""A source without content reports an attribution that lies at most this many characters away."""
_SHORT_SOURCE = 8
"""A content of more words is not a source that was taken for content."""


@dataclass(slots=True)
class Statement:
    """What one source says: its chain (at least one hop), where its content stands, and the words around it."""

    chain: tuple[Hop, ...]
    contents: list[Span]
    frame: list[Span] = field(default_factory=list)


def statements(text: str, attributions: Iterable[Attribution], voices: Voices) -> list[Statement]:
    """What the attributions say, in reading order; those whose cue reports nothing are left out.

    Args:
        text: The article's text.
        attributions: In any order.
        voices: Names the sources; it is told of them in reading order, since a pronoun points back.
    """
    found: list[Statement] = []
    previous: tuple[Attribution, tuple[Hop, ...]] | None = None
    ordered = sorted((_promoted(text, found) for found in attributions), key=_anchor)
    for attribution in Stretch(*NAMED, len(text)).over(ordered):
        statement = _statement(text, attribution, voices, previous)
        if statement is None:
            continue
        if attribution.cue:
            previous = attribution, statement.chain
        if statement.chain and statement.contents:
            found.append(statement)
        elif statement.chain and found:
            _put_outside(text, found[-1], statement)
    for statement in found:
        _deepen(text, statement, voices)
    cited = {span for statement in found if len(statement.chain) > 1 for span in statement.frame}
    claiming = [statement for statement in found if not cited.issuperset(statement.contents)]
    return sorted(claiming, key=lambda statement: statement.contents[0])


def trim(text: str, start: int, end: int) -> Span | None:
    """A content without conjunction and punctuation at its edges; None when no word is left."""
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    while end > begin and text[end - 1] in _TAIL:
        end -= 1
    return (begin, end) if _WORD.search(text, begin, end) else None


def _statement(
    text: str, attribution: Attribution, voices: Voices, previous: tuple[Attribution, tuple[Hop, ...]] | None
) -> Statement | None:
    """What an attribution says, perhaps without content or chain; None where its cue reports nothing."""
    contents = _joined(text, attribution.contents)
    cue = (attribution.cue.start, attribution.cue.end) if attribution.cue else None
    if attribution.source is not None:
        source_first = cue is not None and attribution.source.start < cue[0]
        if contents and cue and not reports(text, cue, contents[0], source_first=source_first):
            return None
        return _sourced(text, attribution, contents, voices)
    chain: tuple[Hop, ...] = ()
    if cue and previous and _shares_subject(text, previous[0], attribution):
        chain = tuple(_with_cue(hop, text, cue) if i == 0 else hop for i, hop in enumerate(previous[1]))
    elif cue and passes_on(text[slice(*cue)]):
        chain = (voices.hidden(cue),)
    return Statement(chain, contents, [cue] if cue else [])


def _sourced(text: str, attribution: Attribution, contents: list[Span], voices: Voices) -> Statement:
    """What an attribution with a source says; whoever quotes that source, or is cited by it, is a hop, too."""
    spans = [(mark.start, mark.end) for mark in (attribution.cue, attribution.source) if mark]
    cue, source = (spans[0] if attribution.cue else None), spans[-1]
    outside, inside = relayed(text, attribution)
    chain: tuple[Hop, ...] = (voices.hop(source, cue),)
    if outside:
        chain = _extended((voices.hop(outside, cue),), chain[0])
        contents = contents or voices.before(source[0])
    if inside:
        chain = _extended(chain, voices.hop(inside, None))
    return Statement(chain, contents, [*spans, *(span for span in (outside, inside) if span)])


def _promoted(text: str, attribution: Attribution) -> Attribution:
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


def _anchor(attribution: Attribution) -> int:
    """Where an attribution names its source: the order in which pronouns are resolved."""
    mark = attribution.source or attribution.cue or attribution.contents[0]
    return mark.start


def _extended(chain: tuple[Hop, ...], hop: Hop) -> tuple[Hop, ...]:
    """`chain` and `hop`, unless the same source stands in it already."""
    return chain if hop.label in {known.label for known in chain} else (*chain, hop)


def _with_cue(hop: Hop, text: str, cue: Span) -> Hop:
    return replace(hop, cue=text[slice(*cue)], cue_start=cue[0], cue_end=cue[1])


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


def _put_outside(text: str, inside: Statement, outside: Statement) -> None:
    """A source without content beside an attribution reports that attribution: "officials said …, AP reports"."""
    at = outside.frame[0][0]
    spans = inside.contents + inside.frame
    low, high = min(span[0] for span in spans), max(span[1] for span in spans)
    gap = (high, at) if high <= at else (max(span[1] for span in outside.frame), low)
    if gap[1] - gap[0] > _BESIDE or re.search(r"[.!?]\s|\n", text[slice(*gap)]):
        return
    known = outside.chain[0].label in {hop.label for hop in inside.chain}
    both_described = outside.chain[0].naming is Naming.ROLE is inside.chain[0].naming
    if not known and not both_described:
        inside.chain = outside.chain + inside.chain
        inside.frame += outside.frame


def _deepen(text: str, statement: Statement, voices: Voices) -> None:
    """Adds the hop of a source that stands inside what a single source says."""
    if len(statement.chain) > 1:
        return
    deeper = inner(text, statement.contents[0], statement.chain[0], voices.cast)
    if deeper:
        speaker = statement.chain[0].label
        statement.chain = _extended(statement.chain, voices.hop(deeper.source, deeper.cue, other_than=speaker))
        statement.frame += [deeper.source, deeper.cue]
        statement.contents[0] = deeper.content


def _joined(text: str, marks: Sequence[Mark]) -> list[Span]:
    """The contents of one attribution, trimmed; those with nothing but a space between them are one."""
    spans: list[Span] = []
    for mark in marks:
        trimmed = trim(text, mark.start, mark.end)
        if trimmed and spans and not text[spans[-1][1] : trimmed[0]].strip():
            spans[-1] = (spans[-1][0], trimmed[1])
        elif trimmed:
            spans.append(trimmed)
    return spans
