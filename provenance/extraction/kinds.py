"""What sort of source an entity is, and how it is named: decided once, from all that the article says of it."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.extraction.entities import Entity
from provenance.extraction.holders import is_withheld
from provenance.extraction.mentions import Form, Reference, description_of
from provenance.extraction.sources import is_hidden, kind_of, naming_of, without_article
from provenance.language.places import places
from provenance.model import Kind, Mention, Naming, Source, Span, Trait


def sources(text: str, entities: Sequence[Entity]) -> dict[int, Source]:
    """What the entities are, by their `id`, with the mentions that prove their name, their kind and their naming."""
    return {id(entity): _source(text, entity) for entity in entities}


def _source(text: str, entity: Entity) -> Source:
    references = sorted(entity.references, key=lambda reference: reference.start)
    first = references[0]
    if entity.hidden:
        kind, tells, naming, names_it = Kind.UNKNOWN, first, Naming.ANONYMOUS, first
    else:
        naming, names_it = _naming(text, entity, references)
        kind, tells = _kind(entity, references)
        kind = entity.told or kind
    name = entity.name or _owned(entity, references) or _description(references)
    proofs: dict[Span, set[Trait]] = {(one.start, one.end): set() for one in references}
    named = next((one for one in references if one.name == entity.name), first)
    for trait, reference in ((Trait.NAME, named), (Trait.KIND, tells), (Trait.NAMING, names_it)):
        proofs[reference.start, reference.end].add(trait)
    mentions = tuple(Mention(*span, tuple(sorted(proved))) for span, proved in sorted(proofs.items()))
    return Source(name=None if naming is Naming.ANONYMOUS else name, kind=kind, naming=naming, mentions=mentions)


def _naming(text: str, entity: Entity, references: list[Reference]) -> tuple[Naming, Reference]:
    for one in references:
        if is_withheld(text, one.end) or (one.form is not Form.IT and is_hidden(one.words)):
            return Naming.ANONYMOUS, one
    named = next((one for one in references if one.name), references[0])
    if entity.name:
        return Naming.NAMED, named
    return (naming_of(named.words) if named.form in (Form.BARE, Form.INDEFINITE) else Naming.ROLE), named


def _kind(entity: Entity, references: list[Reference]) -> tuple[Kind, Reference]:
    """What the words of its mentions say it is, else the descriptions beside its name, else the shape of the name."""
    for one in references:
        words = " ".join((*one.beside[:1], one.name)) if one.name and one.name in one.words else one.words
        if one.form in (Form.NAME, Form.DEFINITE, Form.BARE, Form.INDEFINITE, Form.OWNED) and (
            kind := kind_of(without_article(one.words)) or kind_of(words) or kind_of(_owned(entity, references) or "")
        ):
            return kind, one
    first = references[0]
    for words in (*entity.descriptions, entity.name):
        if words and (kind := kind_of(description_of(words))):
            return kind, first
    if entity.name:
        return (Kind.PERSON if entity.person else Kind.ORGANISATION), first
    if first.form is Form.IT:
        return Kind.ORGANISATION, first
    found = places(first.words)
    state = found and found[-1].end == len(first.words) and not found[-1].people
    return (Kind.OFFICIAL if state else Kind.PERSON), first


def _owned(entity: Entity, references: list[Reference]) -> str | None:
    """ "her office" as whose it is: "Ana Duarte's office"."""
    if entity.owner is None or not entity.owner.name:
        return None
    return f"{entity.owner.name}'s {references[0].words.partition(' ')[2]}"


def _description(references: list[Reference]) -> str | None:
    """The fullest description of somebody whom the article does not name; None where it has one wording only."""
    wordings = {without_article(one.words).casefold() for one in references}
    described = [one for one in references if one.form in (Form.DEFINITE, Form.BARE, Form.INDEFINITE)]
    if len(wordings) < 2 or not described:
        return None
    return without_article(max(described, key=lambda one: len(one.words)).words)
