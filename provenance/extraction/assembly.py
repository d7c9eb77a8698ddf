"""Marks become claims: who says what, sentence by sentence.

The tagger's marks are joined into attributions (`linking`), and these drafted into utterances that know where their
sources stand (`drafts`, `floor`). The words that name sources (`mentions`) join the article's entities (`entities`),
each of which is one source of one kind (`kinds`); drafts with sources are utterances (`utterances`), and quotations
that go on get theirs (`quoted`). Every sentence yields one claim a source: the parts that it attributes, and what it
says in the article's own voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

from provenance.errors import Phase
from provenance.extraction.certainty import certainty
from provenance.extraction.cues import says_what_it_is
from provenance.extraction.drafts import Drafting, trim
from provenance.extraction.entities import Scene
from provenance.extraction.floor import Floor
from provenance.extraction.frames import framed
from provenance.extraction.judgement import Judge
from provenance.extraction.kinds import sources
from provenance.extraction.linking import link
from provenance.extraction.listed import with_lists
from provenance.extraction.mentions import Names
from provenance.extraction.quoted import Continuation, Quoted, spread
from provenance.extraction.repair import repaired
from provenance.extraction.stance import stance
from provenance.extraction.standalone import standalone
from provenance.extraction.tagger import ASSEMBLED, Mark
from provenance.extraction.utterances import Utterance, joined, utterances
from provenance.faults import isolated
from provenance.language.clauses import predicates
from provenance.language.grammar import tokens
from provenance.language.quotations import quotations
from provenance.language.sentences import Sentence
from provenance.language.signatures import signed
from provenance.language.turns import Turn
from provenance.model import Article, Claim, Hop, Quotation, Span
from provenance.progress import Stretch

Part = tuple[list[Span], tuple[Hop, ...]]
"""Stretches of a sentence, in order, and the chain that says them."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_OWN_WORDS = 5
"""What remains of a sentence beside its attributed parts is a claim of its own from this many words on."""
_SMALL = 0.15
"""Less than this share of a sentence is a small part of it."""
_BARE = 3
"""A bare phrase has at most so many words."""
_QUOTE = re.compile(r"[\"“”‘«»]")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|do|does|did|been|being)\b|\b\w{2,}ed\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[”\"’']?\s*(?:[,;:—–-]|(?:and|but|while|whereas|although|though|yet)\b)", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"[\s,;:—–-]*(?:after|when|as|in|at|on|under|despite|with|asked|according|following|during|before|until|since|if|"
    r"because|by|for|from|to|of|who|whose|which|where|citing|speaking|referring|responding|that|also|later|told|saying|he|she)\b",
    re.IGNORECASE,
)
_HANGING = tuple(
    f" {word}"
    for word in (
        *("and", "but", "while", "as", "with", "which", "that", "who", "an idea that", "whose", "where", "when"),
        *("under", "in", "on", "at", "of", "to", "from", "by", "for", "after", "before", "during", "about"),
    )
)
"""Words that only led over to an attributed part: no claim ends with them."""


def assemble(
    article: Article,
    sentences: Sequence[Sentence],
    marks: Iterable[Mark],
    judge: Judge,
    turns: Sequence[Turn] = (),
) -> list[Claim]:
    """The claims of `sentences`, in reading order.

    Args:
        article: Whose text the offsets are of.
        sentences: Its content sentences, in order.
        marks: What the tagger found in them, in any order.
        judge: Says what kind of source each is, and how it is named.
        turns: Who has the floor, of a transcript or an interview.
    """
    if not sentences:
        return []
    text = article.text
    quoted = Quoted(text, quotations(text, sentences))
    attributions = with_lists(text, sentences, link(text, sentences, repaired(text, marks)))
    names = Names(text, sentences)
    scene = Scene(text, sentences, quoted.quotes, names.all)
    floor = Floor(text, turns or list(signed(text, quoted.quotes)), scene, article.title)
    drafts = Drafting(text, sentences, names).drafts(attributions)
    drafts += framed(text, sentences, drafts)
    holders = joined(scene, names, drafts)
    decided = sources(text, sentences, scene.speaking, judge)
    floor.take(decided)
    said = Continuation(quoted, sentences, utterances(text, drafts, holders, decided)).utterances()
    said = list(floor.given(said))
    name = article.path or article.id
    claims: list[Claim] = []
    by_sentence = list(zip(sentences, spread(said, sentences), strict=True))
    for sentence, here in Stretch(*ASSEMBLED, len(text)).over(by_sentence):
        work = partial(_of_sentence, article, sentence, here, quoted, floor.voice(sentence.start))
        claims += isolated(Phase.EXTRACTION, f"{name}: sentence at {sentence.start}", work) or ()
    return claims


def _of_sentence(
    article: Article, sentence: Sentence, said: Iterable[Utterance], quoted: Quoted, voice: tuple[Hop, ...]
) -> list[Claim]:
    parts = _parts(article.text, sentence, said, voice)
    make = partial(_claim, article, sentence, quoted, voice, alone=len(parts) == 1)
    return [make(part, ordinal) for ordinal, part in enumerate(parts)]


