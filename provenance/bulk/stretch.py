"""A stretch: so many pieces of the archive together, indexed by the keys of their articles and claims."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from provenance.bulk import roster
from provenance.bulk.postings import Hashes, Postings, Weights, built, parts
from provenance.bulk.roster import Keys, Numbers, Roster
from provenance.bulk.shelf import Parts, Shelf
from provenance.matching.postings import ranges
from provenance.matching.ranking import ARTICLE_BUDGET, CLAIM_BUDGET, PAIR_BUDGET
from provenance.store import tables

KINDS = tables.article_key.name, tables.claim_key.name, tables.claim_pair.name
"""What keys are of, and how: articles by terms, claims by terms, claims by pairs of terms."""


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
    pairs: Postings
    starts: Numbers
    held: Numbers
    weights: Weights


def key_rows(shelf: Shelf, keys: Keys, who: Roster, piece: int, kind: str) -> KeyRows:
    """Keys of the articles or the claims of a piece; `kind` is the table of the casefile that holds such keys."""
    names = ("of", "rank", "hash", "weight")
    found = shelf.table("keys", keys.keys, kind, names)
    of, *rest = (found[name].to_numpy() for name in names)
    start, stop = who.of_piece(piece)
    if kind == "article_key":
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
    article, claim, pair = (
        KeyRows(*(np.concatenate(each) for each in zip(*rows, strict=True)))
        for rows in ([key_rows(shelf, keys, who, number, kind) for number, keys in pieces] for kind in KINDS)
    )
    articles, _ = built(article.hashes, article.of, article.weights, ARTICLE_BUDGET)
    claims, held = built(claim.hashes, claim.of, claim.weights, CLAIM_BUDGET)
    pairs, _ = built(pair.hashes, pair.of, pair.weights, PAIR_BUDGET)
    first, last = int(who.first[who.of_piece(bounds[0])[0]]), int(who.first[who.of_piece(bounds[1] - 1)[1]])
    starts = np.concatenate([[0], np.cumsum(np.bincount(claim.of - first, minlength=last - first))])
    return {
        **parts(articles, "article"),
        **parts(claims, "claim"),
        **parts(pairs, "pair"),
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

    first, starts, held, weights = (shelf.array("index", key, name) for name in ("first", "starts", "held", "weights"))
    articles, claims, pairs = (postings(kind) for kind in ("article", "claim", "pair"))
    return Stretch(int(first[0]), articles, claims, pairs, starts, held, weights)
