"""Articles and claims read back from the shelf, by their numbers in the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from provenance.bulk import roster, tables
from provenance.bulk.roster import Keys, Numbers, Roster
from provenance.bulk.shelf import Shelf
from provenance.bulk.steps import ARTICLE, CLAIM, HOP
from provenance.matching.postings import ranges
from provenance.model import Article, Claim, Hop
from provenance.store import tables as casefile
from provenance.store.rows import article_from, claim_from, hop_from

_TEXT = [name for name in ARTICLE.names if name not in ("place", "places", "original")]


@dataclass(frozen=True, slots=True)
class Archive:
    """All pieces of an archive, with who is in them."""

    shelf: Shelf
    who: Roster
    pieces: Sequence[Keys]

    @classmethod
    def on_shelf(cls, shelf: Shelf, order: str) -> Self:
        """The archive with the roster under the key `order`."""
        return cls(shelf, roster.on_shelf(shelf, order), roster.pieces(shelf, order))

    def claims(self, numbers: Iterable[int]) -> dict[int, Claim]:
        """Some claims by number, with their articles (without places and original bytes).

        Only the stretches of the files are read where some of them lie.
        """
        wanted = np.unique(np.fromiter(numbers, dtype=np.int64))
        pieces, places = self.places(wanted)
        found: dict[int, Claim] = {}
        for piece in np.unique(pieces).tolist():
            here = pieces == piece
            found |= self._of_piece(self.pieces[piece], wanted[here], places[here])
        return found

    def ids(self, numbers: Numbers) -> dict[int, str]:
        """The ids of some claims by number."""
        wanted = np.unique(numbers)
        pieces, places = self.places(wanted)
        found: dict[int, str] = {}
        for piece in np.unique(pieces).tolist():
            here = pieces == piece
            known = self.shelf.table("claims", self.pieces[piece].claims, "claim", ["id"])["id"]
            found |= zip(wanted[here].tolist(), known.take(places[here]).to_pylist(), strict=True)
        return found

    def places(self, claims: Numbers) -> tuple[Numbers, Numbers]:
        """In which piece some claims stand, and where in it."""
        articles = self.who.article[claims]
        return self.who.piece[articles], self.who.at[articles] + claims - self.who.first[articles]

    def _of_piece(self, keys: Keys, wanted: Numbers, at: Numbers) -> dict[int, Claim]:
        articles = self.who.article[wanted]
        holding = self._articles(keys, np.unique(articles))
        rows = self.shelf.some("claims", keys.claims, "claim", at, CLAIM.names)
        hops = self._hops(keys, at)
        return {
            number: claim_from(row, article=holding[article], attribution=hops.get(place, ()))
            for number, article, place, row in zip(
                wanted.tolist(), articles.tolist(), at.tolist(), tables.to_rows(rows, casefile.claim), strict=True
            )
        }

    def _articles(self, keys: Keys, numbers: Numbers) -> dict[int, Article]:
        rows = self.shelf.some("articles", keys.articles, "article", self.who.row[numbers], _TEXT)
        each = tables.to_rows(rows, casefile.article)
        return {number: article_from({**row, "places": ()}) for number, row in zip(numbers.tolist(), each, strict=True)}

    def _hops(self, keys: Keys, claims: Numbers) -> dict[int, tuple[Hop, ...]]:
        """By place of the claim in its piece."""
        of = self.shelf.table("claims", keys.claims, "hop", ["claim"])["claim"].to_numpy()
        start, stop = np.searchsorted(of, claims), np.searchsorted(of, claims, side="right")
        at = ranges(start, stop - start)
        if not len(at):
            return {}
        found: defaultdict[int, list[Hop]] = defaultdict(list)
        for row in tables.to_rows(self.shelf.some("claims", keys.claims, "hop", at, HOP.names), casefile.hop):
            found[row["claim"]].append(hop_from(row))
        return {claim: tuple(hops) for claim, hops in found.items()}
