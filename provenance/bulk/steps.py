"""The steps of one piece of an archive by itself: its articles, their claims, and the keys that they are found by.

Within a piece articles and claims are numbered from 0, as they come.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as arrow
from numpy.typing import NDArray

from provenance import faults
from provenance.bulk import tables
from provenance.bulk.inputs import Piece
from provenance.bulk.shelf import Parts, Shelf
from provenance.casefile.comparing import article_keys, claim_keys
from provenance.casefile.steps import Steps
from provenance.errors import FaultyReading, Phase, ReadingError, UnsupportedLanguage
from provenance.language.pairs import term_pairs
from provenance.model import Article, Claim
from provenance.reading import read_all
from provenance.reading.signatures import JSON_LINES
from provenance.store import tables as casefile
from provenance.store.columns import Columns
from provenance.store.rows import article_columns, article_from, claim_columns, hop_columns, identity_key
from provenance.store.writing import LEAD

ARTICLE = tables.schema(
    casefile.article,
    without=("number", "current", "version", "claims"),
    more=[arrow.field("place", arrow.uint64()), arrow.field("original", arrow.binary())],
)
"""`place`: a hash of where another content is a new version of the article; `original`: the bytes it was read from."""

FAILED = arrow.schema([("source", arrow.string()), ("reason", arrow.string())])

CLAIM = tables.schema(casefile.claim, without=("number", "passage", *casefile.FOLLOWING))
HOP = tables.schema(casefile.hop)
KEYS = arrow.schema(
    [
        ("of", arrow.int64()),
        ("key", arrow.dictionary(arrow.int32(), arrow.string())),
        ("rank", arrow.int64()),
        ("hash", arrow.uint64()),
        ("weight", arrow.float64()),
    ]
)
"""`of`: the article or claim; `rank`: where the key stands among all of the piece in the order of the alphabet."""


def hashed(text: str) -> int:
    """Sixty-four bits that stand for a text: of a million different ones two are alike once in 37 million archives."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "little")


def articles(_: Shelf, piece: Piece) -> Parts:
    """The articles of a piece, and what could not be read."""
    now = datetime.now(UTC)
    rows, failed = [], []
    for found in _read(piece):
        if isinstance(found, FaultyReading):
            faults.add([found.fault])
        elif isinstance(found, ReadingError):
            failed.append({"source": found.source, "reason": found.reason})
        else:
            original = None if found.original is None else found.original.data
            known = article_columns(found, at=now, claims=0)
            rows.append(known | {"place": hashed(identity_key(found)), "original": original})
    return {
        "article": tables.from_rows(rows, casefile.article, ARTICLE),
        "failed": arrow.Table.from_pylist(failed, schema=FAILED),
    }


def _read(piece: Piece) -> Iterator[Article | ReadingError]:
    for number, line in enumerate(piece.lines(), piece.first):
        where = f"{piece.path}:{number}"
        for found in read_all(line, media_type=JSON_LINES, path=piece.path) if line.strip() else ():
            if isinstance(found, FaultyReading):
                yield FaultyReading(where, replace(found.fault, where=where))
            elif isinstance(found, ReadingError):
                yield ReadingError(where, found.reason)
            else:
                yield replace(found, path=where)


def claims(shelf: Shelf, read: str, steps: Steps) -> Parts:
    """The claims of the articles under the key `read`, their hops, and how many claims each article has."""
    found = shelf.table(
        "articles", read, "article", [name for name in ARTICLE.names if name not in ("place", "original")]
    )
    rows: list[Columns] = []
    hops: list[Columns] = []
    counts: list[int] = []
    for number, row in enumerate(tables.to_rows(found, casefile.article)):
        own = _extract(steps, article_from(row))
        sentences = sorted({(claim.start, claim.end) for claim in own})[:LEAD]
        for claim in own:
            hops += [
                hop_columns(hop, claim=len(rows), article=number, position=position)
                for position, hop in enumerate(claim.attribution)
            ]
            rows.append(claim_columns(claim, article=number, passage=0, lead=(claim.start, claim.end) in sentences))
        counts.append(len(own))
    return {
        "claim": tables.from_rows(rows, casefile.claim, CLAIM),
        "hop": tables.from_rows(hops, casefile.hop, HOP),
        "count": np.array(counts, dtype=np.int64),
    }


def _extract(steps: Steps, article: Article) -> Sequence[Claim]:
    try:
        where = article.path or article.id
        return faults.isolated(Phase.EXTRACTION, where, lambda: steps.extract(article), memory=True) or ()
    except UnsupportedLanguage:
        return ()


def keys(shelf: Shelf, of: tuple[str, str], steps: Steps) -> Parts:
    """What the articles and claims of a piece are found by; `of` are the keys of both."""
    found = shelf.table("articles", of[0], "article", ["path", "text"]).to_pylist()
    articles = [Article(text=row["text"], path=row["path"]) for row in found]
    rows = shelf.table("claims", of[1], "claim", ["article", "start", "end", "content"]).to_pylist()
    claims = (
        Claim(
            article=articles[row["article"]],
            start=row["start"],
            end=row["end"],
            content=tuple((start, end) for start, end in json.loads(row["content"])),
        )
        for row in rows
    )
    terms = [claim_keys(claim, steps) for claim in claims]
    return {
        "article_key": _key_rows([article_keys(article, steps) for article in articles]),
        "claim_key": _key_rows(terms),
        "claim_pair": _key_rows(dict.fromkeys(term_pairs(each), 1.0) for each in terms),
    }


def _key_rows(each: Iterable[Mapping[str, float]]) -> arrow.Table:
    of: list[int] = []
    terms: list[str] = []
    weights: list[float] = []
    for number, found in enumerate(each):
        of += [number] * len(found)
        terms += found
        weights += found.values()
    encoded = arrow.array(terms, arrow.string()).dictionary_encode()
    different = encoded.dictionary.to_pylist()
    hashes: NDArray[np.uint64] = np.array([hashed(term) for term in different], dtype=np.uint64)
    ranks = np.empty(len(different), dtype=np.int64)
    ranks[sorted(range(len(different)), key=different.__getitem__)] = np.arange(len(different))
    at = encoded.indices.to_numpy()
    columns = [np.array(of, dtype=np.int64), encoded, ranks[at], hashes[at], np.array(weights, dtype=np.float64)]
    return arrow.table(dict(zip(KEYS.names, columns, strict=True)), schema=KEYS)
