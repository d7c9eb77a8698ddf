"""Which paragraphs of a page are its article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document as Extracted

from provenance.reading.document import clean
from provenance.reading.paragraphs import Page, Paragraph, squeeze, visible
from provenance.reading.selection import chosen

_SHORT = 250  # characters; trafilatura counts fewer as no article and then falls back to guesses
_PREFIX = re.compile(r"^(?:- |\| )|(?: \|)? *$")
_TELLING = 20  # characters that stand in two places only where the same is said
_WINDOW = 20_000  # characters
_HELD = 0.5  # a paragraph is the article's when so much of it is


def body_of(page: Page, copy: HtmlElement, titles: Collection[str]) -> list[str | None]:
    """For each paragraph of a page, in its order, why it is no part of the article; None where it is.

    Where trafilatura finds no article, or hardly any on a small page, everything outside navigation, headers, footers
    and forms is taken.

    Args:
        page: All paragraphs.
        copy: The tree that the page is of once more, which is used up.
        titles: What the page says that it is called.
    """
    known = known_of(page, copy)
    size = sum(len(one.text) for one, held in zip(page.paragraphs, known, strict=True) if held)
    if size < _SHORT:
        seen = list(visible(page))
        if not size or sum(len(one.text) for one in seen) < 4 * _SHORT:
            return [None if one.aside is None else _beside(one) for one in page.paragraphs]
    made = chosen(page.paragraphs, known, titles)
    return list(_whys(page.paragraphs, made, {squeeze(title) for title in titles}))


def known_of(page: Page, copy: HtmlElement, *, fast: bool = True) -> list[bool]:
    """For each paragraph whether trafilatura takes it for the article's; `copy`, the tree once more, is used up.

    `fast`: without the opinions of other extractors, which take as long again and change hardly anything.
    """
    return [share > _HELD for share in _shares(page, _lines(copy, fast=fast))]


def _whys(paragraphs: Iterable[Paragraph], made: Iterable[bool], titles: Collection[str]) -> Iterator[str | None]:
    """Why each paragraph is left out: also one that says again word for word what an earlier one says."""
    seen: set[str] = set()
    for paragraph, taken in zip(paragraphs, made, strict=True):
        if not taken:
            yield "it is the title" if squeeze(paragraph.text) in titles else _beside(paragraph)
        elif len(paragraph.text) >= _TELLING and paragraph.text in seen:
            yield "it was said before"
        else:
            seen.add(paragraph.text)
            yield None


def _beside(paragraph: Paragraph) -> str:
    """Why a paragraph is furniture, from the page's structure."""
    if paragraph.aside is not None:
        return f"it stands in <{paragraph.aside.tag}>"
    if paragraph.linked * 2 > paragraph.end - paragraph.start:
        return "it is a link to something else"
    return "it stands apart from the article"


def _lines(copy: HtmlElement, *, fast: bool) -> list[str]:
    """The lines of the article, by trafilatura, without white space."""
    for element in copy.iter("q", "figcaption", "cite"):
        element.tag = "span"  # trafilatura breaks the sentence at <q>
    found = bare_extraction(copy, fast=fast, include_comments=False)
    lines = (found.text or "").split("\n") if isinstance(found, Extracted) else []
    squeezed = (squeeze(clean(_PREFIX.sub("", line))) for line in lines)
    return [line for line in squeezed if set(line) - set("|-:")]


def _shares(page: Page, lines: Sequence[str]) -> list[float]:
    """How much of each paragraph stands in `lines`, which follow one another on the page."""
    covered: list[tuple[int, int]] = []
    strays: list[str] = []
    cursor, misses = 0, 50  # each miss costs a search through the whole page
    for line in lines:
        start = page.words.find(line, cursor) if misses else -1
        if start < 0 and misses:
            misses -= 1
            start = page.words.find(line)
        if start >= 0:
            cursor = start + len(line)
            covered.append((start, cursor))
        else:
            strays.append(line)
    return list(_held(page.paragraphs, sorted(covered), _Strays(strays)))


def _held(paragraphs: Sequence[Paragraph], covered: Sequence[tuple[int, int]], strays: _Strays) -> Iterator[float]:
    at = 0
    for paragraph in paragraphs:
        while at < len(covered) and covered[at][1] <= paragraph.start:
            at += 1
        held, ahead = 0, at
        while ahead < len(covered) and covered[ahead][0] < paragraph.end:
            held += min(covered[ahead][1], paragraph.end) - max(covered[ahead][0], paragraph.start)
            ahead += 1
        share = held / (paragraph.end - paragraph.start)
        yield 1.0 if share <= _HELD and strays.hold(paragraph) else share


class _Strays:
    """Lines that are no stretch of the page, as those of a table that are run into one: paragraphs stand in them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._all = "\n".join(lines)
        self._cursor = 0

    def hold(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph stands there, not far behind the one found before."""
        words = squeeze(paragraph.text)
        if len(words) < _TELLING:
            return False
        at = self._all.find(words, self._cursor, self._cursor + _WINDOW + len(words))
        if at >= 0:
            self._cursor = at + len(words)
        return at >= 0
