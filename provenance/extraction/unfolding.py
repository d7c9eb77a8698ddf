"""Claims that were found in the folded view of an article, as claims of the article as it was given."""

from __future__ import annotations

from dataclasses import replace

from provenance.language.folding import Folded, plain_quotes, without_unseen
from provenance.model import Article, Claim, Hop, Source, Span, Statement


class Unfolding:
    """Leads claims of the view `folded` back to `article`.

    Holders and cues are the words as they stand there; a name is in its spelling (“O’Brien”) with plain blanks, since
    it is no passage.
    """

    def __init__(self, article: Article, folded: Folded) -> None:
        self._article = article
        self._folded = folded
        self._names: dict[str, str] = {}
        self._sources: dict[int, tuple[Source, Source]] = {}  # by identity; the first keeps that from being used again

    def claim(self, claim: Claim) -> Claim:
        """`claim`, which is one of the view, with every offset into the article's own text."""
        back = self._folded.back
        start, end = back(claim.start, claim.end)
        certainty = claim.certainty
        return replace(
            claim,
            article=self._article,
            start=start,
            end=end,
            content=self._spans(claim.content),
            attribution=tuple(map(self._hop, claim.attribution)),
            certainty=replace(certainty, cues=self._spans(certainty.cues), hedges=self._spans(certainty.hedges)),
            statement=self._statement(claim.statement),
        )

    def _statement(self, statement: Statement) -> Statement:
        """`statement` with the words of the passage as the article spells them."""
        parts: list[Span | str] = []
        at = 0
        for start, end, source in statement.passage:
            parts += (statement.text[at:start], self._folded.back(source, source + end - start))
            at = end
        return Statement.of(self._article.text, *parts, statement.text[at:])

    def _spans(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(self._folded.back(*span) for span in spans)

    def _hop(self, hop: Hop) -> Hop:
        start, end, holder = self._words(hop.start, hop.end)
        cue_start, cue_end, cue = self._words(hop.cue_start, hop.cue_end)
        return replace(
            hop,
            holder=holder,
            start=start,
            end=end,
            source=self._source(hop.source),
            cue=cue,
            cue_start=cue_start,
            cue_end=cue_end,
        )

    def _source(self, source: Source) -> Source:
        """One source remains one object, whatever hops point to it."""
        if not source.name and not source.mentions:
            return source
        known = self._sources.get(id(source))
        if known is None:
            name = self._name(source.name) if source.name else None
            mentions = tuple(
                mention._replace(start=start, end=end)
                for mention in source.mentions
                for start, end in [self._folded.back(mention.start, mention.end)]
            )
            known = self._sources[id(source)] = source, replace(source, name=name, mentions=mentions)
        return known[1]

    def _words(self, start: int | None, end: int | None) -> tuple[int | None, int | None, str | None]:
        if start is None or end is None:
            return None, None, None
        span = self._folded.back(start, end)
        return *span, self._article.text[slice(*span)]

    def _name(self, name: str) -> str:
        """`name` as the article spells it where it stands there."""
        if name not in self._names:
            at = self._folded.text.find(name)
            given = name if at < 0 else self._article.text[slice(*self._folded.back(at, at + len(name)))]
            spelled = " ".join(without_unseen(given).split())
            self._names[name] = spelled if plain_quotes(spelled) == name else name
        return self._names[name]
