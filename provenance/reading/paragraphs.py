"""The paragraphs of a web page in reading order, each with the element that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from provenance.reading.document import clean

UNSEEN = frozenset({"head", "title", "script", "style", "noscript", "template", "iframe", "svg", "select", "object"})
"""Elements whose text nobody reads."""
ASIDE = frozenset({"nav", "footer", "header", "aside", "form", "button", "figure", "menu", "dialog"})
"""Elements that stand beside what is told."""
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"}
    | {"kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"}
    | {"var", "wbr", "img", "picture", "source", "strike", "nobr", "ruby", "rb", "rt", "rp", "o:p"}
)
_FORMULAS = frozenset(  # MathML Core
    "math maction merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub"
    " msubsup msup mtable mtd mtext mtr munder munderover semantics".split()
)
_INLINE |= _FORMULAS
_CELLS = frozenset({"td", "th"})
_BULLET = "• "
_DEEPEST = 250  # levels; no place is given for words that lie deeper
_PLAIN_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(slots=True, eq=False)
class Paragraph:
    """A line of a page.

    `start`..`end` is its range in `Page.words`. `aside` is the element beside the text that it stands in. `is_item`: it
    opens an item of a list; `is_quoted`: it stands in a quoted block. `linked` is how many of its characters are links,
    `links` where these lead, as the page has it.
    """

    text: str
    element: HtmlElement
    start: int
    end: int
    aside: HtmlElement | None
    is_item: bool
    linked: int
    is_quoted: bool = False
    links: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The text, an item of a list with its bullet."""
        return _BULLET + self.text if self.is_item else self.text


@dataclass(slots=True)
class Page:
    """The paragraphs of a page, and all its words in one string without white space."""

    paragraphs: list[Paragraph]
    words: str
    _steps: dict[HtmlElement, dict[HtmlElement, str]] = field(default_factory=dict)

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


def page_of(tree: HtmlElement) -> Page:
    """The paragraphs of a page, furniture and all."""
    return _Walk().run(tree)


def squeeze(text: str) -> str:
    """`text` without white space and the bars between cells."""
    return "".join(clean(text).replace("|", "").split())


def _count(text: str) -> int:
    """How many characters `squeeze` leaves, but for what is invisible."""
    return sum(map(len, text.split()))


class _Walk:
    """One way through a tree."""

    def __init__(self) -> None:
        self._found: list[Paragraph] = []
        self._words: list[str] = []
        self._size = 0
        self._parts: list[tuple[str, str | None]] = []
        self._block: HtmlElement | None = None
        self._blocks: list[HtmlElement] = []
        self._asides: list[HtmlElement] = []
        self._links: list[str] = []
        self._item = False
        self._rows = 0
        self._quotes = 0

    def run(self, tree: HtmlElement) -> Page:
        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "end":
                self._leave(element)
                self._say(element.tail)
            elif tag in UNSEEN or not isinstance(tag, str):
                walk.skip_subtree()
            else:
                self._enter(element)
                self._say(element.text)
        self._flush()
        return Page(self._found, "".join(self._words))

    def _say(self, text: str | None) -> None:
        if text:
            self._parts.append((text, self._links[-1] if self._links else None))

    def _enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._parts.append(("\n\n", None))
        elif tag == "a":
            self._links.append(element.get("href") or "")
        elif tag in _CELLS and self._rows:
            if any(text.strip() for text, _ in self._parts):
                self._parts.append((" | ", None))
        elif tag not in _INLINE:
            self._flush()
            self._blocks.append(element)
            self._item = self._item or tag == "li"
            self._rows += tag == "tr" and _is_row(element)
            self._quotes += _is_quoted(element)
            if tag in ASIDE and not self._quotes:
                self._asides.append(element)

    def _leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "a":
            del self._links[-1:]
        elif self._blocks and self._blocks[-1] is element:
            self._flush()
            self._blocks.pop()
            self._item = self._item and tag != "li"
            self._quotes -= _is_quoted(element)
            self._rows -= tag == "tr" and self._rows > 0 and _is_row(element)
            if self._asides and self._asides[-1] is element:
                self._asides.pop()

    def _flush(self) -> None:
        """Ends the paragraph, in lines as `br` breaks them."""
        if not self._parts:
            return
        line: list[tuple[str, str | None]] = []
        for text, link in [*self._parts, ("\n\n", None)]:
            if text != "\n\n":
                line.append((text, link))
                continue
            self._end_line(line)
            line = []
        self._parts = []

    def _end_line(self, line: list[tuple[str, str | None]]) -> None:
        joined = "".join(part for part, _ in line)
        if joined.isspace():
            return
        text = " ".join(clean(joined).split())
        words = text.replace("|", "").replace(" ", "")
        if not words:
            return
        linked = min(len(words), sum(_count(part) for part, link in line if link is not None))
        links = tuple(dict.fromkeys(link for part, link in line if link and part.strip()))
        aside = self._asides[-1] if self._asides else None
        start, end = self._size, self._size + len(words)
        found = Paragraph(text, self._blocks[-1], start, end, aside, self._item, linked, self._quotes > 0, links)
        self._found.append(found)
        self._words.append(words)
        self._size = end
        self._item = False


def _is_quoted(block: HtmlElement) -> bool:
    """Whether a block is what somebody said, with its caption or footer."""
    return block.tag == "blockquote" or (block.tag == "figure" and block.find("blockquote") is not None)


def _is_row(row: HtmlElement) -> bool:
    """Whether the cells of a row hold words only, no blocks: no table of layout."""
    return all(one.tag in _INLINE or one.tag in _CELLS or not isinstance(one.tag, str) for one in row.iterdescendants())


def _step(tag: str, number: int, place: int = 1) -> str:
    if not _PLAIN_TAG.fullmatch(tag):
        return f"*[{place}]"
    return f"{tag}[{number}]" if number else tag


def visible(page: Page) -> Iterator[Paragraph]:
    """The paragraphs of a page that stand in the text, not beside it."""
    return (paragraph for paragraph in page.paragraphs if paragraph.aside is None)
