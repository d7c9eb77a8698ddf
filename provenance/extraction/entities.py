"""One source an article: the hops that speak of it point to the same object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from provenance.extraction.statements import Statement
from provenance.model import Hop, Kind, Mention, Naming, Source, Trait

Key = tuple[str, Kind, Naming]


def joined(statements: Iterable[Statement]) -> list[Statement]:
    """The statements, with one `Source` for all hops of one source in their article."""
    found = list(statements)
    hops: dict[Key, list[Hop]] = {}
    for hop in (hop for statement in found for hop in statement.chain if hop.holder):
        hops.setdefault(_key(hop), []).append(hop)
    sources = {key: _source(same) for key, same in hops.items()}
    for statement in found:
        statement.chain = tuple(
            replace(hop, source=sources[_key(hop)] if hop.holder else hop.source) for hop in statement.chain
        )
    return found


def _key(hop: Hop) -> Key:
    return hop.label.casefold(), hop.kind, hop.naming


def _source(hops: Sequence[Hop]) -> Source:
    first, *others = sorted({mention[:2] for hop in hops for mention in hop.source.mentions})
    mentions = (Mention(*first, tuple(Trait)), *(Mention(*span) for span in others))
    return replace(hops[0].source, mentions=mentions)
