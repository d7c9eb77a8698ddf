"""Which paragraphs belong to an article whose greater part is known, by where they stand and what they look like."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from provenance.language.data import load
from provenance.reading.paragraphs import Paragraph, squeeze

LEVELS = 4
"""Elements around a paragraph that are counted as its surroundings."""
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_CORRECTS = re.compile(
    r"(?:correction|clarification)\b[^.:]{0,40}:|(?:this|an earlier) (?:article|story|version)\b.*\b"
    r"(?:corrected|amended|misstated|incorrectly)\b",
    re.IGNORECASE,
)
"""What an outlet says of its own mistakes, which often stands beside or below the article."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FEW = 5  # words
_MOSTLY = 0.6  # of a paragraph's characters
_MUCH = 200  # characters of an article in one container
_SENTENCE = 8  # words
_PARTS = ("article", "section")
_TITLE = 20  # characters from which a part of a title is one
_NEGLECTED = {True: 0.1, False: 1 / 3}
"""Of what is taken in a marked body (schema.org's `articleBody`), or else in an `<article>`: more prose is not left."""
_LEAST = 3 / 4  # of what was known is kept; where less would be, the page is of a kind that this was not learned on


class Features(NamedTuple):
    """What of a paragraph speaks for or against its being part of the article, each in [0, 1] but `words`.

    `linked`: share of its characters in links. `words`: logarithm of their number. `wide`: share of the article in what
    lies around its parent. `alike`: share of the article in elements of the same name and class. `between`: it stands
    between the first and the last paragraph of the article.
    """

    linked: float
    mostly_linked: float
    ended: float
    words: float
    few_words: float
    capitals: float
    heading: float
    header: float
    title: float
    wide: float
    alike: float
    between: float
    aside: float
    quoted: float


def chosen(paragraphs: Sequence[Paragraph], known: Sequence[bool], titles: Collection[str]) -> list[bool]:
    """For each paragraph whether it belongs to the article.

    Args:
        paragraphs: All of a page.
        known: For each whether an extractor took it for the article's.
        titles: What the page says that it is called.

    Source: two logistic regressions, one for what is known and one for the rest (`training/page_body.py`).
    """
    leave, take = _weights("leave"), _weights("take")
    twins = _twins(paragraphs, known)
    every = features_of(paragraphs, known, titles)
    made = [
        _score(features, leave if held else take) > 0
        or (not held and _container(paragraph) in twins and _is_prose(paragraph, features))
        or (features.linked < 1 - _MOSTLY and _ended(paragraph) and _CORRECTS.match(paragraph.text) is not None)
        for paragraph, held, features in zip(paragraphs, known, every, strict=True)
    ]
    sizes = [len(one.text) for one in paragraphs]
    before = sum(size for size, held in zip(sizes, known, strict=True) if held)
    kept = sum(size for size, held, now in zip(sizes, known, made, strict=True) if held and now)
    if kept < before * _LEAST:
        made = [held or now for held, now in zip(known, made, strict=True)]
    prose = [_is_prose(one, features) for one, features in zip(paragraphs, every, strict=True)]
    return _with_neglected(paragraphs, made, prose)


def features_of(paragraphs: Sequence[Paragraph], known: Sequence[bool], titles: Collection[str]) -> list[Features]:
    """The features of each paragraph; the arguments are those of `chosen`."""
    around, alike = _Shares(), _Shares()
    surroundings = [_around(one) for one in paragraphs]
    looks = [_look(elements) for elements in surroundings]
    for paragraph, elements, look, held in zip(paragraphs, surroundings, looks, known, strict=True):
        size = paragraph.end - paragraph.start
        for element in elements:
            around.add(element, size, held)
        alike.add(look, size, held)
    squeezed = {squeeze(title) for title in titles} - {""}
    where = [number for number, held in enumerate(known) if held]
    first, last = (where[0], where[-1]) if where else (len(paragraphs), -1)
    return [
        _features(
            one,
            wide=around.share(elements[min(2, len(elements) - 1)], one.end - one.start, held),
            alike=alike.share(look, one.end - one.start, held),
            titles=squeezed,
            between=first <= number <= last,
        )
        for number, (one, elements, look, held) in enumerate(zip(paragraphs, surroundings, looks, known, strict=True))
    ]


