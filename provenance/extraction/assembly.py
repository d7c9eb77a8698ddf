"""Marks become claims: who says what, sentence by sentence.

The tagger's marks are joined into attributions (`linking`), each attribution gets its chain of hops (`chains`), and
every sentence yields one claim a source: the parts that it attributes, and what it says in the article's own voice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from provenance.extraction.certainty import certainty
from provenance.extraction.chains import Voices, passes_on, relayed
from provenance.extraction.cues import reports
from provenance.extraction.linking import Attribution, link
from provenance.extraction.nesting import inner
from provenance.extraction.repair import repaired
from provenance.extraction.sources import kind_of
from provenance.extraction.speakers import Cast
from provenance.extraction.tagger import Mark, Role
from provenance.language.quotations import Quote, quotations
from provenance.language.sentences import Sentence
from provenance.model import Article, Certainty, Claim, Hop, Kind, Naming, Quotation, Span

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LEAD = re.compile(r"[\s,;:—–-]*(?:that\s+|and\s+|but\s+)?", re.IGNORECASE)
_TAIL = " \t\n,;:—–-"
_FULL_QUOTE = 0.9
"""A claim is direct speech when at least this share of its words stands in quotation marks."""
_OWN_WORDS = 5
"""What remains of a sentence beside its attributed parts is a claim of its own from this many words on."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|do|does|did|been|being)\b|\b\w{2,}(?:ed)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[”\"’']?\s*(?:[,;:—–-]|(?:and|but|while|whereas|although|though|yet)\b)", re.IGNORECASE)
_AGENT = re.compile(r"(?P<who>(?:[^\s,.;:]+\s+){0,5}?[^\s,.;:]+)\s+(?=as\b|that\b|to\b)")
_SUBORDINATE = re.compile(
    r"[\s,;:—–-]*(?:after|when|as|in|at|on|under|despite|with|asked|according|following|during|before|until|since|if|"
    r"because|by|for|from|to|of|who|whose|which|where|citing|speaking|referring|responding|that|also|later|told|saying|he|she)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Statement:
    """What one source says: its chain, where its content stands, and the words of the reporting frame."""

    chain: tuple[Hop, ...]
    contents: list[Span]
    frame: list[Span] = field(default_factory=list)
    hedges: tuple[Span, ...] = ()


def assemble(article: Article, sentences: Sequence[Sentence], marks: Iterable[Mark]) -> list[Claim]:
    """The claims of `sentences`, in reading order.

    Args:
        article: Whose text the offsets are of.
        sentences: Its content sentences, in order.
        marks: What the tagger found in them, in any order.
    """
    text = article.text
    if not sentences:
        return []
    quotes = [quote for quote in quotations(text, sentences) if quote.depth == 0]
    voices = Voices(text, sentences, Cast(text))
    statements = _statements(text, voices, link(text, sentences, repaired(text, marks)), quotes)
    _carry_on(text, statements, sentences, quotes)
    return [claim for sentence in sentences for claim in _claims(article, sentence, statements, quotes)]


def _statements(
    text: str, voices: Voices, attributions: Sequence[Attribution], quotes: Sequence[Quote]
) -> list[Statement]:
    """The attributions that say something, with their hops."""
    found: list[Statement] = []
    previous: Attribution | None = None
    last_hops: dict[int, tuple[Hop, ...]] = {}
    for attribution in sorted((_promoted(text, found) for found in attributions), key=_anchor):
        contents = _joined(text, attribution.contents)
        cue = (attribution.cue.start, attribution.cue.end) if attribution.cue else None
        chain: tuple[Hop, ...] = ()
        frame = [cue] if cue else []
        if attribution.source is not None:
            source_first = cue is not None and attribution.source.start < cue[0]
            if contents and cue and not reports(text, cue, contents[0], source_first=source_first):
                continue
            source = (attribution.source.start, attribution.source.end)
            frame.append(source)
            outside, inside = relayed(text, attribution)
            chain = (voices.hop(source, cue),)
            if outside:
                chain = _extended((voices.hop(outside, cue),), chain[0])
            if inside:
                chain = _extended(chain, voices.hop(inside, None))
            frame += [span for span in (outside, inside) if span]
            if outside and not contents:
                contents = voices.before(source[0])
        elif cue and _shares_subject(text, previous, attribution):
            chain = last_hops.get(id(previous), ())
            chain = tuple(_with_cue(hop, text, cue) if i == 0 else hop for i, hop in enumerate(chain))
        elif cue and passes_on(text[slice(*cue)]):
            chain = (voices.hidden(cue),)
        if cue:
            previous = attribution
            last_hops[id(attribution)] = chain
        if contents and (chain or _in_quotes(contents[0], quotes)):
            found.append(Statement(chain, contents, frame))
        elif chain and not contents and found:
            _put_outside(text, found, chain, frame)
    for statement in found:
        if statement.chain and len(statement.chain) == 1:
            deeper = inner(text, statement.contents[0], statement.chain[0], voices.cast)
            if deeper:
                speaker = statement.chain[0].label
                statement.chain = _extended(statement.chain, voices.hop(deeper.source, deeper.cue, other_than=speaker))
                statement.frame += [deeper.source, deeper.cue]
                statement.contents[0] = deeper.content
    return sorted(found, key=lambda statement: statement.contents[0])


def _promoted(text: str, attribution: Attribution) -> Attribution:
    """With a source that the tagger took for content: right before the cue, or after a passive ("is viewed by …")."""
    cue, contents = attribution.cue, attribution.contents
    if attribution.source is not None or cue is None:
        return attribution
    words = text[contents[0].start : contents[0].end] if contents else ""
    if len(contents) > 1 and 0 <= cue.start - contents[0].end <= 1 and len(words.split()) <= 8 and kind_of(words):
        return Attribution(contents[1:], cue, contents[0])
    if re.search(r"\bby$", text[cue.start : cue.end]):
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
    return Hop(
        holder=hop.holder, start=hop.start, end=hop.end, name=hop.name, kind=hop.kind, naming=hop.naming,
        cue=text[slice(*cue)], cue_start=cue[0], cue_end=cue[1],
    )


def _shares_subject(text: str, previous: Attribution | None, attribution: Attribution) -> bool:
    """Whether a cue without a source has that of the cue before: "X said …, adding that …", "X said … and noted …"."""
    if previous is None or previous.cue is None or attribution.cue is None:
        return False
    words = text[attribution.cue.start : attribution.cue.end]
    between = text[previous.cue.end : attribution.cue.start]
    if len(between) > 600 or "\n" in between or re.search(r"[.!?][”\"’]?\s+[A-Z“\"]", between):
        return False
    participle = re.match(r"\w+ing\b", words, re.IGNORECASE) is not None
    joined = re.search(r"(?:\band|\bbut|\bthen|\balso|,)\s*(?:\w+ly\s+|also\s+|later\s+|then\s+)?$", between) is not None
    return participle or (joined and not passes_on(words))


def _put_outside(text: str, found: Sequence[Statement], chain: tuple[Hop, ...], frame: Sequence[Span]) -> None:
    """A source without content of its own beside an attribution reports that attribution: "officials said …, AP reports"."""
    at = frame[0][0]
    for statement in reversed(found):
        low = min(span[0] for span in statement.contents + statement.frame)
        high = max(span[1] for span in statement.contents + statement.frame)
        gap = text[high:at] if high <= at else text[max(span[1] for span in frame) : low]
        if len(gap) <= 40 and not re.search(r"[.!?]\s|\n", gap) and statement.chain:
            if chain[0].label in {hop.label for hop in statement.chain} or chain[0].naming is Naming.ROLE is statement.chain[0].naming:
                return
            statement.chain = chain + statement.chain
            statement.frame += list(frame)
        return


def _trim(text: str, start: int, end: int) -> Span | None:
    """A content without conjunction and punctuation at its edges; None when nothing is left."""
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    while end > begin and text[end - 1] in _TAIL:
        end -= 1
    return (begin, end) if _WORD.search(text, begin, end) else None


def _joined(text: str, marks: Sequence[Mark]) -> list[Span]:
    """The contents of one attribution, trimmed; those with nothing but a space between them are one."""
    spans: list[Span] = []
    for mark in marks:
        trimmed = _trim(text, mark.start, mark.end)
        if trimmed and spans and not text[spans[-1][1] : trimmed[0]].strip():
            spans[-1] = (spans[-1][0], trimmed[1])
        elif trimmed:
            spans.append(trimmed)
    return spans


def _in_quotes(span: Span, quotes: Sequence[Quote]) -> Quote | None:
    """The quotation that holds the greater part of `span`."""
    at = bisect_right(quotes, span[0] + 1, key=lambda quote: quote.start) - 1
    for quote in quotes[max(at, 0) : at + 3]:
        if min(span[1], quote.end) - max(span[0], quote.start) > 0.6 * (span[1] - span[0]):
            return quote
    return None


def _carry_on(text: str, statements: list[Statement], sentences: Sequence[Sentence], quotes: Sequence[Quote]) -> None:
    """Gives quotations without a source that of the quotation they belong to or go on from."""
    for number, sentence in enumerate(sentences):
        span = (sentence.start, sentence.end)
        quote = _in_quotes(span, quotes)
        if quote is None or _quoted_share(text, [span], quotes) < _FULL_QUOTE:
            continue
        here = [s for s in statements if any(c[0] < span[1] and span[0] < c[1] for c in s.contents)]
        if any(statement.chain for statement in here):
            continue
        owner = _owner(statements, sentences, number, quote, quotes, text)
        for statement in here:
            statements.remove(statement)
        statements.append(Statement(owner.chain if owner else (_NOBODY,), [span]))
    statements[:] = sorted((s for s in statements if s.chain), key=lambda statement: statement.contents[0])


_NOBODY = Hop(holder=None, start=None, end=None, name=None, kind=Kind.UNKNOWN, naming=Naming.ANONYMOUS)


def _owner(
    statements: Sequence[Statement], sentences: Sequence[Sentence], number: int, quote: Quote, quotes: Sequence[Quote], text: str
) -> Statement | None:
    """Whose words sentence `number` are: those of its own quotation, else of the quoted sentence before, else after."""
    same = [s for s in statements if s.chain and any(c[0] < quote.end and quote.start < c[1] for c in s.contents)]
    if same:
        return same[0]
    if number:
        before = sentences[number - 1]
        said = [s for s in statements if s.chain and any(c[0] < before.end and before.start < c[1] for c in s.contents)]
        close = before.paragraph == sentences[number].paragraph or quote.continues
        follows = close or sentences[number].paragraph == before.paragraph + 1
        introduced = text[: before.end].endswith(":")
        if said and follows and (close or introduced or _quoted_share(text, said[-1].contents, quotes) > 0):
            return said[-1]
    if number + 1 < len(sentences):
        after = sentences[number + 1]
        said = [s for s in statements if s.chain and any(c[0] < after.end and after.start < c[1] for c in s.contents)]
        if said and after.paragraph == sentences[number].paragraph and _quoted_share(text, said[0].contents, quotes) > 0:
            return said[0]
    return None


def _quoted_share(text: str, spans: Iterable[Span], quotes: Sequence[Quote]) -> float:
    """The share of the words of `spans` that stand in quotation marks."""
    inside = whole = 0
    for start, end in spans:
        at = max(bisect_right(quotes, start, key=lambda quote: quote.start) - 1, 0)
        for word in _WORD.finditer(text, start, end):
            while at < len(quotes) and quotes[at].end <= word.start():
                at += 1
            whole += 1
            inside += at < len(quotes) and quotes[at].start < word.start()
    return inside / whole if whole else 0.0


def _claims(
    article: Article, sentence: Sentence, statements: Sequence[Statement], quotes: Sequence[Quote]
) -> list[Claim]:
    """The claims of one sentence: one a source, and one for what is said in the article's own voice."""
    text = article.text
    by_source: dict[tuple[str, ...], tuple[Statement, list[Span]]] = {}
    frames: list[Span] = []
    for statement in statements:
        spans = [
            (max(start, sentence.start), min(end, sentence.end))
            for start, end in statement.contents
            if start < sentence.end and sentence.start < end
        ]
        spans = [span for span in spans if _WORD.search(text, *span)]
        if spans:
            key = tuple(hop.label for hop in statement.chain)
            by_source.setdefault(key, (statement, []))[1].extend(spans)
            frames += [span for span in statement.frame if sentence.start <= span[0] < sentence.end]
    if not by_source:
        return [_claim(article, sentence, ((sentence.start, sentence.end),), (), quotes, 0)]
    parts = [(sorted(spans), statement.chain) for statement, spans in by_source.values()]
    _run_on(text, sentence, parts)
    covered = [span for spans, _ in parts for span in spans] + frames
    parts += [([span], ()) for span in _own_words(text, sentence, covered)]
    parts.sort(key=lambda part: part[0][0])
    return [_claim(article, sentence, tuple(spans), chain, quotes, i) for i, (spans, chain) in enumerate(parts)]


def _run_on(text: str, sentence: Sentence, parts: Sequence[tuple[list[Span], tuple[Hop, ...]]]) -> None:
    """Carries the last content to the end of the sentence where a list goes on ("contributions: A: …; B: …; C: …")."""
    spans = max((spans for spans, _ in parts), key=lambda spans: spans[-1][1])
    start, end = spans[-1]
    if re.match(r"\s*;", text[end : sentence.end]) and not any(hop.start is not None and hop.start >= end for _, chain in parts for hop in chain):
        spans[-1] = _trim(text, start, sentence.end) or spans[-1]


def _own_words(text: str, sentence: Sentence, covered: Sequence[Span]) -> list[Span]:
    """The clauses before and after the attributed parts of a sentence that claim something themselves."""
    first, last = min(start for start, _ in covered), max(end for _, end in covered)
    found = []
    for start, end in ((sentence.start, first), (last, sentence.end)):
        if start >= end or _SUBORDINATE.match(text, start, end):
            continue
        if start == last and not _BREAK.match(text, start, end):
            continue  # the sentence goes on with what the source says
        trimmed = _trim(text, start, end)
        if not trimmed:
            continue
        while trimmed[1] > trimmed[0] and text[: trimmed[1]].endswith((" and", " but", " while", " as", " with", " which", " that", " who", " an idea that")):
            trimmed = _trim(text, trimmed[0], text.rfind(" ", trimmed[0], trimmed[1])) or (0, 0)
        words = _WORD.findall(text[slice(*trimmed)])
        if len(words) >= _OWN_WORDS and _FINITE.search(text, *trimmed):
            found.append(trimmed)
    return found


def _claim(
    article: Article, sentence: Sentence, content: tuple[Span, ...], chain: tuple[Hop, ...], quotes: Sequence[Quote], ordinal: int
) -> Claim:
    text = article.text
    quotation = Quotation.NONE
    if chain:
        share = _quoted_share(text, content, quotes)
        quotation = Quotation.DIRECT if share >= _FULL_QUOTE else Quotation.MIXED if share > 0 else Quotation.INDIRECT
    last = chain[-1] if chain else None
    cue = (last.cue_start, last.cue_end) if last and last.cue_start is not None and last.cue_end is not None else None
    sure: Certainty = certainty(text, content, sentence=(sentence.start, sentence.end), cue=cue, attribution=chain)
    return Claim(
        article=article, start=sentence.start, end=sentence.end, content=content, attribution=chain,
        quotation=quotation, certainty=sure, ordinal=ordinal,
    )
