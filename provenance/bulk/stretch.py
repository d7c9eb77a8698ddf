"""A stretch: so many pieces of the archive together, indexed by the keys of their articles and claims."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from provenance.bulk import roster
from provenance.bulk.postings import Hashes, Postings, Weights, built, parts, ranges
from provenance.bulk.roster import Keys, Numbers, Roster
from provenance.bulk.shelf import Parts, Shelf
from provenance.store.candidates import ARTICLE_BUDGET, CLAIM_BUDGET


class KeyRows(NamedTuple):
    """Which keys the articles, or the claims, of a piece have, if the roster took them. `of`: by number, rising.

    `ranks`: where each stands in the order of the alphabet.
    """

    of: Numbers
    ranks: Numbers
    hashes: Hashes
    weights: Weights


@dataclass(frozen=True, slots=True)
class Stretch:
    """The index of the claims with numbers from `first` on.

    `held[starts[c]:starts[c + 1]]` are the places of the keys of claim `first + c` in `claims`, with their weights.
    """

    first: int
    articles: Postings
    claims: Postings
    starts: Numbers
    held: Numbers
    weights: Weights


def key_rows(shelf: Shelf, keys: Keys, who: Roster, piece: int, kind: str) -> KeyRows:
    """The keys of the articles or the claims (`kind`) of a piece."""
    names = ("of", "rank", "hash", "weight")
    found = shelf.table("keys", keys.keys, f"{kind}_key", names)
    of, *rest = (found[name].to_numpy() for name in names)
    start, stop = who.of_piece(piece)
    if kind == "article":
        numbers = np.full(shelf.rows("articles", keys.articles)["article"], -1, dtype=np.int64)
        numbers[who.row[start:stop]] = np.arange(start, stop)
    else:
        counts = np.diff(who.first[start : stop + 1])
        numbers = np.full(shelf.rows("claims", keys.claims)["claim"], -1, dtype=np.int64)
        numbers[ranges(who.at[start:stop], counts)] = np.arange(who.first[start], who.first[stop])
    of = numbers[of]
    taken = of >= 0
    return KeyRows(of[taken], *(column[taken] for column in rest))


def index(shelf: Shelf, order: str, bounds: tuple[int, int]) -> Parts:
    """The index of the pieces from one to another; `order` is the key of the roster."""
    who, every = roster.on_shelf(shelf, order), roster.pieces(shelf, order)
    pieces = [(number, every[number]) for number in range(*bounds)]
    article, claim = (
        KeyRows(*(np.concatenate(each) for each in zip(*rows, strict=True)))
        for rows in (
            [key_rows(shelf, keys, who, number, kind) for number, keys in pieces] for kind in ("article", "claim")
        )
    )
    articles, _ = built(article.hashes, article.of, article.weights, ARTICLE_BUDGET)
    claims, held = built(claim.hashes, claim.of, claim.weights, CLAIM_BUDGET)
    first, last = int(who.first[who.of_piece(bounds[0])[0]]), int(who.first[who.of_piece(bounds[1] - 1)[1]])
    starts = np.concatenate([[0], np.cumsum(np.bincount(claim.of - first, minlength=last - first))])
    return {
        **parts(articles, "article"),
        **parts(claims, "claim"),
        "first": np.array([first], dtype=np.int64),
        "starts": starts.astype(np.int64),
        "held": held.astype(np.int32),
        "weights": claim.weights,
    }


@lru_cache(maxsize=64)
def on_shelf(shelf: Shelf, key: str) -> Stretch:
    """The stretch under a key, mapped into memory."""

    def postings(kind: str) -> Postings:
        return Postings(*(shelf.array("index", key, f"{kind}-{name}") for name in Postings.__slots__))

    rest = (shelf.array("index", key, name) for name in ("starts", "held", "weights"))
    return Stretch(int(shelf.array("index", key, "first")[0]), postings("article"), postings("claim"), *rest)
