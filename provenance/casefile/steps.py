"""What a casefile needs from the other rooms, as one protocol; the installed ones are loaded on first use."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from provenance.errors import ReadingError
from provenance.model import Article, Claim, Link, Merge, Origins

if TYPE_CHECKING:  # matching is loaded by whoever compares
    from provenance.matching.lone import Answer
    from provenance.matching.postings import Weights


class Steps(Protocol):
    """The pure functions between bytes and links."""

    def find(self, source: str | Path, *, follow_links: bool = False) -> Iterable[str | ReadingError]:
        """The files that a path stands for, in a fixed order; a path that does not exist stands for itself.

        What a folder holds that is not read comes as an error in its place. `follow_links`: also out of a folder.
        """

    def read_all(
        self,
        source: str | bytes,
        *,
        name: str | None = None,
        path: str | None = None,
        allow_private: bool = False,
        start: int = 0,
        columns: Mapping[str, str] | None = None,
    ) -> Iterable[Article | ReadingError]:
        """The articles in a file, at an address or in bytes; what cannot be read comes as an error in its place.

        `name` is what messages call bytes, `path` what their article has as its path. The first `start` documents in
        it are passed over; steps that do not tell which document they begin (see `progress.begin`) need not know how.
        `columns`: which column of tables holds what; steps that read no tables need not know of it.
        """

    def extract(self, article: Article) -> Sequence[Claim]:
        """The claims of an article, in reading order."""

    def claim_keys(self, claim: Claim) -> Mapping[str, float]:
        """The terms by which a claim is found as a candidate, with their weights."""

    def article_keys(self, article: Article) -> Mapping[str, float]:
        """The terms that tell what an article as a whole is about, with their weights."""

    def candidate_score(self, words: Weights, story: Weights) -> Weights:
        """The order of candidates, from how much the claims' keys and how much the articles' keys share."""

    def shortlist(
        self, pairs: Sequence[tuple[Claim, Claim]], stories: Sequence[float | None] | None = None
    ) -> Sequence[bool]:
        """Which pairs of claims `link` may link, with how much their articles' keys share, where that is known."""

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        """How two claims of different articles stand to each other; None where there is nothing to show.

        `story` is how much the articles' keys share (the sum of the products of their weights), where that is known.
        """

    def answers(self, statement: Claim, claims: Mapping[int, Claim]) -> Mapping[int, Answer]:
        """What claims, by number, say to a statement that stands alone; those that say nothing to it are left out."""

    def chosen(self, links: Iterable[Link]) -> Iterable[Link]:
        """Of all links of an article that joins, those to keep."""

    def origins(self, claims: Sequence[Claim]) -> Origins:
        """How many independent origins stand behind some claims."""

    def cycles(self, claims: Sequence[Claim]) -> Sequence[Merge]:
        """The newsrooms among those of some claims that cite each other."""


class InstalledSteps:
    """The package's own functions. Each is imported when it is first called: a list needs none of them."""

    def prepare(self) -> None:
        """Loads what reads and extracts, which takes a while."""
        import provenance.extraction.assembly
        import provenance.reading  # noqa: F401
        from provenance.extraction.loading import load_tagger

        load_tagger()

    def release(self) -> None:
        """Lets go of what the functions remember of texts and claims, up to a hundred thousand each."""
        for name, module in list(sys.modules.items()):
            if name.startswith(("provenance.language.", "provenance.matching.")):
                for value in list(vars(module).values()):
                    if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"] is not None:
                        value.cache_clear()

    def find(self, source: str | Path, *, follow_links: bool = False) -> Iterable[str | ReadingError]:
        """See `provenance.reading.find`."""
        from provenance.reading import find

        return find([source], follow_links=follow_links)

    def read_all(
        self,
        source: str | bytes,
        *,
        name: str | None = None,
        path: str | None = None,
        allow_private: bool = False,
        start: int = 0,
        columns: Mapping[str, str] | None = None,
    ) -> Iterable[Article | ReadingError]:
        """See `provenance.reading.read_all`."""
        from provenance.reading import read_all

        return read_all(source, name=name, path=path, allow_private=allow_private, start=start, columns=columns)

    def extract(self, article: Article) -> Sequence[Claim]:
        """See `provenance.extraction.extract`."""
        from provenance.extraction import extract

        return extract(article)

    def claim_keys(self, claim: Claim) -> Mapping[str, float]:
        """See `provenance.matching.terms.keys`."""
        from provenance.matching.terms import keys

        return keys(claim)

    def article_keys(self, article: Article) -> Mapping[str, float]:
        """See `provenance.matching.terms.article_keys`."""
        from provenance.matching.terms import article_keys

        return article_keys(article)

    def candidate_score(self, words: Weights, story: Weights) -> Weights:
        """See `provenance.matching.index.score_from_overlap`."""
        from provenance.matching.index import score_from_overlap

        return score_from_overlap(words, story)

    def shortlist(
        self, pairs: Sequence[tuple[Claim, Claim]], stories: Sequence[float | None] | None = None
    ) -> Sequence[bool]:
        """See `provenance.matching.shortlist`."""
        from provenance.matching.shortlist import shortlist

        return shortlist(pairs, stories)

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        """See `provenance.matching.pairs.linked`."""
        from provenance.matching.pairs import linked

        return linked(a, b, story)

    def answers(self, statement: Claim, claims: Mapping[int, Claim]) -> Mapping[int, Answer]:
        """See `provenance.matching.lone.answers`."""
        from provenance.matching.lone import answers

        return answers(statement, claims)

    def chosen(self, links: Iterable[Link]) -> Iterable[Link]:
        """See `provenance.matching.pairs.chosen`."""
        from provenance.matching.pairs import chosen

        return chosen(links)

    def origins(self, claims: Sequence[Claim]) -> Origins:
        """See `provenance.matching.origins`."""
        from provenance.matching import origins

        return origins(claims)

    def cycles(self, claims: Sequence[Claim]) -> Sequence[Merge]:
        """See `provenance.matching.origins.cycles`."""
        from provenance.matching.origins import cycles

        return cycles(claims)