def _parts(text: str, sentence: Sentence, said: Iterable[Utterance], voice: tuple[Hop, ...]) -> list[Part]:
    """What a sentence says, one part a source, and one for each clause in the `voice` of whoever has the floor."""
    by_source: dict[tuple[int, ...], Part] = {}
    frames: list[Span] = []
    for utterance in said:
        clipped = [(max(start, sentence.start), min(end, sentence.end)) for start, end in utterance.contents]
        spans = [(start, end) for start, end in clipped if start < end and _WORD.search(text, start, end)]
        if spans and not _is_in_passing(text, sentence, spans, utterance):
            key = tuple(id(hop.source) for hop in utterance.chain)
            said_before, chain = by_source.get(key, ([], utterance.chain))
            chain = utterance.chain if _size(spans) > _size(said_before) else chain
            by_source[key] = ([*said_before, *spans], chain)
            frames += [span for span in utterance.frame if sentence.start <= span[0] < sentence.end]
    if not by_source:
        return [([(sentence.start, sentence.end)], voice)]
    parts: list[Part] = [(sorted(spans), chain) for spans, chain in by_source.values()]
    _run_on(text, sentence, parts)
    covered = [span for spans, _ in parts for span in spans] + frames
    parts += [([span], voice) for span in _own_words(text, sentence, covered)]
    return sorted(parts, key=lambda part: part[0][0])


def _size(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _is_in_passing(text: str, sentence: Sentence, spans: Sequence[Span], utterance: Utterance) -> bool:
    """Whether what a source says is a bare phrase and a small part of the sentence: what somebody speaks of or acts
    upon, while the sentence claims something else ("cities that support the regulations will face them in court").
    """
    size = _size(spans)
    words = sum(len(text[slice(*span)].split()) for span in spans)
    if words > _BARE or size >= _SMALL * (sentence.end - sentence.start):
        return False
    if any(_QUOTE.search(text, max(0, start - 1), end + 1) for start, end in spans):
        return False
    cues = [
        hop.cue
        for hop in utterance.chain
        if hop.cue and hop.cue_start is not None and sentence.start <= hop.cue_start < sentence.end
    ]
    return not any(map(says_what_it_is, cues)) and not predicates(tokens(text, spans))


def _run_on(text: str, sentence: Sentence, parts: Sequence[Part]) -> None:
    """Carries the last content to the end of the sentence where a list goes on ("contributions: A: …; B: …; C: …")."""
    spans = max((spans for spans, _ in parts), key=lambda spans: spans[-1][1])
    start, end = spans[-1]
    named_after = any(hop.start is not None and hop.start >= end for _, chain in parts for hop in chain)
    if not named_after and text[end : sentence.end].lstrip().startswith(";"):
        spans[-1] = trim(text, start, sentence.end) or spans[-1]


def _own_words(text: str, sentence: Sentence, covered: Sequence[Span]) -> list[Span]:
    """The clauses before and after the attributed parts of a sentence that claim something themselves."""
    first, last = min(start for start, _ in covered), max(end for _, end in covered)
    found = []
    for start, end in ((sentence.start, first), (last, sentence.end)):
        if start >= end or _SUBORDINATE.match(text, start, end):
            continue
        if start == last and not _BREAK.match(text, start, end):
            continue  # the sentence goes on with what the source says
        trimmed = trim(text, start, end)
        if not trimmed:
            continue
        while trimmed[1] > trimmed[0] and text.endswith(_HANGING, *trimmed):
            trimmed = trim(text, trimmed[0], text.rfind(" ", *trimmed)) or (0, 0)
        words = _WORD.findall(text[slice(*trimmed)])
        if len(words) >= _OWN_WORDS and _FINITE.search(text, *trimmed):
            found.append(trimmed)
    return found


def _claim(
    article: Article,
    sentence: Sentence,
    quoted: Quoted,
    voice: tuple[Hop, ...],
    part: Part,
    ordinal: int,
    *,
    alone: bool,
) -> Claim:
    spans, chain = part
    verbatim = bool(voice) and len(chain) == 1 and chain[0].source == voice[0].source
    form = Quotation.DIRECT if verbatim else quoted.form(spans) if chain else Quotation.NONE
    last = chain[-1] if chain else None
    cue = (last.cue_start, last.cue_end) if last and last.cue_start is not None and last.cue_end is not None else None
    whole = (sentence.start, sentence.end)
    surely = certainty(article.text, tuple(spans), sentence=whole, cue=cue, attribution=chain)
    stands = stance(surely)
    return Claim(
        article=article,
        start=sentence.start,
        end=sentence.end,
        content=tuple(spans),
        attribution=chain,
        quotation=form,
        certainty=surely,
        stance=stands,
        statement=standalone(article.text, whole, spans, stands, alone=alone),
        ordinal=ordinal,
    )
