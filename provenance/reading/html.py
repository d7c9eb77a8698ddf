"""Web pages: trafilatura tells what of a page is the article; places lead back to the page's elements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from provenance.model import Remark
from provenance.reading.body import body_of
from provenance.reading.bounds import check_html
from provenance.reading.document import Document, Facts, join, marked
from provenance.reading.furniture import furniture_of
from provenance.reading.markup import say_markup
from provenance.reading.page_facts import page_facts, titles_of
from provenance.reading.paragraphs import Page, Paragraph, page_of, visible

_MOST_REMARKS = 60
"""Of what was left out of a page, so much is told."""
_LONGEST_REMARK = 100
"""Characters."""


def read_html(decoded: str) -> Document:
    """The article on a page; a paragraph's place is the XPath of the block that it stands in.

    The paths are into the tree that lxml's HTML parser makes. What markup means is said in the text (see `markup`).

    Raises:
        DamagedError: It is over a limit.
    """
    check_html(decoded)
    tree = parse_page(decoded)
    if tree is None:
        return Document("", (), page_facts(None))
    facts = page_facts(tree)
    titles = titles_of(tree, facts)
    unsaid = [Remark("text", _short(words), "html: markup", why) for why, words in say_markup(tree)]
    page = page_of(tree)
    whys = body_of(page, deepcopy(tree), titles)
    body = [one for one, why in zip(page.paragraphs, whys, strict=True) if why is None]
    left = (
        Remark("text", _short(one.text), page.path(one.element) or "html", why)
        for one, why in zip(page.paragraphs, whys, strict=True)
        if why is not None
    )
    return _document(page, body, facts, chain(unsaid, left))


def read_visible(decoded: str) -> Document:
    """Everything on a page outside its furniture: for pages that are all article, as a chapter or an e-mail.

    Raises DamagedError where it is over a limit.
    """
    check_html(decoded)
    tree = parse_page(decoded)
    if tree is None:
        return Document("", (), Facts())
    unsaid = [Remark("text", _short(words), "html: markup", why) for why, words in say_markup(tree)]
    page = page_of(tree)
    return _document(page, list(visible(page)), Facts(), unsaid)


def read_fragment(markup: str) -> str:
    """The lines of a piece of markup, outside what is furniture."""
    return "" if "<" not in markup else read_visible(markup).text


def _document(page: Page, body: Sequence[Paragraph], facts: Facts, left_out: Iterable[Remark]) -> Document:
    text, places = join((one.shown, page.path(one.element)) for one in body)
    whys = furniture_of(body)
    furniture = marked((one.shown, why is not None) for one, why in zip(body, whys, strict=True))
    silent = (
        Remark("text", _short(one.text), page.path(one.element) or "html", f"{why}, and makes no claim")
        for one, why in zip(body, whys, strict=True)
        if why is not None
    )
    return Document(text, places, facts, tuple(islice(chain(left_out, silent), _MOST_REMARKS)), furniture)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_REMARK else words[: _LONGEST_REMARK - 1] + "…"


def parse_page(decoded: str) -> HtmlElement | None:
    """The page as a tree, or None where there is no element in it."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(decoded.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, AssertionError):
        return None
