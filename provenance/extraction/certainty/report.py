"""What the reporting words around a claim do to its certainty ("believe", "denied", "did not confirm")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.extraction.certainty.reading import Reading
from provenance.extraction.certainty.signatures import Signature, signatures, word_set
from provenance.language.grammar import Class, Form, Token, tokens
from provenance.model import Span

_NEGATED = re.compile(r"(?:\b(?:not|never|nor)|n['’]t)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_FINITE = (Class.BE, Class.HAVE, Class.MODAL, Class.DO)
_NEAR = 40
"""So many characters before the reporting words a negation is looked for."""


def is_past(text: str, cue: Span) -> bool:
    """Whether the reporting words are in the past tense ("said", "had told"), which moves "will" to "would"."""
    words = tokens(text, [cue])
    return any(
        token.form in (Form.PAST, Form.EITHER_PAST) or token.word in ("did", "was", "were", "had") for token in words
    ) and not any(token.word in ("has", "have", "'s", "'ve", "is", "are", "will") for token in words)


def apply_report(text: str, cue: Span, sentence: Span, content: Sequence[Token], reading: Reading) -> list[Span]:
    """Changes `reading` by the signature of the words at `cue`; returns the spans it rests on."""
    words = tokens(text, [cue])
    negated = [(token.start, token.end) for token in words if token.kind is Class.NEGATIVE]
    before = _NEGATED.search(text, max(sentence[0], cue[0] - _NEAR), cue[0])
    if not negated and before is not None and before.end() == cue[0]:
        negated = [(before.start(), before.start() + len(before.group().split()[0]))]
    between = text[cue[1] : content[0].start].split()
    shape = _Shape(
        infinitive=content[0].kind is Class.TO or between[-1:] == ["to"],
        question=content[0].word in word_set("reports", "question_words") or bool(set(between) & {"whether", "if"}),
        clause=any(token.kind in _FINITE or token.form is not None for token in content),
        particle=tuple([token.word for token in words[1:]] + between),
    )
    for token in words:
        if _apply(token, shape, reading, negated=bool(negated)):
            return (
                [cue, *(span for span in negated if not cue[0] <= span[0] < cue[1])]
                if negated
                else [(token.start, token.end)]
            )
    if negated:
        reading.denied = not reading.denied
    return [cue, *negated] if negated else []


def _apply(token: Token, shape: _Shape, reading: Reading, *, negated: bool) -> bool:
    """Applies the first signature of `token` that holds over content of this shape; False: it changes nothing."""
    for each in sorted(signatures().get(token.lemma, ()), key=lambda one: not one.wh_only):
        if not _holds(each, shape) or (negated and each.negative is None and not each.positive.changes):
            continue
        effect = each.negative if negated and each.negative is not None else each.positive
        reading.apply(effect)
        if effect.keep_denied or (negated and each.negative is None):
            reading.denied = not reading.denied
        return effect.changes or negated
    return False


def _holds(each: Signature, shape: _Shape) -> bool:
    if each.noun or each.linking or each.name in word_set("reports", "deeds"):
        return False
    if each.particle and not set(each.particle) & set(shape.particle):
        return False
    if each.wh_only or shape.question:
        return each.wh_only and shape.question
    if each.infinitive_only:
        return shape.infinitive
    return shape.clause or shape.infinitive or each.object or each.name in word_set("reports", "over_nouns")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the content of a report looks like."""

    infinitive: bool
    question: bool
    clause: bool
    particle: tuple[str, ...]