def _features(paragraph: Paragraph, *, wide: float, alike: float, titles: Collection[str], between: bool) -> Features:
    size = paragraph.end - paragraph.start
    linked = paragraph.linked / size
    words = len(paragraph.text.split())
    capitals = sum(map(str.isupper, paragraph.text))
    aside = None if paragraph.aside is None else paragraph.aside.tag
    return Features(
        linked=linked,
        mostly_linked=float(linked > _MOSTLY),
        ended=float(_ended(paragraph)),
        words=math.log1p(words),
        few_words=float(words < _FEW),
        capitals=float(capitals > 0 and capitals > 0.7 * sum(map(str.isalpha, paragraph.text))),
        heading=float(paragraph.element.tag in _HEADINGS),
        header=float(aside == "header"),
        title=float(_is_title(squeeze(paragraph.text), titles)),
        wide=wide,
        alike=alike,
        between=float(between),
        aside=float(aside not in (None, "header")),
        quoted=float(paragraph.is_quoted),
    )


class _Shares:
    """How much of what stands in some place is known to be the article's."""

    def __init__(self) -> None:
        self._all: Counter[object] = Counter()
        self._known: Counter[object] = Counter()

    def add(self, place: object, size: int, held: bool) -> None:
        self._all[place] += size
        self._known[place] += size * held

    def share(self, place: object, size: int, held: bool) -> float:
        """The share in `place` but for a paragraph of `size` there; a half where nothing else is there."""
        others = self._all[place] - size
        return (self._known[place] - size * held) / others if others > 0 else 0.5


def _container(paragraph: Paragraph) -> tuple[HtmlElement | None, str, str] | None:
    """What holds a paragraph, as far as a container beside it may be its twin; None where it has no mark of its own."""
    parent = paragraph.element.getparent()
    if parent is None or not (parent.get("class") or parent.tag in _PARTS):
        return None
    return parent.getparent(), str(parent.tag), parent.get("class") or ""


def _twins(paragraphs: Sequence[Paragraph], known: Sequence[bool]) -> frozenset[object]:
    """The containers that hold much of the article: one beside them of the same name and class goes on with it."""
    sizes: Counter[object] = Counter()
    for paragraph, held in zip(paragraphs, known, strict=True):
        if held:
            sizes[_container(paragraph)] += len(paragraph.text)
    return frozenset(one for one, size in sizes.items() if one is not None and size >= _MUCH)


def _with_neglected(paragraphs: Sequence[Paragraph], made: Sequence[bool], prose: Sequence[bool]) -> list[bool]:
    """`made`, with the prose of the element that the page calls the article, where too much of it was passed over."""
    holders = [_article(one) for one in paragraphs]
    own: Counter[HtmlElement | None] = Counter()
    neglected: Counter[HtmlElement | None] = Counter()
    for one, holder, taken, is_prose in zip(paragraphs, holders, made, prose, strict=True):
        if taken:
            own[holder] += len(one.text)
        elif is_prose:
            neglected[holder] += len(one.text)
    # At most one holds more than half of what is taken.
    main = next((one for one, size in own.items() if one is not None and size * 2 > own.total()), None)
    if main is None or neglected[main] <= own[main] * _NEGLECTED[_is_body(main)]:
        return list(made)
    return [taken or (its is main and is_prose) for taken, its, is_prose in zip(made, holders, prose, strict=True)]


def _article(paragraph: Paragraph) -> HtmlElement | None:
    """The nearest element around a paragraph that the page marks as an article, or as its body."""
    around = (paragraph.element, *paragraph.element.iterancestors())
    return next((element for element in around if element.tag == "article" or _is_body(element)), None)


def _is_body(element: HtmlElement) -> bool:
    return "articleBody" in (element.get("itemprop") or "").split()


def _is_prose(paragraph: Paragraph, features: Features) -> bool:
    """Whether a paragraph is running text of the page."""
    few = len(paragraph.text.split()) < _SENTENCE
    return bool(features.ended and not few and features.linked < 1 - _MOSTLY and not features.title) and (
        paragraph.aside is None
    )


def _ended(paragraph: Paragraph) -> bool:
    return _ENDED.search(paragraph.text) is not None


def _around(paragraph: Paragraph) -> list[HtmlElement]:
    return [paragraph.element, *islice(paragraph.element.iterancestors(), LEVELS - 1)]


def _look(around: Sequence[HtmlElement]) -> tuple[str, ...]:
    """Names and classes of a paragraph's element and of the one around it."""
    return tuple(word for element in around[:2] for word in (str(element.tag), element.get("class") or ""))


def _is_title(words: str, titles: Collection[str]) -> bool:
    return any(
        words == title
        or (len(words) > _TITLE and words in title)
        or (_TITLE < len(title) > len(words) * _MOSTLY and title in words)
        for title in titles
    )


def _score(features: Features, weights: dict[str, float]) -> float:
    """The logarithm of the odds that a paragraph belongs to the article."""
    named: dict[str, float] = {"bias": 1.0, **features._asdict()}
    return sum(weight * named[name] for name, weight in weights.items())


@cache
def _weights(name: str) -> dict[str, float]:
    """What each feature weighs."""
    table: dict[str, float] = load("page_body")[name]
    return table
