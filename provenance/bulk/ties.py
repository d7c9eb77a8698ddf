"""Ties: what is linked to the claims of a piece by listed links, and which claims are told together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as arrow
from numpy.typing import NDArray

from provenance.bulk.archive import Archive
from provenance.bulk.roster import LISTED, Numbers
from provenance.bulk.shelf import Parts, Shelf, key_of
from provenance.casefile.groups import stars
from provenance.model import Band, Relation

RELATIONS = tuple(Relation)


@dataclass(frozen=True, slots=True)
class Ties:
    """Each listed link twice, once from either end, by the claim at this end; and the cores of the claims in groups."""

    claim: Numbers
    other: Numbers
    relation: NDArray[np.int8]
    score: NDArray[np.float64]
    later: NDArray[np.bool_]
    core: Numbers
    archive: Archive


def gathered(shelf: Shelf, order: str, keys: Sequence[str]) -> Ties:
    """The ties of a whole archive; `keys` are those of the links of its pieces. `core` is -1 outside of groups.

    All links are in memory at once, in some 60 bytes each; and those that agree, some 600 bytes each, to be grouped.
    """
    archive = Archive.on_shelf(shelf, order)
    who = archive.who
    tables = [shelf.table("links", key, "link", ["a", "b", "relation", "score", "band"]) for key in keys]
    found = arrow.concat_tables(tables)
    a, b, score = (found[name].to_numpy() for name in ("a", "b", "score"))
    relation = np.array([RELATIONS.index(Relation(name)) for name in found["relation"].to_pylist()], dtype=np.int8)
    shown = np.array([Band(name) is Band.SHOWN for name in found["band"].to_pylist()], dtype=np.bool_)
    listed = shown & (who.until[who.article[a]] == LISTED) & (who.until[who.article[b]] == LISTED)
    a, b, relation, score = a[listed], b[listed], relation[listed], score[listed]
    here, there = np.concatenate([a, b]), np.concatenate([b, a])
    days = who.day[who.article[here]], who.day[who.article[there]]
    later = (days[0] > 0) & (days[1] > days[0])
    rising = np.lexsort((there, here))
    agreeing = relation == RELATIONS.index(Relation.CORROBORATES)
    core = _cores(archive, list(zip(a[agreeing].tolist(), b[agreeing].tolist(), strict=True)))
    relation, score = np.tile(relation, 2), np.tile(score, 2)
    return Ties(here[rising], there[rising], relation[rising], score[rising], later[rising], core=core, archive=archive)


def _cores(archive: Archive, pairs: list[tuple[int, int]]) -> Numbers:
    ids = archive.ids(np.array(pairs, dtype=np.int64).ravel())
    cores = np.full(archive.who.claims, -1, dtype=np.int64)
    for star in stars(pairs, {number: (0.0, id_) for number, id_ in ids.items()}):
        cores[list(star.claims)] = star.core
    return cores


def of_piece(ties: Ties, piece: int) -> tuple[str, Parts]:
    """The ties of the claims of one piece, under a key that depends on what is tied to them and what is listed."""
    archive, who = ties.archive, ties.archive.who
    start, stop = who.of_piece(piece)
    first, last = who.first[[start, stop]].tolist()
    here = slice(*np.searchsorted(ties.claim, [first, last]).tolist())
    own = {name: getattr(ties, name)[here] for name in ("claim", "other", "relation", "score", "later")}
    core = ties.core[first:last]
    ends = np.concatenate([own["claim"], own["other"], core[core >= 0]])
    holding, place = archive.places(ends)
    digest = hashlib.sha256()
    for column in (*own.values(), core, holding, place, who.until[start:stop] == LISTED, who.row[start:stop]):
        digest.update(np.ascontiguousarray(column).tobytes())
    involved = [archive.pieces[one].claims for one in np.unique(holding).tolist()]
    key = key_of("ties", archive.pieces[piece].claims, first, involved, digest.hexdigest())
    return key, {"tie": arrow.table(own), "core": core}
