"""The articles as a BibTeX database, in UTF-8.

Spec: Patashnik, "BibTeXing" (1988); `url` and `urldate` as natbib and biblatex read them. BibTeX counts braces even
behind a backslash, so a brace in a text is written as a command that holds none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from provenance.records import ArticleRecord, Casebook
from provenance.reports.citations import web_address
from provenance.reports.visible import in_a_line

_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}
_SPECIAL = re.compile(r"[\\{}~^$&%#_]")
_IN_ADDRESSES = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '\\{}"<>^`|')
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write(book: Casebook, out: BinaryIO) -> None:
    """An entry for each article; its key is the article's id."""
    for article in book.articles:
        out.write(entry(article).encode("utf-8"))


def entry(article: ArticleRecord) -> str:
    """One article."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(article))
    return f"@misc{{provenance:{article.id},\n{fields}}}\n\n"


def escaped(text: str) -> str:
    """`text` on one line, so that LaTeX sets it as it stands."""
    return _SPECIAL.sub(lambda sign: _COMMANDS[sign[0]], in_a_line(text))


def _fields(article: ArticleRecord) -> Iterator[tuple[str, str]]:
    # The inner braces keep a style from lowering capitals, and "A and B" in a byline from being cut in two.
    texts = (("title", article.title), ("author", article.byline), ("organization", article.outlet))
    for name, text in texts:
        if text and in_a_line(text):
            yield name, f"{{{{{escaped(text)}}}}}"
    if article.published_on:
        yield "year", f"{{{article.published_on.year}}}"
        yield "month", _MONTHS[article.published_on.month - 1]
        yield "day", f"{{{article.published_on.day}}}"
    url = web_address(article.url)
    if url:
        yield "url", f"{{{quote(url, safe=_IN_ADDRESSES)}}}"
        yield "urldate", f"{{{article.ingested_at:%Y-%m-%d}}}"
    if article.language:
        yield "language", f"{{{escaped(article.language)}}}"
    if article.sha256:
        yield "note", f"{{SHA-256 {article.sha256}}}"
