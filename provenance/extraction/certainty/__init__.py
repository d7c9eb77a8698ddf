"""How surely the innermost source puts a claim: rules over data, each answer with the words it rests on.

The main predicate is found without a parser (`provenance.language.clauses`); what stands over it changes a bare fact:
modal verbs, adverbs, negations, embedding verbs, adjectives and nouns by their implication signatures, conditions and
questions. Signatures and words are in `provenance/language/data/certainty.toml`, with their sources.
"""

from __future__ import annotations

from collections.abc import Sequence

from provenance.extraction.certainty.judge import read_claim, read_event
from provenance.extraction.certainty.likelihood import likelihood
from provenance.extraction.certainty.passage import Frame, Passage
from provenance.extraction.certainty.reading import Reading
from provenance.extraction.certainty.report import apply_report, is_past
from provenance.extraction.certainty.signatures import hedges
from provenance.language.grammar import Token, tokens
from provenance.model import Certainty, Hop, Level, Likelihood, Polarity, Span

_OPEN_QUOTES = frozenset("\"“‘'«")


def certainty(
    text: str,
    content: Sequence[Span],
    *,
    sentence: Span,
    cue: Span | None = None,
    attribution: Sequence[Hop] = (),
    predicate: Span | None = None,
) -> Certainty:
    """How surely the innermost source puts the main predicate of a claim.

    Args:
        text: The article's text; every span is into it.
        content: What is claimed, without the reporting frame.
        sentence: The sentence that the claim stands in.
        cue: The innermost reporting words ("believe", "denied").
        attribution: The hops of the claim.
        predicate: Judge this predicate of the content instead of its main one.

    Returns:
        A certainty whose cues are the words that made it other than certain, affirmed and asserted.

    Source: implication signatures, Nairn, Condoravdi and Karttunen 2006; the sets, docs/guidelines.md section 2.
    """
    words = tokens(text, content)
    if not words:
        return Certainty()
    reported = cue is not None or bool(attribution)
    direct = content[0][0] > 0 and text[content[0][0] - 1] in _OPEN_QUOTES
    frame = Frame(
        past_report=reported and not direct and cue is not None and is_past(text, cue),
        own_voice=not reported,
        indirect=reported and not direct,
        question=_asks(text, content, sentence),
    )
    if predicate is None:
        reading = read_claim(Passage(words, frame))
    else:
        reading = read_event(Passage(words, frame, events=True), *predicate)
    chance = _range(words, reading)
    cues = {(words[at].start, words[at].end) for at in reading.cues}
    if cue is not None:
        cues.update(apply_report(text, cue, sentence, words, reading))
    return Certainty(
        level=reading.level,
        polarity=Polarity.DENIED if reading.denied else Polarity.AFFIRMED,
        status=reading.status,
        cues=_joined(sorted(cues), text),
        hedges=tuple(match.span() for match in hedges().finditer(text, *sentence)),
        likelihood=chance,
    )


def _asks(text: str, content: Sequence[Span], sentence: Span) -> bool:
    end = content[-1][1]
    tail = text[content[-1][0] : end].rstrip(" \n\"'”’»)")
    return tail.endswith("?") or text[end : sentence[1]].lstrip(" \"'”’»").startswith("?")


def _range(words: Sequence[Token], reading: Reading) -> Likelihood | None:
    """The range of the first cue that a scale lists; the words of its phrase become cues. A negation bars it."""
    if reading.level not in (Level.PROBABLE, Level.POSSIBLE):
        return None
    plain = [token.word for token in words]
    for at in sorted(reading.cues):
        found = likelihood(plain, at)
        if found is not None and reading.denied == (found[0].high <= 50):
            reading.cues.update(found[1])
            return found[0]
    return None


def _joined(cues: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Cues with nothing but a space between them are one."""
    joined: list[Span] = []
    for start, end in cues:
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
