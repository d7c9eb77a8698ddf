"""What markup says and plain text would not: what was struck out, raised, quoted, or put behind a hover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from lxml import etree
from lxml.html import HtmlElement

STRUCK = frozenset({"del", "s", "strike"})
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§¶#]{1,3}|[ivx]{1,5})[\])]?")
_NOTE_WORDS = re.compile(r"note|cite|reference|\bref", re.IGNORECASE)
_FIGURE = re.compile(r"[+\-−(]{0,2}[0-9]+\)?")
_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_OPENING = "\"“„«‹‘'"
_SIGNED = re.compile(r"\s*(?:--|[—–―‒-])\s*\S")
_BREAKS = frozenset({"br", "hr"})
_MARKING = ("class", "id", "role", "epub:type", "rel")
_SIGNATURES = frozenset({"cite", "footer", "figcaption"})
_BLOCKS = frozenset(
    {"p", "div", "li", "blockquote", "section", "article", "ul", "ol", "dl", "dd", "dt", "pre", "table"}
)
_NO_QUOTATION = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "table", "article", "form", "blockquote", "iframe"})
_LONGEST_QUOTATION = 3_000
"""Characters; a longer blockquote indents a page, or reprints a document, and keeps its own marks."""
_LONGEST_RAISED = 40
"""Characters; what is longer is no note and no exponent."""
_MOST_HIDDEN = 0.3
"""Of all characters of a page."""
_LISTED_LINKS = 3
_DATA = ("script", "style")
_UNWRITTEN = frozenset({"html", "head", "body", "script", "style", "noscript", "template", "iframe", "svg", "title"})

Slot: TypeAlias = tuple[HtmlElement, str]
"""A text node: its element, and whether it is that element's `text` or `tail`."""


def raised(words: str, *, is_note: bool = False) -> str:
    """What stands above the line, as plain text says it so that it does not join the word or figure before.

    Args:
        words: What stands above the line.
        is_note: Whether the markup calls it the mark of a note.

    Returns:
        Nothing for the mark of a note; superscript digits for a figure (`10⁶`, `m²`); letters as they are (`1st`).
    """
    bare = words.strip()
    if _NOTE.fullmatch(bare) and (is_note or bare[0] in "[(*†‡§¶#"):
        return ""
    return words.replace(bare, bare.translate(_RAISED)) if _FIGURE.fullmatch(bare) else words


def quoted_lines(lines: Sequence[str]) -> list[str]:
    """The paragraphs of a quoted block in quotation marks: each opened, the last one closed, a signature left as it is.

    A last line that begins with a dash is the signature; lines with marks of their own keep them.
    """
    signed = len(lines) > 1 and _SIGNED.match(lines[-1]) is not None
    said = list(lines[:-1] if signed else lines)
    if not said or len("".join(said)) > _LONGEST_QUOTATION or said[0].lstrip()[:1] in _OPENING:
        return list(lines)
    said = [one if one.lstrip()[:1] in _OPENING else "“" + one.lstrip() for one in said]
    said[-1] = said[-1].rstrip() + "”"
    return [*said, *(lines[-1:] if signed else [])]


def is_struck(element: HtmlElement) -> bool:
    """Whether what an element holds is taken back."""
    style = element.get("style")
    return element.tag in STRUCK or (style is not None and bool(_STRUCK_STYLE.search(style)))


def say_markup(tree: HtmlElement) -> list[tuple[str, str]]:
    """Puts into the texts of a page what its markup means; no element comes, goes or moves.

    Returns:
        What was left out: the reason, and the words.
    """
    left_out: list[tuple[str, str]] = []
    most = _size(tree) * _MOST_HIDDEN
    walk = etree.iterwalk(tree, events=("start",))
    for _, element in walk:
        gone = _why_unsaid(element, most)
        if gone:
            words = _emptied(element)
            if words:
                left_out.append((gone, words))
            walk.skip_subtree()
        elif element.tag == "sup":
            _raise(element)
        elif element.tag == "msup" and len(element) > 1:
            _raise(element[1])
        elif element.tag == "q":
            _quote_inline(element)
        elif element.tag == "blockquote":
            _quote_block(element)
    return left_out


def _size(element: HtmlElement) -> int:
    """How many characters an element holds for readers."""
    unwritten = (len(one.text or "") for one in element.iter(*_DATA))
    return sum(map(len, element.itertext())) - sum(unwritten)


def _why_unsaid(element: HtmlElement, most: float) -> str | None:
    """Why a reader of the page does not read an element as said; None where he does.

    An element that is hidden but holds more than `most` characters is a page that a script was to show.
    """
    if is_struck(element):
        return "struck out"
    if element.tag in _UNWRITTEN:
        return None
    style = element.get("style")
    hidden = element.get("hidden") is not None or (style is not None and bool(_HIDDEN_STYLE.search(style)))
    if hidden and _size(element) < most:
        return "hidden"
    if (element.get("role") or "").lower() == "tooltip":
        return "shown only under the pointer"
    return "links without a word between them" if element.tag == "span" and _is_list_of_links(element) else None


