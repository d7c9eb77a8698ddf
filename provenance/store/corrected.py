"""A claim as people corrected it: what the program read, with their words in its place. No queries here."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, TypeAlias

from provenance.model import (
    Certainty,
    Claim,
    Hop,
    Kind,
    Level,
    Mention,
    Naming,
    Polarity,
    Quotation,
    Source,
    Span,
    Stance,
    Statement,
    Status,
    Trait,
)
from provenance.store.columns import loaded, stored
from provenance.store.rows import source_key

SOURCE, CONTENT, STATEMENT, STANCE, CLAIM, ADDED = "source", "content", "statement", "stance", "claim", "added"
"""Fields of a claim. `source` holds its whole attribution: a list of hops, each by the columns of `Hop`; `content`
spans, counted from the beginning of the sentence; `statement` the words of a person; `claim` whether there is one;
`added` what a person added that the program had not read (see `added`).
"""
CERTAINTY: Mapping[str, type[StrEnum]] = {"level": Level, "polarity": Polarity, "status": Status}
"""The fields of how surely it is put, and what they may hold."""
NO_CLAIM = "none"
"""What `claim` holds where a person says that the sentence claims no such thing."""
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
    if CLAIM in own:  # nobody says what is not claimed
        return replace(claim, attribution=())
    attribution = tuple(retold(hop, sources.get(source_key(hop.label), {})) for hop in claim.attribution)
    if SOURCE in own:
        attribution = tuple(_hop(row, claim) for row in own[SOURCE])
    content = claim.content
    if CONTENT in own:
        content = tuple((start + claim.start, end + claim.start) for start, end in own[CONTENT])
    if ADDED in own and attribution:
        claim = replace(claim, quotation=Quotation(own[ADDED]["quotation"]))
    return replace(
        claim,
        attribution=attribution,
        content=content,
        certainty=_certainty(claim.certainty, own),
        stance=Stance(own.get(STANCE, claim.stance)),
        statement=_statement(claim, content, own),
    )


def compared(claim: Claim) -> Hashable:
    """What of a claim others are compared with: where it is another, its links are."""
    return claim.content, claim.certainty, claim.stance, claim.statement, bool(claim.attribution)


def in_own_words(text: str, claim: Claim) -> Statement:
    """A statement in a person's words: those of the sentence, in their order, stand as they are; others in brackets."""
    theirs = re.sub(r"[][]", " ", text).split()
    own = [(found[0], found.span()) for found in _CORES.finditer(claim.text)]
    said = [_core(word) for word in theirs]
    parts: list[Span | str] = []
    matching = SequenceMatcher(None, said, [word for word, _ in own], autojunk=False)
    for tag, first, last, here, there in matching.get_opcodes():
        if tag == "equal":
            parts += [" ", (claim.start + own[here][1][0], claim.start + own[there - 1][1][1])]
        elif first < last:
            parts += [" ", f"[{' '.join(word.rstrip('.') or word for word in theirs[first:last])}]"]
    return Statement.of(claim.article.text, *parts[1:], "." * text.rstrip().endswith("."))


_CORES = re.compile(r"\w(?:\S*\w)?")


def _core(word: str) -> str:
    found = _CORES.search(word)
    return found[0] if found else word


def _certainty(read: Certainty, own: Mapping[str, Any]) -> Certainty:
    """How surely it is put, as people say; the words that made the program decide otherwise do not count then."""
    told = {name: kind(own[name]) for name, kind in CERTAINTY.items() if name in own}
    if all(getattr(read, name) is value for name, value in told.items()):
        return read
    likelihood = read.likelihood if told.get("level", read.level) is read.level else None
    return replace(
        read,
        level=Level(told.get("level", read.level)),
        polarity=Polarity(told.get("polarity", read.polarity)),
        status=Status(told.get("status", read.status)),
        cues=(),
        likelihood=likelihood,
    )


def _statement(claim: Claim, content: Sequence[Span], own: Mapping[str, Any]) -> Statement:
    """In a person's words; of a content that they set, what it says; else as it was read."""
    if STATEMENT in own:
        return in_own_words(own[STATEMENT], claim)
    if CONTENT not in own:
        return claim.statement
    parts: list[Span | str] = [part for span in content for part in (" … ", span)]
    return Statement.of(claim.article.text, *parts[1:])


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
