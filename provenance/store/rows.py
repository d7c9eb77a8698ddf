"""Between the nouns and the columns of their rows, both ways. No queries here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from provenance.language.words import fold
from provenance.model import (
    Article,
    Certainty,
    Claim,
    Contribution,
    Hop,
    Kind,
    Level,
    Likelihood,
    Link,
    Merge,
    Naming,
    Origins,
    Place,
    Polarity,
    Quotation,
    ReasonKind,
    Relation,
    Source,
    Span,
    Status,
    Verdict,
)
from provenance.records import ArticleRecord, ClaimRecord, LinkRecord, ReasonRecord

Columns: TypeAlias = dict[str, Any]
Row: TypeAlias = Mapping[Any, Any]
"""A row of a result, by column name or column."""

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
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "outlet": article.outlet,
        "outlet_key": None if article.outlet is None else source_key(article.outlet),
        "byline": article.byline,
        "published_on": article.published_on,
        "modified_on": article.modified_on,
        "url": article.url,
        "path": None if article.path is None else storable_path(article.path),
        "media_type": article.media_type,
        "language": article.language,
        "found": article.found,
        "places": article.places,
        "sha256": None if article.original is None else article.original.sha256,
        "claims": claims,
        "ingested_at": at.isoformat(),
    }


def article_from(row: Row) -> Article:
    """The article of a full row, without its original bytes."""
    return Article(
        text=row["text"],
        title=row["title"],
        outlet=row["outlet"],
        byline=row["byline"],
        published_on=row["published_on"],
        modified_on=row["modified_on"],
        url=row["url"],
        path=row["path"],
        media_type=row["media_type"],
        language=row["language"],
        found=_pairs(row["found"]),
        places=tuple(Place(*place) for place in row["places"]),
    )


def article_record(row: Row) -> ArticleRecord:
    """The record of a row; its text and places are not needed."""
    return ArticleRecord(
        id=row["id"],
        file=row["path"],
        url=row["url"],
        title=row["title"],
        outlet=row["outlet"],
        byline=row["byline"],
        published_on=row["published_on"],
        language=row["language"],
        media_type=row["media_type"],
        sha256=row["sha256"],
        ingested_at=datetime.fromisoformat(row["ingested_at"]),
        version=row["version"],
        claims=row["claims"],
        found=_pairs(row["found"]),
    )


def claim_columns(claim: Claim, *, article: int, passage: int, lead: bool = False) -> Columns:
    """Of a new claim that nothing is linked to yet; `lead`: it stands in the lead of its article."""
    first = claim.attribution[0] if claim.attribution else None
    certainty = claim.certainty
    low, high, scale = certainty.likelihood or (None, None, None)
    return {
        "id": claim.id,
        "article": article,
        "passage": passage,
        "start": claim.start,
        "end": claim.end,
        "ordinal": claim.ordinal,
        "content": claim.content,
        "content_text": claim.content_text,
        "quotation": claim.quotation.value,
        "kind": None if first is None else first.kind.value,
        "naming": None if first is None else first.naming.value,
        "level": certainty.level.value,
        "polarity": certainty.polarity.value,
        "status": certainty.status.value,
        "cues": certainty.cues,
        "hedges": certainty.hedges,
        "likelihood_low": low,
        "likelihood_high": high,
        "likelihood_scale": scale,
        "lead": lead,
        "merges": [],
    }


def hop_columns(hop: Hop, *, claim: int, article: int, position: int) -> Columns:
    """Of one step of a claim's attribution."""
    return {
        "claim": claim,
        "position": position,
        "article": article,
        "source": source_key(hop.label),
        "label": hop.label,
        "holder": hop.holder,
        "start": hop.start,
        "end": hop.end,
        "name": hop.name,
        "kind": hop.kind.value,
        "naming": hop.naming.value,
        "cue": hop.cue,
        "cue_start": hop.cue_start,
        "cue_end": hop.cue_end,
    }


def hop_from(row: Row) -> Hop:
    """The hop of a full row."""
    return Hop(
        holder=row["holder"],
        start=row["start"],
        end=row["end"],
        source=Source(name=row["name"], kind=Kind(row["kind"]), naming=Naming(row["naming"])),
        cue=row["cue"],
        cue_start=row["cue_start"],
        cue_end=row["cue_end"],
    )


