"""A claim to take along: how its article is cited, its words with their place, and a card to paste into a page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from textwrap import wrap

from provenance.records import ArticleRecord, ClaimRecord
from provenance.reports import wording
from provenance.reports.citations import web_address
from provenance.reports.fragment import to_passage
from provenance.reports.visible import in_a_line

LONGEST_CARD = 400
"""Characters of a statement on a card; a longer one is cut at a word."""
_WIDTH, _LINE, _PER_LINE = 640, 28, 58


def citations(article: ArticleRecord) -> list[tuple[str, str]]:
    """How the article is cited, by style, in plain text. A byline stands as it is: where names begin is not guessed.

    Sources: Publication Manual of the APA, 7th edition, 10.16; Chicago Manual of Style, 17th edition, 14.191.
    """
    title = in_a_line(article.title or wording.headline(article))
    outlet, byline = in_a_line(article.outlet or ""), in_a_line(article.byline or "")
    url = web_address(article.url) or ""
    day = article.published_on
    apa_day = f"({day.year}, {day:%B} {day.day})." if day else "(n.d.)."
    chicago_day = f"{day:%B} {day.day}, {day.year}" if day else ""
    stop = "" if title.endswith(("?", "!", ".")) else "."
    apa = [*([f"{byline}."] if byline else []), apa_day, f"{title}{stop}", *([f"{outlet}."] if outlet else []), url]
    if not byline:
        apa = [f"{title}{stop}", apa_day, *apa[2:]]
    chicago = [part for part in (byline, f"“{title}”", outlet, chicago_day, url) if part]
    return [("APA", " ".join(part for part in apa if part)), ("Chicago", f"{', '.join(chicago)}.")]


def quotation(claim: ClaimRecord, article: ArticleRecord) -> str:
    """The sentence of a claim in quotation marks, where it stands, and on the web the address that opens it there."""
    url = web_address(article.url)
    place = ", ".join(part for part in _place(claim, article) if part)
    words = " ".join(claim.text.split())
    return "\n".join([f"“{words}”", f"({place})", *([to_passage(url, claim.text)] if url else [])])


def card(claim: ClaimRecord, article: ArticleRecord) -> str:
    """A claim as HTML to paste anywhere: who says so, what, how surely, where. It loads nothing."""
    url = web_address(article.url)
    place = escape(", ".join(part for part in _place(claim, article) if part))
    link = f'<a href="{escape(to_passage(url, claim.text))}">{place}</a>' if url else place
    style = "border-left:4px solid #0b5cad;margin:1em 0;padding:.5em 1em;font-family:sans-serif"
    said = escape(_said(claim))
    about = f"{escape(in_a_line(wording.put_claim(claim)))}; {escape(wording.origins(claim.origins))}"
    who = escape(in_a_line(wording.chain(claim.attribution)))
    return (
        f'<blockquote style="{style}"><p style="margin:0"><b>{who}</b></p>'
        f'<p style="margin:.5em 0">{said}</p><p style="margin:0;font-size:.85em">{about}. {link}</p></blockquote>'
    )


def picture(claim: ClaimRecord, article: ArticleRecord) -> str:
    """The same card as an image (SVG 1.1), for where no HTML can be pasted."""
    said = wrap(_said(claim), _PER_LINE)
    lines = [
        *((line, 20, "bold", "#14324f") for line in wrap(in_a_line(wording.chain(claim.attribution)), _PER_LINE)),
        *((line, 20, "normal", "#1b1b1b") for line in said),
        *((line, 15, "normal", "#4d4d4d") for line in _about(claim, article)),
    ]
    height = 40 + _LINE * len(lines)
    words = "".join(
        f'<text x="32" y="{44 + _LINE * at}" font-size="{size}" font-weight="{weight}" fill="{fill}">'
        f"{escape(line)}</text>"
        for at, (line, size, weight, fill) in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="sans-serif" role="img"><title>{escape(_said(claim))}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/><rect width="8" height="100%" fill="#0b5cad"/>{words}</svg>'
    )


def _about(claim: ClaimRecord, article: ArticleRecord) -> Iterator[str]:
    yield f"{in_a_line(wording.put_claim(claim))}; {wording.origins(claim.origins)}"
    yield from wrap(", ".join(part for part in _place(claim, article) if part), _PER_LINE + 16)


def _place(claim: ClaimRecord, article: ArticleRecord) -> list[str]:
    title = in_a_line(wording.headline(article))
    return [in_a_line(article.outlet or ""), title, claim.published_on.isoformat() if claim.published_on else ""]


def _said(claim: ClaimRecord) -> str:
    return wording.shortened(in_a_line(claim.statement.text), LONGEST_CARD)
