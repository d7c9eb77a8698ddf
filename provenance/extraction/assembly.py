"""Marks become claims: who says what, sentence by sentence.

The tagger's marks are joined into attributions (`linking`), and these drafted into utterances that know where their
sources stand (`drafts`, `floor`). The words that name sources (`mentions`) join the article's entities (`entities`),
each of which is one source of one kind (`kinds`); drafts with sources are utterances (`utterances`), and quotations
that go on get theirs (`quoted`). Every sentence yields one claim a source and proposition: the parts that it
attributes, and what it says in the article's own voice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
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
from provenance.extraction.mentions import Names, mention
from provenance.extraction.nesting import nested
from provenance.extraction.owned import own_words
from provenance.extraction.quoted import Continuation, Quoted, spread
from provenance.extraction.remainders import with_remainders
from provenance.extraction.repair import repaired
from provenance.extraction.stance import Stances, lies_in, settled, stance, towards
from provenance.extraction.standalone import Context, Referents, standalone
from provenance.extraction.standalone.propositions import stands
from provenance.extraction.tagger import ASSEMBLED, Mark, Tagger
from provenance.extraction.utterances import Utterance, joined, utterances
from provenance.faults import isolated
from provenance.language.clauses import predicates
from provenance.language.grammar import tokens
from provenance.language.quotations import quotations
from provenance.language.sentences import Sentence
from provenance.language.signatures import signed
from provenance.language.turns import Turn
from provenance.language.words import WORD
from provenance.model import Article, Certainty, Claim, Hop, Quotation, Span, Stance, Statement
from provenance.progress import Stretch

Part = tuple[list[Span], tuple[Hop, ...]]
"""Stretches of a sentence, in order, and the chain that says them."""

Put = Callable[[Sequence[Span], tuple[Hop, ...]], Certainty]
"""How stretches of a sentence are put by a chain."""

_SMALL = 0.15
"""Less than this share of a sentence is a small part of it."""
_BARE = 3
"""A bare phrase has at most so many words."""
_NAMED = re.compile(r"\bwhat\s+$", re.IGNORECASE)
_QUOTE = re.compile(r"[\"“”‘«»]")
_LISTED = re.compile(r"[^,;:.!?–—\"“”]{0,60};\s")
"""The rest of an item before the next of its list."""


def assemble(
    article: Article,
    sentences: Sequence[Sentence],
    marks: Iterable[Mark],
    tagger: Tagger,
    judge: Judge,
    turns: Sequence[Turn] = (),
    *,
    stances: Stances | None = None,
) -> list[Claim]:
    """The claims of `sentences`, in reading order.

    Args:
        article: Whose text the offsets are of.
        sentences: Its content sentences, in order.
        marks: What the tagger found in them, in any order.
        tagger: Reads again what the sources say.
        judge: Says what kind of source each is, and how it is named.
        turns: Who has the floor, of a transcript or an interview.
        stances: Tells where the sources stand; without it the wording alone does.
    """
    if not sentences:
        return []
    text = article.text
    quoted = Quoted(text, quotations(text, sentences))
    linked = with_remainders(text, link(text, sentences, repaired(text, marks)))
    attributions = with_lists(text, sentences, linked)
    names = Names(text, sentences)
    scene = Scene(text, sentences, quoted.quotes, names.all)
    floor = Floor(text, turns or list(signed(text, quoted.quotes)), scene, article.title)
    drafting = Drafting(text, sentences, names)
    drafts = nested(text, sentences, drafting.drafts(attributions), names, tagger)
    scene.mention(mention(text, *span, names) for span in drafting.silent)
    drafts += framed(text, sentences, drafts)
    holders = joined(scene, names, drafts)
    decided = sources(text, sentences, scene.speaking, judge)
    floor.take(decided)
    said = Continuation(quoted, sentences, utterances(text, drafts, holders, decided)).utterances()
    said = list(floor.given(said))
    name = article.path or article.id
    alone = partial(standalone, referents=Referents(scene, names), context=Context(sentences, scene, names))
    claims: list[Claim] = []
    by_sentence = list(zip(sentences, spread(said, sentences), strict=True))
    for sentence, here in Stretch(*ASSEMBLED, len(text)).over(by_sentence):
        work = partial(_of_sentence, article, sentence, here, quoted, floor.voice(sentence.start), alone, stances)
        claims += isolated(Phase.EXTRACTION, f"{name}: sentence at {sentence.start}", work) or ()
    return claims


def _of_sentence(
    article: Article,
    sentence: Sentence,
    said: Iterable[Utterance],
    quoted: Quoted,
    voice: tuple[Hop, ...],
    alone: Callable[[Claim, Sequence[Claim]], Statement],
    stances: Stances | None,
) -> list[Claim]:
    put = partial(_put, article.text, sentence, stances)
    parts = _parts(article.text, sentence, said, voice, put)
    claims = [_claim(article, sentence, part, quoted, voice, ordinal, put) for ordinal, part in enumerate(parts)]
    return [
        replace(claim, statement=alone(claim, [other for other in claims if other is not claim])) for claim in claims
    ]


def _parts(text: str, sentence: Sentence, said: Iterable[Utterance], voice: tuple[Hop, ...], put: Put) -> list[Part]:
    """What a sentence says: a part for each source, stance and proposition, and for each clause in the `voice`."""
    by_source: dict[tuple[int, ...], list[Part]] = {}
    frames: list[Span] = []
    for utterance in said:
        clipped = [(max(start, sentence.start), min(end, sentence.end)) for start, end in utterance.contents]
        spans = [(start, end) for start, end in clipped if start < end and WORD.search(text, start, end)]
        if spans and not _is_in_passing(text, sentence, spans, utterance):
            key = tuple(id(hop.source) for hop in utterance.chain)
            by_source.setdefault(key, []).append((spans, utterance.chain))
            frames += [span for span in utterance.frame if sentence.start <= span[0] < sentence.end]
    if not by_source:
        whole = (sentence.start, sentence.end)
        return [([whole], voice)] if WORD.search(text, *whole) else []  # a lone sign of punctuation claims nothing
    parts = [part for same in by_source.values() for part in _apart(text, same, put)]
    _run_on(text, sentence, parts)
    covered = [span for spans, _ in parts for span in spans] + frames
    parts += [(spans, voice) for spans in own_words(text, sentence, covered)]
    return sorted(parts, key=lambda part: part[0][0])


def _apart(text: str, same: Sequence[Part], put: Put) -> Iterator[Part]:
    """What one source says: a part for what it asserts, one for what its frame denies, one for what that withholds;
    and one for each proposition that has reporting words of its own ("said it is safe, adding that it is new")."""
    parts: dict[tuple[Stance, int], Part] = {}
    number, cue = 0, None
    for spans, chain in same:
        where = _framed_stance(spans, put(spans, chain)) if len(same) > 1 else Stance.ASSERTS
        place = _cue(chain)
        if place and cue and place != cue and stands(text, spans, place):
            number += 1
        cue = place
        before, first = parts.get((where, number), ([], chain))
        parts[where, number] = ([*before, *spans], chain if _size(spans) > _size(before) else first)
    yield from ((sorted(spans), chain) for spans, chain in parts.values())


def _framed_stance(spans: Sequence[Span], surely: Certainty) -> Stance:
    """The stance of the words around a content: what denies inside it is said as it stands."""
    inside = any(lies_in(cue, spans) for cue in surely.cues)
    return Stance.ASSERTS if inside else stance(surely)


def _put(
    text: str, sentence: Sentence, stances: Stances | None, spans: Sequence[Span], chain: tuple[Hop, ...]
) -> Certainty:
    """How a source puts what it says in a sentence."""
    surely = certainty(text, tuple(spans), sentence=sentence.span, cue=_cue(chain), attribution=chain)
    return settled(stances, sentence.span, spans, surely)


def _cue(chain: Sequence[Hop]) -> Span | None:
    """The words by which the last of a chain reports."""
    last = chain[-1] if chain else None
    return (last.cue_start, last.cue_end) if last and last.cue_start is not None and last.cue_end is not None else None


def _size(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _is_in_passing(text: str, sentence: Sentence, spans: Sequence[Span], utterance: Utterance) -> bool:
    """Whether what a source says is a bare phrase and a small part of the sentence: what somebody speaks of or acts
    upon, while the sentence claims something else ("cities that support the regulations will face them in court").
    """
    if _is_label(text, sentence, spans, utterance):
        return True
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


def _is_label(text: str, sentence: Sentence, spans: Sequence[Span], utterance: Utterance) -> bool:
    """Whether a source only gives something a name that the sentence goes on to use ("after what he called a coup")."""
    start = min(span[0] for span in (*spans, *utterance.frame) if span[0] >= sentence.start)
    if not _NAMED.search(text, sentence.start, start) and not _NAMED.match(text, start, spans[0][0]):
        return False
    quoted = any(_QUOTE.search(text, max(0, start - 1), end + 1) for start, end in spans)
    return not quoted and not predicates(tokens(text, spans))


def _run_on(text: str, sentence: Sentence, parts: Sequence[Part]) -> None:
    """Carries the last content to the end of the sentence where a list goes on ("contributions: A: …; B: …; C: …")."""
    spans = max((spans for spans, _ in parts), key=lambda spans: spans[-1][1])
    start, end = spans[-1]
    named_after = any(hop.start is not None and hop.start >= end for _, chain in parts for hop in chain)
    listed = _LISTED.match(text, end, sentence.end) and ":" in text[start:end]
    if not named_after and (listed or text[end : sentence.end].lstrip().startswith(";")):
        spans[-1] = trim(text, start, sentence.end) or spans[-1]


def _claim(
    article: Article,
    sentence: Sentence,
    part: Part,
    quoted: Quoted,
    voice: tuple[Hop, ...],
    ordinal: int,
    put: Put,
) -> Claim:
    spans, chain = part
    verbatim = bool(voice) and len(chain) == 1 and chain[0].source == voice[0].source
    form = Quotation.DIRECT if verbatim else quoted.form(spans) if chain else Quotation.NONE
    surely = put(spans, chain)
    return Claim(
        article=article,
        start=sentence.start,
        end=sentence.end,
        content=tuple(spans),
        attribution=chain,
        quotation=form,
        certainty=surely,
        stance=towards(article.text, spans, surely, attributed=bool(chain)),
        ordinal=ordinal,
    )
