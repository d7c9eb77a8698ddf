"""Texts of OpenDocument (ODF 1.3, ISO/IEC 26300), read straight from their XML."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from provenance.reading.days import day_of
from provenance.reading.document import DamagedError, Document, Facts, clean, join, marked
from provenance.reading.markup import raised
from provenance.reading.packed import member, open_zip, parse_xml

_LARGEST = 50_000_000  # bytes of the text's XML
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE, _OFFICE, _META = (f"{_NAMES}{name}:1.0}}" for name in ("text", "style", "office", "meta"))
_DC = "{http://purl.org/dc/elements/1.1/}"
_HEADING = f"{_TEXT}h"
_PARAGRAPHS = (f"{_TEXT}p", _HEADING)
_UNSAID = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation", f"{_TEXT}ruby-text"})
_INDEXES = frozenset(
    f"{_TEXT}{name}" for name in ("table-of-content", "alphabetical-index", "illustration-index", "table-index")
)
_MOST_SPACES = 100  # that one element may stand for


def read_odt(data: bytes) -> Document:
    """Every paragraph of the text, also in tables; its place is its number (`paragraph=4`, from 1).

    What is deleted with changes tracked, struck out or hidden is left out, and so are remarks and tables of contents.
    Notes follow the paragraph that they belong to.

    Raises:
        DamagedError: It is no OpenDocument text, is locked, or is over a limit.
    """
    with open_zip(data) as archive:
        if b"manifest:encryption-data" in _optional(archive, "META-INF/manifest.xml"):
            raise DamagedError("it is locked by a password")
        root = parse_xml(member(archive, "content.xml", _LARGEST))
        facts = _facts(_optional(archive, "meta.xml"))
    unsaid, above = _styles(root)
    lines = (
        (clean(line).strip(), f"paragraph={number}", paragraph.tag == _HEADING)
        for number, paragraph in enumerate(_paragraphs(root), 1)
        for line in _words(paragraph, unsaid, above).split("\n")
    )
    pieces = [one for one in lines if one[0]]
    text, places = join((line, where) for line, where, _ in pieces)
    return Document(text, places, facts, furniture=marked((line, is_heading) for line, _, is_heading in pieces))


def _optional(archive: object, name: str) -> bytes:
    try:
        return member(archive, name, _LARGEST)  # type: ignore[arg-type]
    except DamagedError:
        return b""


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs that are read, in order, those of notes after that which they stand in."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.tag in _UNSAID or element.tag in _INDEXES:
            walk.skip_subtree()
        elif element.tag in _PARAGRAPHS:
            yield element


def _words(paragraph: etree._Element, unsaid: frozenset[str], above: frozenset[str]) -> str:
    """The text of a paragraph without that of paragraphs inside it."""
    parts: list[str] = []
    open_: list[etree._Element] = []
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "start":
            inner = element.tag in _PARAGRAPHS and element is not paragraph
            struck = element.get(f"{_TEXT}style-name") in unsaid
            if skipped is None and (inner or struck or element.tag in _UNSAID):
                skipped = element
            open_.append(element)
            if skipped is None:
                parts.append(_sign(element))
                parts.append(_shown(element.text, open_, above))
        else:
            open_.pop()
            if skipped is element:
                skipped = None
            if skipped is None and element is not paragraph:
                parts.append(_shown(element.tail, open_, above))
    return "".join(parts)


def _shown(words: str | None, open_: list[etree._Element], above: frozenset[str]) -> str:
    """Text as it is read: white space as one blank, what is raised apart from what stands before it."""
    if not words:
        return ""
    blank = " " if words[:1].isspace() else ""
    end = " " if words[-1:].isspace() and words.strip() else ""
    told = blank + " ".join(words.split()) + end
    return raised(told) if any(one.get(f"{_TEXT}style-name") in above for one in open_) else told


def _sign(element: etree._Element) -> str:
    if element.tag == f"{_TEXT}line-break":
        return "\n"
    if element.tag == f"{_TEXT}tab":
        return "\t"
    if element.tag == f"{_TEXT}s":
        count = element.get(f"{_TEXT}c", "1")
        return " " * min(int(count), _MOST_SPACES) if count.isascii() and count.isdigit() and len(count) < 9 else " "
    return ""


def _styles(root: etree._Element) -> tuple[frozenset[str], frozenset[str]]:
    """The styles whose text is struck out or hidden, and those whose text is raised."""
    unsaid, above = set(), set()
    for style in root.iter(f"{_STYLE}style"):
        name = style.get(f"{_STYLE}name")
        properties = style.find(f"{_STYLE}text-properties")
        if name is None or properties is None:
            continue
        line = properties.get(f"{_STYLE}text-line-through-style") or properties.get(f"{_STYLE}text-line-through-type")
        if (line or "none") != "none" or properties.get(f"{_TEXT}display") == "none":
            unsaid.add(name)
        place = properties.get(f"{_STYLE}text-position", "")
        if place.startswith("super") or (place[:1].isdigit() and not place.startswith("0%")):
            above.add(name)
    return frozenset(unsaid), frozenset(above)


def _facts(meta: bytes) -> Facts:
    """Title and author from the document's properties; when the file was made says nothing of publication."""
    facts = Facts()
    if not meta:
        return facts
    try:
        root = parse_xml(meta)
    except DamagedError:  # the properties are optional
        return facts
    facts.tell("title", root.findtext(f".//{_DC}title"), "odt: title")
    for name in (f"{_META}initial-creator", f"{_DC}creator"):
        facts.tell("byline", root.findtext(f".//{name}"), "odt: creator")
    facts.tell("modified_on", day_of(root.findtext(f".//{_DC}date")), "odt: date")
    return facts
