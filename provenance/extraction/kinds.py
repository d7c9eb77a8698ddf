"""What sort of source an entity is, and how it is named: judged once, from all that the article says of it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from provenance.extraction.entities import Entity
from provenance.extraction.holders import is_withheld
from provenance.extraction.judgement import Judge, Judgement
from provenance.extraction.mentions import Form, Reference, description_of
from provenance.extraction.sources import kind_of, naming_of, without_article
from provenance.language.sentences import Sentence
from provenance.model import Kind, Mention, Naming, Source, Span, Trait

LISTED: Final = 1.5
MOST_MENTIONS: Final = 50
"""So many mentions of a source are told, the first ones, and those that prove something: every hop carries them."""
SURE: Final = 0.95
"""Both chosen on `wikinews_dev` and `articles_dev`: .01 more kinds, .01 more namings right."""
_PASSIVE: Final = re.compile(r"\s+(?:is|was|(?:has|had)\s+been)\b")
"""After an "it" that means nobody: "it was reported"."""
_CAPITAL: Final = re.compile(r"(?<!^)\b[A-ZÀ-ÖØ-ÞĀ-Ž]|^[A-ZÀ-ÖØ-ÞĀ-Ž]\w*[A-Z]")


def sources(text: str, sentences: Sequence[Sentence], entities: Sequence[Entity], judge: Judge) -> dict[int, Source]:
    """What the entities are, by their `id`, with the mentions that prove their name, their kind and their naming.

    Args:
        text: The article's.
        sentences: Those that are read.
        entities: Those that speak.
        judge: Says what they are.
    """
    judged = judge.judge(text, sentences, [_places(entity) for entity in entities])
    return {id(entity): _source(text, entity, judgement) for entity, judgement in zip(entities, judged, strict=True)}


def _places(entity: Entity) -> list[Span]:
    """Where an entity is spoken of, as a source or by its name."""
    return [*((reference.start, reference.end) for reference in entity.references), *entity.named_at]


def _source(text: str, entity: Entity, judged: Judgement) -> Source:
    references = sorted(entity.references, key=lambda reference: reference.start)
    kind = entity.told or (
        _kind_in_turns(entity, references) if entity.has_floor else _kind(entity, judged, references)
    )
    naming = _naming(text, entity, judged)
    if entity.hidden:
        kind, naming = Kind.UNKNOWN, Naming.ANONYMOUS
    name = entity.name or _owned(entity, references) or _description(references)
    named = next((one for one in references if one.name == entity.name), references[0])
    proofs: dict[Span, set[Trait]] = {(one.start, one.end): set() for one in references[:MOST_MENTIONS]}
    proofs.setdefault((named.start, named.end), set()).add(Trait.NAME)
    proofs.setdefault(judged.by, set()).update((Trait.KIND, Trait.NAMING))
    mentions = tuple(Mention(*span, tuple(sorted(proved))) for span, proved in sorted(proofs.items()))
    return Source(name=None if naming is Naming.ANONYMOUS else name, kind=kind, naming=naming, mentions=mentions)


def _kind(entity: Entity, judged: Judgement, references: Sequence[Reference]) -> Kind:
    """The likeliest kind, what the words of the references say by themselves counting `LISTED` in log-odds."""
    if not entity.name and all(one.form is Form.PERSONAL for one in references):
        return Kind.PERSON  # nobody knows who
    if not entity.name and all(one.form is Form.IT for one in references):
        return Kind.UNKNOWN
    said = Counter(kind for one in references if (kind := kind_of(without_article(one.words))))
    listed = said.most_common(1)[0][0] if said else None
    return max(judged.kinds, key=lambda kind: judged.kinds[kind] * (math.exp(LISTED) if kind is listed else 1.0))


def _kind_in_turns(entity: Entity, references: Sequence[Reference]) -> Kind:
    """What labels and descriptions say of a speaker of turns; the judge has read no transcripts."""
    for one in references:
        words = " ".join((*one.beside[:1], one.name)) if one.name and one.name in one.words else one.words
        if one.form is not Form.PERSONAL and (kind := kind_of(without_article(one.words)) or kind_of(words)):
            return kind
    described = (kind_of(description_of(words)) for words in (*entity.descriptions, entity.name) if words)
    return next(filter(None, described), Kind.PERSON if entity.person or not entity.name else Kind.ORGANISATION)


def _naming(text: str, entity: Entity, judged: Judgement) -> Naming:
    """The likeliest naming that the words allow: with a name seldom a role, without a capital seldom named."""
    if any(is_withheld(text, one.end) for one in entity.references):
        return Naming.ANONYMOUS
    if entity.name and judged.naming is Naming.ROLE and judged.namings[Naming.ROLE] < SURE:
        return Naming.NAMED
    if entity.name:
        return judged.naming
    if all(one.form is Form.IT and not _PASSIVE.match(text, one.end) for one in entity.references):
        return Naming.ROLE  # nothing withholds who is meant
    if any(naming_of(one.words) is Naming.ANONYMOUS for one in entity.references):
        return Naming.ANONYMOUS
    proper = any(_CAPITAL.search(one.words) for one in entity.references)
    allowed = [naming for naming in judged.namings if proper or naming is not Naming.NAMED]
    return max(allowed, key=lambda naming: judged.namings[naming])


def _owned(entity: Entity, references: Sequence[Reference]) -> str | None:
    """ "her office" as whose it is: "Ana Duarte's office"."""
    if entity.owner is None or not entity.owner.name:
        return None
    return f"{entity.owner.name}'s {references[0].words.partition(' ')[2]}"


def _description(references: Sequence[Reference]) -> str | None:
    """The fullest description of somebody whom the article does not name; None where it has one wording only."""
    wordings = {without_article(one.words).casefold() for one in references}
    described = [one for one in references if one.form in (Form.DEFINITE, Form.BARE, Form.INDEFINITE)]
    if len(wordings) < 2 or not described:
        return None
    return without_article(max(described, key=lambda one: len(one.words)).words)