def _is_list_of_links(element: HtmlElement) -> bool:
    """Whether links stand in an element one after the other, as in a list that shows under the pointer and
    in no sentence.
    """
    links = [one for one in element.iterchildren() if one.tag == "a"]
    return (
        len(links) >= _LISTED_LINKS
        and all(not (one.tail or "").strip() for one in element.iterchildren())
        and not (element.text or "").strip()
    )


def _emptied(element: HtmlElement) -> str:
    """The words of an element, which it then has no more."""
    words = " ".join("".join(element.itertext()).split())
    for inner in element.iter():
        inner.text = None
        if inner is not element:
            inner.tail = None
    return words


def _words(element: HtmlElement, limit: int) -> str:
    """The words of an element, as far as `limit` and a little more."""
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        parts.append(part)
        size += len(part)
        if size > limit:
            break
    return "".join(parts)


def _raise(element: HtmlElement) -> None:
    words = _words(element, _LONGEST_RAISED)
    if len(words) > _LONGEST_RAISED:
        return
    link = next(element.iter("a"), None)
    if link is None:
        link = next(element.iterancestors("a"), None)
    marks = " ".join(
        element_.get(name) or "" for element_ in (element, link) if element_ is not None for name in _MARKING
    )
    points = link is not None and "#" in (link.get("href") or "")
    said = raised(words, is_note=points or bool(_NOTE_WORDS.search(marks)))
    if said != words:
        _emptied(element)
        element.text = said


def _quote_inline(element: HtmlElement) -> None:
    first = next((part.lstrip() for part in element.itertext() if part.strip()), "")
    if not first or first[0] in _OPENING:
        return
    opening, closing = "‘’" if sum(1 for _ in element.iterancestors("q")) % 2 else "“”"
    element.text = opening + (element.text or "").lstrip()
    slot = (element[-1], "tail") if len(element) else (element, "text")
    _set(slot, _get(slot).rstrip() + closing)


def _quote_block(block: HtmlElement) -> None:
    """Puts the words of a quoted block in quotation marks, and a dash before the name that it is signed with.

    A block of layout stays as it is: one with a heading, a table, a form or another such block in it. As in print, each
    paragraph is opened, and only the last one closed.
    """
    words = _words(block, _LONGEST_QUOTATION)
    if len(words) > _LONGEST_QUOTATION or any(one.tag in _NO_QUOTATION for one in block.iterdescendants()):
        return
    slots = list(_slots(block))
    signature = _signature(block, slots)
    if signature is not None:
        slots = [slot for slot in slots if not _is_in(slot[0], signature)]
        _sign(signature)
    else:
        starts = (number for number in range(1, len(slots)) if _is_apart(slots[number - 1], slots[number]))
        slots = slots[: next((number for number in starts if _SIGNED.match(_get(slots[number]))), len(slots))]
    if not slots or _get(slots[0]).lstrip()[:1] in _OPENING:
        return
    _open(slots[0])
    for before, after in pairwise(slots):
        if _block_of(before) is not _block_of(after):
            _open(after)
    last = _get(slots[-1])
    _set(slots[-1], last.rstrip() + "”" + last[len(last.rstrip()) :])


def _open(slot: Slot) -> None:
    words = _get(slot).lstrip()
    _set(slot, words if words[:1] in _OPENING else "“" + words)


def _slots(block: HtmlElement) -> Iterator[Slot]:
    """The text nodes of an element that hold words, in order."""
    for event, element in etree.iterwalk(block, events=("start", "end")):
        slot = (element, "text" if event == "start" else "tail")
        if (event == "start" or element is not block) and _get(slot).strip():
            yield slot


def _get(slot: Slot) -> str:
    return getattr(slot[0], slot[1]) or ""


def _set(slot: Slot, words: str) -> None:
    setattr(slot[0], slot[1], words)


def _block_of(slot: Slot) -> HtmlElement:
    """The block that a text node stands in."""
    element, kind = slot
    if kind == "tail":
        element = element.getparent()
    while element.tag not in _BLOCKS and element.getparent() is not None:
        element = element.getparent()
    return element


def _is_apart(before: Slot, after: Slot) -> bool:
    """Whether a text node begins a line."""
    return _block_of(before) is not _block_of(after) or (after[1] == "tail" and after[0].tag in _BREAKS)


def _is_in(element: HtmlElement, other: HtmlElement) -> bool:
    return element is other or other in element.iterancestors()


def _signature(block: HtmlElement, slots: Sequence[Slot]) -> HtmlElement | None:
    """The element at the end of a quoted block, or the caption of its figure, that names who said it."""
    if not slots:
        return None
    last, kind = slots[-1]
    line = [last, *last.iterancestors()] if kind == "text" else list(last.iterancestors())
    inside = line[: line.index(block)]
    found = next((element for element in reversed(inside) if element.tag in _SIGNATURES), None)
    figure = block.getparent()
    if found is None and figure is not None and figure.tag == "figure":
        found = next(figure.iterchildren("figcaption"), None)
    return found


def _sign(signature: HtmlElement) -> None:
    first = next(_slots(signature), None)
    if first is not None and not _SIGNED.match(_get(first)):
        _set(first, "— " + _get(first).lstrip())
