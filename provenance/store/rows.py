"""Between the nouns and whole rows: what `columns` does not read off their types. No queries here."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from provenance.confidence import Standing
from provenance.correction import Corrected
from provenance.language.words import fold
from provenance.model import SENTENCE, Article, Certainty, Claim, Hop, Link, Merge, Origins, Reason, Statement
from provenance.records import ArticleRecord, ClaimRecord, LinkRecord, ReasonRecord
from provenance.store.columns import Columns, Row, loaded, packed, stored, unpacked
from provenance.version import __version__

UPLOADED = "upload:/"
"""What the path of an article begins with that was sent to the casefile instead of read where it lies."""
_DETERMINERS = frozenset({"the", "a", "an"})


def source_key(label: str) -> str:
    """What a source or an outlet is compared by: folded, without a determiner in front, single spaces."""
    words = fold(label).split()
    if len(words) > 1 and words[0] in _DETERMINERS:
        words = words[1:]
    return " ".join(words)


def tag_key(tag: str) -> str:
    """What a tag is stored and compared as: in small letters, single spaces."""
    return " ".join(tag.casefold().split())


def file_key(path: str) -> str:
    """What a file is compared by, from whichever folder it is named; one that was sent has its name alone."""
    if path.startswith(UPLOADED):
        return f"file:{storable_path(path)}"
    return f"file:{storable_path(str(Path(path).resolve()))}"


def storable_path(path: str) -> str:
    """A path as text: bytes in a file's name that are no characters are written as escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def identity_key(article: Article) -> str:
    """At which place another content is a new version of this article: its URL, else its file, else itself."""
    if article.url is not None:
        return f"url:{article.url}"
    return _own_place(article) or f"text:{article.id}"


def place_key(article: Article) -> str:
    """Where this article lies: its file, else its URL, else nowhere but in itself."""
    return _own_place(article) or identity_key(article)


def _own_place(article: Article) -> str | None:
    """The file of an article; a place in a list is none, since another article may stand there the next time."""
    return None if article.path is None or article.in_list else file_key(article.path)


def article_columns(article: Article, *, at: datetime, claims: int) -> Columns:
    """Of a new article, without its version."""
    return {
        **stored(article),
        "id": article.id,
        "outlet_key": None if article.outlet is None else source_key(article.outlet),
        "path": None if article.path is None else storable_path(article.path),
        "sha256": None if article.original is None else article.original.sha256,
        "claims": claims,
        "ingested_at": at.isoformat(),
        "read_by": __version__,
    }


def article_from(row: Row) -> Article:
    """The article of a full row, without its original bytes."""
    return loaded(Article, row)


def article_record(row: Row) -> ArticleRecord:
    """The record of a row; its text and places are not needed."""
    return loaded(ArticleRecord, row, file=row["path"])


def claim_columns(claim: Claim, *, article: int, passage: int, lead: bool = False) -> Columns:
    """Of a new claim that nothing is linked to yet; `lead`: it stands in the lead of its article."""
    first = claim.attribution[0] if claim.attribution else None
    return {
        **stored(claim, without=("article", "attribution", "statement")),
        "statement": None if claim.says_its_sentence else packed(claim.statement),
        "id": claim.id,
        "article": article,
        "passage": passage,
        "content_text": claim.content_text,
        "kind": None if first is None else first.kind.value,
        "naming": None if first is None else first.naming.value,
        "lead": lead,
        "corrected": None,
        "merges": [],
    }


def claim_from(row: Row, *, article: Article, attribution: tuple[Hop, ...]) -> Claim:
    """The claim of a full row."""
    return loaded(Claim, row, article=article, attribution=attribution, statement=_statement(row))


def _statement(row: Row) -> Statement:
    return SENTENCE if row["statement"] is None else unpacked(Statement, row["statement"])


def certainty_from(row: Row) -> Certainty:
    """The certainty of a row of the claims."""
    return loaded(Certainty, row)


def claim_record(row: Row, attribution: tuple[Hop, ...], tags: tuple[str, ...] = (), *, contested: bool) -> ClaimRecord:
    """The record of a claim's row, joined with its article's columns and its passage's text (`loading.CLAIM_ROWS`)."""
    given = {"attribution": attribution, "statement": _statement(row), "origins": origins_from(row), "tags": tags}
    given["corrected"] = corrected_from(row)
    return loaded(ClaimRecord, row, **given, contested=contested)


def corrected_from(row: Row) -> tuple[Corrected, ...]:
    """What people set of a row of the claims."""
    return unpacked(tuple[Corrected, ...], row["corrected"] or [])


def hop_columns(hop: Hop, *, claim: int, article: int, position: int) -> Columns:
    """Of one step of a claim's attribution."""
    where = {"claim": claim, "position": position, "article": article}
    return {**where, "source": source_key(hop.label), "label": hop.label, **stored(hop)}


def hop_from(row: Row) -> Hop:
    """The hop of a full row."""
    return loaded(Hop, row)


def standing_columns(standing: Standing, origins: Origins, corroborating: int, conflicting: int) -> Columns:
    """What follows for a claim from its links: how many there are of each kind is counted without rejected ones."""
    return {
        "corroborating": corroborating,
        "conflicting": conflicting,
        "origins_low": origins.low,
        "origins_high": origins.high,
        "merges": packed(origins.merges),
        "support": standing.support,
        "opposing_origins": standing.opposing,
        "opposition": standing.opposition,
        "superseded": standing.superseded,
    }


def origins_from(row: Row) -> Origins:
    """The independent origins of a row of the claims."""
    return Origins(row["origins_low"], row["origins_high"], unpacked(tuple[Merge, ...], row["merges"]))


def link_columns(link: Link, *, a: int, b: int) -> Columns:
    """Of a new link between the claims numbered `a` and `b`."""
    return {**stored(link, without=("a", "b")), "id": link.id, "a": a, "b": b}


def link_from(row: Row, a: Claim, b: Claim) -> Link:
    """The link of a full row."""
    return loaded(Link, row, a=a, b=b)


def reason_record(reason: Reason, texts: tuple[str, str]) -> ReasonRecord:
    """The record of a reason; `texts` are those of the two articles."""
    words = texts[0][slice(*reason.a)], texts[1][slice(*reason.b)]
    return ReasonRecord(kind=reason.kind, a=reason.a, b=reason.b, a_text=words[0], b_text=words[1], note=reason.note)


def link_record(
    row: Row,
    a: ClaimRecord,
    b: ClaimRecord,
    texts: tuple[str, str],
    *,
    contested: bool = False,
    corrected: tuple[Corrected, ...] = (),
) -> LinkRecord:
    """The record of a link's row; `texts` are those of the two articles."""
    reasons = tuple(reason_record(one, texts) for one in unpacked(tuple[Reason, ...], row["reasons"]))
    return loaded(LinkRecord, row, reasons=reasons, a=a, b=b, contested=contested, corrected=corrected)


def canonical(value: object) -> str:
    """JSON that is the same for the same value, for hashing."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)
