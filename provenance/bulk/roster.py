"""The roster: which articles of an archive count, in which order, and how long each was the last word at its address.

A casefile takes articles in one after the other, and each is compared with those that are listed by then. The roster
says who that is: an article has a number as it came, its claims are numbered one after the other, and it is listed
until another content comes at its address. What comes again is left out.

So what an article is compared with depends on nothing that comes later: what was found for it stays when the archive
grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as arrow
from numpy.typing import NDArray

from provenance.bulk.shelf import Parts, Shelf

Numbers = NDArray[np.int64]
LISTED = np.iinfo(np.int64).max
"""The end of an article that is still listed."""


PIECES = arrow.schema([(name, arrow.string()) for name in ("articles", "claims", "keys")])
EPOCH = date(1970, 1, 1).toordinal()


class Keys(NamedTuple):
    """Under which keys the results of a piece lie."""

    articles: str
    claims: str
    keys: str


@dataclass(frozen=True, slots=True)
class Roster:
    """By number of an article, in the order of coming: where it stands, its claims, and when it was replaced.

    `piece` and `row` say where it is. Its claims have the numbers from `first` on (`first` has one entry more than
    there are articles), and stand in its piece from `at` on; `article` says of each claim whose it is. `until` is the
    number of the article that replaced it. `version` counts the contents at its address. `day` is its date as an
    ordinal, 0 without one.
    """

    piece: Numbers
    row: Numbers
    first: Numbers
    at: Numbers
    until: Numbers
    version: Numbers
    day: Numbers
    article: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.piece)

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return int(self.first[-1])

    def of_piece(self, piece: int) -> tuple[int, int]:
        """The numbers of the articles of a piece, from and to."""
        start, stop = np.searchsorted(self.piece, [piece, piece + 1])
        return int(start), int(stop)


@lru_cache(maxsize=2)
def pieces(shelf: Shelf, key: str) -> list[Keys]:
    """The keys of the pieces that the roster under a key was called of."""
    return [Keys(**row) for row in shelf.table("roster", key, "pieces").to_pylist()]


@lru_cache(maxsize=2)
def on_shelf(shelf: Shelf, key: str) -> Roster:
    """The roster under a key."""
    return Roster(*(np.asarray(shelf.array("roster", key, name)) for name in Roster.__slots__))


def call(shelf: Shelf, called: Sequence[Keys]) -> Parts:
    """The roster of an archive of these pieces, in their order."""
    members = [_members(shelf, number, piece) for number, piece in enumerate(called)]
    piece, row, ids, places, counts, at, day = (np.concatenate(each) for each in zip(*members, strict=True))
    taken = np.sort(np.unique(ids, return_index=True)[1])
    until, version = _replaced(places[taken])
    of = np.repeat(np.arange(len(taken), dtype=np.int32), counts[taken])
    who = Roster(piece[taken], row[taken], _starts(counts[taken]), at[taken], until, version, day[taken], of)
    arrays = {name: getattr(who, name) for name in Roster.__slots__}
    return {"pieces": arrow.Table.from_pylist([keys._asdict() for keys in called], schema=PIECES), **arrays}


def _members(shelf: Shelf, number: int, piece: Keys) -> tuple[NDArray[Any], ...]:
    read = shelf.table("articles", piece.articles, "article", ["id", "place", "published_on"])
    counts = np.asarray(shelf.array("claims", piece.claims, "count"))
    days = read["published_on"].cast(arrow.int32()).to_pylist()
    return (
        np.full(len(read), number, dtype=np.int64),
        np.arange(len(read), dtype=np.int64),
        np.array([int(id_, 16) for id_ in read["id"].to_pylist()], dtype=np.uint64),
        read["place"].to_numpy(),
        counts,
        _starts(counts)[:-1],
        np.array([0 if day is None else day + EPOCH for day in days], dtype=np.int64),
    )


def _starts(counts: Numbers) -> Numbers:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _replaced(places: NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
    """By which article each was replaced at its place, and how many had lain there with it."""
    order = np.argsort(places, kind="stable")
    same = places[order][1:] == places[order][:-1]
    until = np.full(len(places), LISTED, dtype=np.int64)
    until[order[:-1][same]] = order[1:][same]
    first = np.flatnonzero(np.concatenate([[True], ~same]))[: len(places)]
    rank = np.arange(len(places)) - np.repeat(first, np.diff(np.append(first, len(places))))
    version = np.zeros(len(places), dtype=np.int64)
    version[order] = rank + 1
    return until, version
