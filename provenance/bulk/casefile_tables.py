"""The tables of a piece as a casefile has them: the rows that the steps made, with numbers for the whole archive.

Numbers count from 1. Left out are `passage`, which follows from article and claim, `location`, `original` and the log:
a casefile makes them when the tables are loaded.
"""

from __future__ import annotations

import numpy as np
import pyarrow as arrow
from pyarrow import compute
from sqlalchemy import Table

from provenance.bulk import roster
from provenance.bulk.roster import LISTED, Keys, Numbers, Roster
from provenance.bulk.shelf import Parts, Shelf
from provenance.matching.postings import ranges
from provenance.store import tables


def casefile_tables(shelf: Shelf, order: str, linked: str, weighed: str, piece: int) -> Parts:
    """The tables `article`, `claim`, `hop`, `link`, `claim_key`, `claim_pair` and `article_key` of a piece.

    Args:
        shelf: Where all results lie.
        order: The key of the roster.
        linked: The key of its links.
        weighed: The key of its standings.
        piece: Its number.
    """
    who, keys = roster.on_shelf(shelf, order), roster.pieces(shelf, order)[piece]
    start, stop = who.of_piece(piece)
    numbers = np.arange(start, stop)
    rows, places = who.row[start:stop], _places(who, start, stop)
    article_of, claim_of = _numbers(rows, numbers), _numbers(places, np.arange(who.first[start], who.first[stop]))

    articles = shelf.table("articles", keys.articles, "article").drop_columns(["place", "original"]).take(rows)
    articles = _with(
        articles,
        number=numbers + 1,
        current=who.until[start:stop] == LISTED,
        version=who.version[start:stop],
        claims=np.diff(who.first[start : stop + 1]),
    )
    claims = shelf.table("claims", keys.claims, "claim").take(places)
    standing = shelf.table("standing", weighed, "standing")
    claims = _with(claims, article=who.article[who.first[start] : who.first[stop]].astype(np.int64) + 1)
    for name in standing.column_names:
        column = standing[name]
        shifted = name in ("number", "core")
        claims = claims.append_column(name, compute.add(column, 1) if shifted else column)
    links = shelf.table("links", linked, "link")
    ends = links["a"].to_numpy(), links["b"].to_numpy()
    current = np.logical_and(*(who.until[who.article[end]] == LISTED for end in ends))
    return {
        "article": articles,
        "claim": claims,
        "hop": _renumbered(shelf.table("claims", keys.claims, "hop"), claim=claim_of, article=article_of),
        "link": _with(links, a=ends[0] + 1, b=ends[1] + 1, current=current, verdict=arrow.nulls(len(links), "string")),
        "claim_key": _keys(shelf, keys, tables.claim_key, claim_of),
        "claim_pair": _keys(shelf, keys, tables.claim_pair, claim_of),
        "article_key": _keys(shelf, keys, tables.article_key, article_of),
    }


def _places(who: Roster, start: int, stop: int) -> Numbers:
    """Where the claims of some articles stand in their piece."""
    return ranges(who.at[start:stop], np.diff(who.first[start : stop + 1]))


def _numbers(places: Numbers, numbers: Numbers) -> Numbers:
    """The number, from 1, of what is at each place; -1 for what the roster left out."""
    found = np.full(int(places.max()) + 1 if len(places) else 0, -1, dtype=np.int64)
    found[places] = numbers + 1
    return found


def _keys(shelf: Shelf, keys: Keys, held: Table, numbers: Numbers) -> arrow.Table:
    rows = shelf.table("keys", keys.keys, held.name, ["key", "of", "weight"])
    names = held.columns.keys()
    return _renumbered(rows, of=numbers).rename_columns(["key", *names[1:2], "weight"]).select(names)


def _renumbered(rows: arrow.Table, **numbers: Numbers) -> arrow.Table:
    """Rows with the numbers of what the roster took, and no others."""
    changed = {}
    for name, known in numbers.items():
        at = rows[name].to_numpy()
        padded = np.append(known, -1)
        changed[name] = padded[np.minimum(at, len(known))]
    kept = np.logical_and.reduce([column > 0 for column in changed.values()])
    return _with(rows, **changed).filter(arrow.array(kept))


def _with(rows: arrow.Table, **columns: object) -> arrow.Table:
    for name, values in columns.items():
        at = rows.schema.get_field_index(name)
        rows = (
            rows.append_column(name, arrow.array(values)) if at < 0 else rows.set_column(at, name, arrow.array(values))
        )
    return rows
