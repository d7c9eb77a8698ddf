"""Drafts become utterances: the words that say whose something is become hops that point to the article's entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from provenance.extraction.drafts import Draft, Step
from provenance.extraction.entities import Entity, Scene, choose
from provenance.extraction.holders import is_withheld
from provenance.extraction.mentions import Form, Names, Reference, mention
from provenance.model import Hop, Source, Span


@dataclass(slots=True)
class Utterance:
    """What one source says: its chain (at least one hop), where its content stands, and the words around it."""

    chain: tuple[Hop, ...]
    contents: list[Span]
    frame: list[Span] = field(default_factory=list)


def joined(scene: Scene, names: Names, drafts: Sequence[Draft]) -> dict[Span, Entity]:
    """Whom each holder of the drafts speaks of; wording that hides its source speaks of nobody twice."""
    found: dict[Span, Entity] = {}
    hidden: dict[str, Entity] = {}
    ordered = sorted(drafts, key=lambda draft: draft.chain[0].holder)
    for draft in ordered:
        for step, previous in zip(draft.chain, (None, *draft.chain), strict=False):
            span = step.holder
            if span in found:
                continue
            reference = mention(scene.text, *span, names)
            if not reference.name and is_withheld(scene.text, reference.end):
                entity = scene.new()  # whoever is not to be named is nobody who is
            elif step.hidden:
                entity = hidden.setdefault(reference.words.casefold(), scene.new(hidden=True))
            else:
                entity = (
                    choose(scene, reference, other_than=found[previous.holder] if previous else None) or scene.new()
                )
            if reference.form is Form.OWNED and entity.owner is None:
                entity.owner = choose(scene, _owner(scene.text, reference, names), known=True)
            scene.join(reference, entity)
            found[span] = entity
    return found


def utterances(
    text: str, drafts: Iterable[Draft], holders: Mapping[Span, Entity], sources: Mapping[int, Source]
) -> list[Utterance]:
    """The drafts with hops in the place of their steps, in the order given.

    Args:
        text: The article's.
        drafts: What is said.
        holders: Whom each holder speaks of.
        sources: What the entities are, by their `id`.
    """
    return [
        Utterance(_chain(text, draft.chain, holders, sources), list(draft.contents), list(draft.frame))
        for draft in drafts
    ]


def _owner(text: str, reference: Reference, names: Names) -> Reference:
    """The "her" of "her office"."""
    return mention(text, reference.start, reference.start + len(reference.words.split()[0]), names)


def _chain(
    text: str, steps: Sequence[Step], holders: Mapping[Span, Entity], sources: Mapping[int, Source]
) -> tuple[Hop, ...]:
    """The hops of the steps; somebody who cites himself is one hop."""
    hops: list[Hop] = []
    for step in steps:
        who = sources[id(holders[step.holder])]
        if all(hop.source is not who for hop in hops):
            cue = step.cue
            hops.append(
                Hop(
                    holder=text[slice(*step.holder)],
                    start=step.holder[0],
                    end=step.holder[1],
                    source=who,
                    cue=text[slice(*cue)] if cue else None,
                    cue_start=cue[0] if cue else None,
                    cue_end=cue[1] if cue else None,
                )
            )
    return tuple(hops)
