"""The articles as CSL-JSON, for Zotero, Pandoc and every processor of citation styles.

Spec: Citation Style Language 1.0.2, input data schema `csl-data.json`.
"""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from provenance.records import ArticleRecord, Casebook
from provenance.reports.citations import web_address
from provenance.reports.json import encode
from provenance.reports.plain import Json
from provenance.reports.visible import in_a_line


def write(book: Casebook, out: BinaryIO) -> None:
    """One array, an article at a time."""
    out.write(b"[")
    for i, article in enumerate(book.articles):
        out.write(b",\n " if i else b"\n ")
        out.write(encode(item(article)))
    out.write(b"\n]\n")


def item(article: ArticleRecord) -> dict[str, Json]:
    """One article. A byline stands as a literal name: where names begin and end is not guessed."""
    url = web_address(article.url)
    found: dict[str, Json] = {
        "id": article.id,
        "type": "article-newspaper" if article.outlet else "webpage" if url else "document",
        "title": _line(article.title),
        "container-title": _line(article.outlet),
        "author": [{"literal": byline}] if (byline := _line(article.byline)) else None,
        "issued": _date(article.published_on),
        "accessed": _date(article.ingested_at.date()),
        "URL": url,
        "language": article.language,
        "custom": {
            name: value
            for name, value in (("sha256", article.sha256), ("file", article.file), ("media_type", article.media_type))
            if value
        },
    }
    return {name: value for name, value in found.items() if value}


def _line(value: str | None) -> str | None:
    return in_a_line(value) if value else None


def _date(value: date | None) -> dict[str, Json] | None:
    return {"date-parts": [[value.year, value.month, value.day]]} if value else None
