"""Web pages: trafilatura tells what of a page is the article; places lead back to the page's elements."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from provenance.reading.body import body_of
from provenance.reading.bounds import check_html
from provenance.reading.document import Document, Facts, join
from provenance.reading.markup import say_markup
from provenance.reading.page_facts import page_facts, titles_of
from provenance.reading.paragraphs import page_of, visible


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
    facts, titles = page_facts(tree), titles_of(tree)
    say_markup(tree)
    page = page_of(tree)
    copy = parse_page(decoded)
    body = [] if copy is None else body_of(page, copy, titles)
    text, places = join((one.shown, page.path(one.element)) for one in body)
    return Document(text, places, facts)


def read_visible(decoded: str) -> Document:
    """Everything on a page outside its furniture: for pages that are all article, as a chapter or an e-mail.

    Raises DamagedError where it is over a limit.
    """
    check_html(decoded)
    tree = parse_page(decoded)
    if tree is None:
        return Document("", (), Facts())
    say_markup(tree)
    page = page_of(tree)
    text, places = join((one.shown, page.path(one.element)) for one in visible(page))
    return Document(text, places, Facts())


def read_fragment(markup: str) -> str:
    """The lines of a piece of markup, outside what is furniture."""
    return "" if "<" not in markup else read_visible(markup).text


def parse_page(decoded: str) -> HtmlElement | None:
    """The page as a tree, or None where there is no element in it."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(decoded.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, AssertionError):
        return None
