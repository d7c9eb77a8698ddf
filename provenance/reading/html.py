"""Web pages: trafilatura tells what of a page is the article; places lead back to the page's elements."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document as Extracted

from provenance.reading.bounds import check_html
from provenance.reading.document import Document, Facts, clean, join
from provenance.reading.page_facts import page_facts

_UNSEEN = frozenset({"head", "title", "script", "style", "noscript", "template", "iframe", "svg", "select", "object"})
_ASIDE = _UNSEEN | {"nav", "footer", "header", "aside", "form", "button", "figure", "menu", "dialog"}
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"}
    | {"kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"}
    | {"var", "wbr"}
)
_PLAIN_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_SHORT = 250  # characters; trafilatura counts fewer as no article and then falls back to guesses
_MOST_ESCAPED = 5_000  # of "&", "<", ">": trafilatura's second opinion takes time by their square
_DEEPEST = 250  # levels; no place is given for words that lie deeper
_PREFIX = re.compile(r"^(?:- |\| )|(?: \|)? *$")


def read_html(decoded: str) -> Document:
    """The article on a page; a paragraph's place is the XPath of the smallest element that holds all its words.

    The paths are into the tree that lxml's HTML parser makes. Where trafilatura finds no article, or hardly any on a
    small page, everything outside navigation, headers, footers and forms is taken.

    Raises:
        DamagedError: It is over a limit.
    """
    check_html(decoded)
    tree = _parse(decoded)
    if tree is None:
        return Document("", (), page_facts(None))
    words = _Words(tree)
    lines = _article(decoded)
    paragraphs = [(line, words.place(line)) for line in lines]
    if sum(map(len, lines)) < _SHORT:
        visible = [(text, words.path(element)) for text, element in _visible(tree)]
        if not lines or sum(len(text) for text, _ in visible) < 4 * _SHORT:
            paragraphs = visible
    text, places = join(paragraphs)
    return Document(text, places, page_facts(tree))


def read_visible(decoded: str) -> Document:
    """Everything on a page outside its furniture: for pages that are all article, as a chapter or an e-mail.

    Raises DamagedError where it is over a limit.
    """
    check_html(decoded)
    tree = _parse(decoded)
    found = [] if tree is None else list(_visible(tree))
    words = None if tree is None else _Words(tree)
    text, places = join((line, None if words is None else words.path(element)) for line, element in found)
    return Document(text, places, Facts())


def _parse(decoded: str) -> HtmlElement | None:
    """The page as a tree, or None where there is no element in it."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(decoded.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, AssertionError):
        return None


def _article(decoded: str) -> list[str]:
    """The lines of the article on the page, by trafilatura, without list and table marks."""
    tree = _parse(decoded)
    if tree is None:
        return []
    escaped = sum(map("".join(tree.itertext()).count, "&<>"))
    found = bare_extraction(tree, fast=escaped > _MOST_ESCAPED, include_comments=False)
    lines = (found.text or "").split("\n") if isinstance(found, Extracted) else []
    cleaned = (" ".join(clean(_PREFIX.sub("", line)).split()) for line in lines)
    return [line for line in cleaned if line and set(line) - set("|-: ")]


def _texts(tree: HtmlElement, left_out: frozenset[str]) -> Iterator[tuple[HtmlElement, str]]:
    """The text nodes of a tree in order, each with the element that it is directly in."""
    skipped = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        hidden = element.tag in left_out
        if event == "start":
            skipped += hidden
            if not skipped and element.text:
                yield element, element.text
        else:
            skipped -= hidden
            parent = element.getparent()
            if not skipped and element.tail and parent is not None:
                yield parent, element.tail


def _visible(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """The paragraphs of a page outside its furniture, each with its block element."""
    block: HtmlElement | None = None
    parts: list[str] = []
    for owner, text in _texts(tree, _ASIDE):
        element = owner
        while element.tag in _INLINE and element.getparent() is not None:
            element = element.getparent()
        if element is not block:
            yield from _paragraph(parts, block)
            block, parts = element, []
        parts.append(text)
    yield from _paragraph(parts, block)


def _paragraph(parts: list[str], block: HtmlElement | None) -> Iterator[tuple[str, HtmlElement]]:
    text = " ".join(clean("".join(parts)).split())
    if text and block is not None:
        yield text, block


def _squeeze(text: str) -> str:
    return "".join(clean(text).replace("|", "").split())


class _Words:
    """A page's words in one string without white space, to find paragraphs in."""

    def __init__(self, tree: HtmlElement) -> None:
        self._starts: list[int] = []
        self._owners: list[HtmlElement] = []
        self._steps: dict[HtmlElement, dict[HtmlElement, str]] = {}
        self._cursor = 0
        self._misses = 50  # each costs a search through the whole page
        parts = []
        size = 0
        for owner, text in _texts(tree, _UNSEEN):
            squeezed = _squeeze(text)
            if squeezed:
                self._starts.append(size)
                self._owners.append(owner)
                parts.append(squeezed)
                size += len(squeezed)
        self._all = "".join(parts)

    def place(self, paragraph: str) -> str | None:
        """The path of the element that holds `paragraph`, looked for after the one asked for before."""
        words = _squeeze(paragraph)
        if not words or self._misses <= 0:
            return None
        start = self._all.find(words, self._cursor)
        if start < 0:
            self._misses -= 1
            start = self._all.find(words)
            if start < 0:
                return None
        self._cursor = start + len(words)
        return self.path(self._common(start, self._cursor))

    def _common(self, start: int, end: int) -> HtmlElement:
        """The smallest element that holds all the text nodes of a range."""
        from_ = bisect_right(self._starts, start) - 1
        to = bisect_right(self._starts, end - 1)
        owners = dict.fromkeys(self._owners[from_:to])
        first, *others = owners
        chain = [first, *first.iterancestors()]
        for other in others:
            line = {other, *other.iterancestors()}
            while chain[0] not in line:
                del chain[0]
        return chain[0]

    def path(self, element: HtmlElement) -> str | None:
        """`xpath=/html/body/p[2]`, or None for an element that lies too deep."""
        steps: list[str] = []
        parent = element.getparent()
        while parent is not None and len(steps) < _DEEPEST:
            steps.append(self._children(parent)[element])
            element, parent = parent, parent.getparent()
        if parent is not None:
            return None
        return "xpath=/" + "/".join([_step(element.tag, 0), *reversed(steps)])

    def _children(self, parent: HtmlElement) -> dict[HtmlElement, str]:
        """The path step of each child; counted once a parent, since lxml's own count starts anew for each child."""
        if parent not in self._steps:
            counts: dict[str, int] = {}
            steps = {}
            for place, child in enumerate(parent, 1):
                tag = str(child.tag)
                counts[tag] = counts.get(tag, 0) + 1
                steps[child] = _step(tag, counts[tag], place)
            self._steps[parent] = steps
        return self._steps[parent]


def _step(tag: str, number: int, place: int = 1) -> str:
    if not _PLAIN_TAG.fullmatch(tag):
        return f"*[{place}]"
    return f"{tag}[{number}]" if number else tag