def certainty_from(row: Row) -> Certainty:
    """The certainty of a row of the claims."""
    return Certainty(
        level=Level(row["level"]),
        polarity=Polarity(row["polarity"]),
        status=Status(row["status"]),
        cues=_spans(row["cues"]),
        hedges=_spans(row["hedges"]),
        likelihood=_likelihood(row),
    )


def claim_from(row: Row, *, article: Article, attribution: tuple[Hop, ...]) -> Claim:
    """The claim of a full row."""
    return Claim(
        article=article,
        start=row["start"],
        end=row["end"],
        content=_spans(row["content"]),
        attribution=attribution,
        quotation=Quotation(row["quotation"]),
        certainty=certainty_from(row),
        ordinal=row["ordinal"],
    )


def claim_content(row: Row) -> tuple[Span, ...]:
    """What is claimed in a row of the claims, as spans of its article's text."""
    return _spans(row["content"])


def claim_record(
    row: Row, attribution: tuple[Hop, ...], tags: tuple[str, ...] = (), *, contested: bool = False
) -> ClaimRecord:
    """The record of a claim's row, joined with its article's (`article_…`) and its passage's text (`text`)."""
    return ClaimRecord(
        id=row["id"],
        article=row["article_id"],
        file=row["article_path"],
        title=row["article_title"],
        outlet=row["article_outlet"],
        published_on=row["article_published_on"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        content=_spans(row["content"]),
        content_text=row["content_text"],
        quotation=Quotation(row["quotation"]),
        attribution=attribution,
        level=Level(row["level"]),
        polarity=Polarity(row["polarity"]),
        status=Status(row["status"]),
        cues=_spans(row["cues"]),
        hedges=_spans(row["hedges"]),
        likelihood=_likelihood(row),
        confidence=row["confidence"],
        origins=origins_from(row),
        corroborating=row["corroborating"],
        conflicting=row["conflicting"],
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
        ordinal=row["ordinal"],
        tags=tags,
        contested=contested,
    )


def origins_from(row: Row) -> Origins:
    """The independent origins of a row of the claims."""
    merges = tuple(Merge(tuple(members), why) for members, why in row["merges"])
    return Origins(row["origins_low"], row["origins_high"], merges)


def merges_column(origins: Origins) -> list[tuple[tuple[str, ...], str]]:
    """The merges of some origins, as JSON can hold them."""
    return [(merge.members, merge.why) for merge in origins.merges]


def link_columns(link: Link, *, a: int, b: int) -> Columns:
    """Of a new link between the claims numbered `a` and `b`."""
    return {
        "id": link.id,
        "a": a,
        "b": b,
        "relation": link.relation.value,
        "score": link.score,
        "reasons": [(reason.kind.value, reason.a, reason.b, reason.note, reason.weight) for reason in link.reasons],
        "parts": link.parts,
    }


def link_parts(row: Row) -> tuple[Contribution, ...]:
    """What the score of a row of the links is made of."""
    return _parts(row["parts"])


def link_record(
    row: Row, a: ClaimRecord, b: ClaimRecord, texts: tuple[str, str], *, contested: bool = False
) -> LinkRecord:
    """The record of a link's row; `texts` are those of the two articles."""
    reasons = tuple(
        ReasonRecord(
            kind=ReasonKind(kind),
            a=_span(at),
            b=_span(bt),
            a_text=texts[0][slice(*at)],
            b_text=texts[1][slice(*bt)],
            note=note,
        )
        for kind, at, bt, note, _weight in row["reasons"]
    )
    return LinkRecord(
        id=row["id"],
        relation=Relation(row["relation"]),
        score=row["score"],
        parts=_parts(row["parts"]),
        reasons=reasons,
        a=a,
        b=b,
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
        contested=contested,
    )


def canonical(value: object) -> str:
    """JSON that is the same for the same value, for hashing."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)


def _likelihood(row: Row) -> Likelihood | None:
    if row["likelihood_scale"] is None:
        return None
    return Likelihood(row["likelihood_low"], row["likelihood_high"], row["likelihood_scale"])


def _span(pair: Sequence[int]) -> Span:
    start, end = pair
    return start, end


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(_span(pair) for pair in pairs)


def _pairs(pairs: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in pairs)


def _parts(parts: Iterable[Sequence[Any]]) -> tuple[Contribution, ...]:
    return tuple(Contribution(*part) for part in parts)
