"""A claim as people corrected it: what the program read, with their words in its place. No queries here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from provenance.model import Claim, Hop, Kind, Mention, Naming, Source, Trait
from provenance.store.columns import loaded, stored
from provenance.store.rows import source_key

SOURCE = "source"
"""The field of a claim that holds its whole attribution: a list of hops, each by the columns of `Hop`."""
_PLACES = ("start", "end", "cue_start", "cue_end")
"""Of a hop, what the log counts from the beginning of the claim's sentence, so that it holds wherever that stands."""

Traits: TypeAlias = Mapping[str, str]
"""What people say of a source, by trait."""


def corrected(claim: Claim, own: Mapping[str, Any], sources: Mapping[str, Traits]) -> Claim:
    """The claim with people's words in the place of what was read.

    Args:
        claim: As it was read.
        own: What was said of this claim, by field.
        sources: What was said of sources wherever they speak here, by the key that they were read by.
    """
    if SOURCE in own:
        return replace(claim, attribution=tuple(_hop(row, claim) for row in own[SOURCE]))
    attribution = tuple(retold(hop, sources.get(source_key(hop.label), {})) for hop in claim.attribution)
    return replace(claim, attribution=attribution)


def retold(hop: Hop, traits: Traits) -> Hop:
    """A hop whose source is what people say; no words of the article prove what they set."""
    source = hop.source
    told = Source(
        name=traits.get(Trait.NAME, source.name),
        kind=Kind(traits.get(Trait.KIND, source.kind)),
        naming=Naming(traits.get(Trait.NAMING, source.naming)),
    )
    return replace(hop, source=replace(told, mentions=_proving(source, told)))


def written(attribution: Sequence[Hop], start: int) -> list[dict[str, Any]]:
    """An attribution as the log holds it, of a claim whose sentence begins at `start`."""
    rows = [stored(hop, without=("mentions",)) for hop in attribution]
    return [row | {name: row[name] - start for name in _PLACES if row[name] is not None} for row in rows]


def _hop(row: Mapping[str, Any], claim: Claim) -> Hop:
    """A hop as the log holds it. Words that do not stand there are left out; a source keeps them as its name."""
    places = {name: row[name] + claim.start for name in _PLACES if row[name] is not None}
    hop = loaded(Hop, {**row, **places, "mentions": []})
    text = claim.article.text
    if hop.start is not None and hop.holder != text[hop.start : hop.end]:
        named = replace(hop.source, name=hop.name or hop.holder)
        hop = replace(hop, source=named, holder=None, start=None, end=None)
    if hop.cue_start is not None and hop.cue != text[hop.cue_start : hop.cue_end]:
        hop = replace(hop, cue=None, cue_start=None, cue_end=None)
    same = [one for one in claim.attribution if (one.start, one.end) == (hop.start, hop.end) and hop.start is not None]
    return replace(hop, source=replace(hop.source, mentions=_proving(same[0].source, hop.source))) if same else hop


def _proving(read: Source, told: Source) -> tuple[Mention, ...]:
    """The mentions of a source as it was read; they prove only what people left as it was."""
    kept = {trait for trait in Trait if getattr(read, trait) == getattr(told, trait)}
    return tuple(one._replace(proves=tuple(trait for trait in one.proves if trait in kept)) for one in read.mentions)
