"""What the XML formats of news agencies have in common: elements by name, paragraphs with their paths, a cut end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from provenance.reading.decoding import decode
from provenance.reading.document import Document, Facts, clean, join
from provenance.reading.passages import document_of_words
from provenance.reading.xpaths import paths_of

_PARAGRAPHS = frozenset("p hl1 hl2 h1 h2 h3 h4 h5 h6 li dt dd pre tr nitf-table-row blockquote bq credit note".split())
_LEFT_OUT = frozenset(
    "media media-caption media-reference script style head hedline byline dateline distributor body.head body.end "
    "figure figcaption nav".split()
)
_HOLDERS = frozenset("body body.content block DataContent inlineXML inlineData".split())
_MARKUP = re.compile(r"</(?:p|div|body)>", re.IGNORECASE)
_END = re.compile(r"</\s*([\w.:-]+)\s*>\s*(?:<!--(?:[^-]|-(?!->))*-->\s*)*\Z")


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is none."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def below(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of some names in another, in the order of the document."""
    return (one for one in element.iter() if name_of(one) in names)


def first(element: etree._Element, *path: str) -> etree._Element | None:
    """The first element that is reached by names, each a child of the one before."""
    for child in element:
        if name_of(child) == path[0]:
            found = child if len(path) == 1 else first(child, *path[1:])
            if found is not None:
                return found
    return None


def words_of(element: etree._Element | None) -> str:
    """All text in an element, on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def is_cut(data: bytes, root: etree._Element) -> bool:
    """Whether a document ends before its root does: the parser closes what is open by itself."""
    found = _END.search(decode(data)[-2_000:].rstrip("\0"))
    return found is None or found[1].rpartition(":")[2] != name_of(root)


def text_paths(root: etree._Element) -> dict[etree._Element, str]:
    """The paths of all elements of a document that may hold text, for `document_in`: counted once."""
    return paths_of(one for one in root.iter() if name_of(one) in _PARAGRAPHS or name_of(one) in _HOLDERS)


def document_in(element: etree._Element, facts: Facts, paths: Mapping[etree._Element, str]) -> Document:
    """The paragraphs in an element, each at its path (`xpath=…`); all of its text where it has none."""
    found = list(_paragraphs(element))
    if found:
        text, places = join((words, f"xpath={paths[one]}") for one, words in found)
        return Document(text, places, facts)
    where = f"xpath={paths[element]}"
    told = "".join(element.itertext())
    if _MARKUP.search(told):  # a page that was written as text
        return document_of_words(told, where, facts, markup=True)
    lines = (" ".join(clean(line).split()) for line in told.split("\n"))
    text, places = join((line, where) for line in lines if line)
    return Document(text, places, facts)


def _paragraphs(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    walk = etree.iterwalk(element, events=("start",))
    for _, one in walk:
        name = name_of(one)
        if name in _LEFT_OUT:
            walk.skip_subtree()
        elif name in _PARAGRAPHS and next(below_own(one), None) is None:
            words = " ".join(clean("".join(one.itertext())).split())
            if words:
                yield one, words


def below_own(element: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs inside a paragraph: then only these are taken."""
    return (one for one in below(element, *_PARAGRAPHS) if one is not element)
