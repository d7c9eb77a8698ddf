"""What of a page's article its form shows to be no prose: headings, captions, labels, links to other stories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from provenance.reading.paragraphs import Paragraph

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TAGS = {
    **dict.fromkeys(HEADINGS, "it is a heading"),
    **dict.fromkeys(("figcaption", "caption"), "it is a caption"),
    **dict.fromkeys(("nav", "menu", "form", "button", "dialog", "label", "legend"), "it is part of a control"),
}
_PROPERTIES = {"caption": "it is a caption", "creditText": "it is a credit", "author": "it is a byline"}
"""Of schema.org, as `itemprop`."""
_CLASSES = {"caption": "it is a caption", "credit": "it is a credit", "byline": "it is a byline"}
"""Words of class names."""
_NEAR = 3  # elements, from that of the paragraph outwards
_LONGEST_HEADING = 40  # words; more of them in large letters are an opening paragraph
_LONGEST_INVITATION = 25  # words
_GATES = re.compile(r"\b(?:log-?in|sign-?(?:in|up)|register|registration|subscribe|subscriptions?)\b", re.IGNORECASE)
_WHOLE = 0.9  # of a paragraph's characters stand in a link
_MOST = 0.5  # of an article's characters: what marks more of it than that marks its prose


def furniture_of(paragraphs: Sequence[Paragraph]) -> list[str | None]:
    """For each paragraph of an article why it is no prose of it; None where it is.

    What is quoted is prose, with its caption or footer: that says whose words these are.
    """
    whys = [None if one.is_quoted else next(_whys(one), None) for one in paragraphs]
    sizes: Counter[str | None] = Counter()
    for one, why in zip(paragraphs, whys, strict=True):
        sizes[why] += len(one.text)
    most = sizes.total() * _MOST
    return [None if sizes[why] > most else why for why in whys]


def _whys(paragraph: Paragraph) -> Iterator[str]:
    for element in _around(paragraph):
        why = _TAGS.get(str(element.tag))
        if why and not (element.tag in HEADINGS and len(paragraph.text.split()) > _LONGEST_HEADING):
            yield why
        for told in (element.get("itemprop") or "").split():
            if told in _PROPERTIES:
                yield _PROPERTIES[told]
        for word in _words(element.get("class") or ""):
            if word in _CLASSES:
                yield _CLASSES[word]
    if len(paragraph.text.split()) <= _LONGEST_INVITATION and any(map(_is_gate, paragraph.links)):
        yield "it asks readers to log in or subscribe"
    if paragraph.linked >= (paragraph.end - paragraph.start) * _WHOLE:
        yield "it is a link to something else"


def _is_gate(address: str) -> bool:
    """Whether a link leads to where readers log in, register or subscribe."""
    try:
        return _GATES.search(urlsplit(address).path) is not None
    except ValueError:  # "http://["
        return False


def _around(paragraph: Paragraph) -> list[HtmlElement]:
    return [paragraph.element, *islice(paragraph.element.iterancestors(), _NEAR - 1)]


def _words(names: str) -> Iterator[str]:
    """The words that the last parts of class names are ("wp-caption", "image__caption", "photo_credit")."""
    for name in names.lower().split():
        yield name.replace("_", "-").rpartition("-")[2]
