"""Word documents (Office Open XML, ECMA-376), read straight from their XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from provenance.reading.days import parse_day
from provenance.reading.document import DamagedError, Document, Facts, clean, join, marked
from provenance.reading.markup import raised
from provenance.reading.packed import member, open_zip, parse_xml

_LARGEST = 50_000_000  # bytes of the text's XML
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DC, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_UNSAID = frozenset({_FALLBACK, f"{_W}del", f"{_W}moveFrom"})
_HEADING = re.compile(r"Heading\d|Title|Subtitle|Caption")  # ids of styles that every Word has
_NO_LEVEL = "9"  # of body text (ECMA-376-1, 17.3.1.20)
_SPACES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(data: bytes) -> Document:
    """Every paragraph of the text, also in tables; its place is its number (`paragraph=4`, from 1).

    What was deleted with changes tracked is left out.

    What is struck out, hidden or moved elsewhere is left out, too. Notes follow the text (`footnote=2`, `endnote=2`).

    Raises:
        DamagedError: It is not a Word document, or over a limit.
    """
    with open_zip(data) as archive:
        root = parse_xml(member(archive, "word/document.xml", _LARGEST))
        notes = [note for kind in ("footnote", "endnote") for note in _notes(archive, kind)]
        try:
            facts = _facts(parse_xml(member(archive, "docProps/core.xml", _LARGEST)))
        except DamagedError:  # the properties are optional
            facts = Facts()
    numbered = [(paragraph, f"paragraph={number}") for number, paragraph in enumerate(root.iter(f"{_W}p"), 1)]
    lines = (
        (clean(line).strip(), where)
        for paragraph, where in [*numbered, *notes]
        for line in _text(paragraph).split("\n")
    )
    pieces = [(line, where) for line, where in lines if line]
    text, places = join(pieces)
    headings = {where for paragraph, where in numbered if _is_heading(paragraph)}
    return Document(text, places, facts, furniture=marked((line, where in headings) for line, where in pieces))


def _is_heading(paragraph: etree._Element) -> bool:
    """Whether the style of a paragraph, or the paragraph itself, makes it a heading, the title or a caption."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    level = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    name = "" if style is None else style.get(f"{_W}val", "")
    return _HEADING.fullmatch(name) is not None or (level is not None and level.get(f"{_W}val") != _NO_LEVEL)


def _notes(archive: ZipFile, kind: str) -> Iterator[tuple[etree._Element, str]]:
    """The paragraphs of the notes at the foot of a page or at the end, each with its place."""
    try:
        root = parse_xml(member(archive, f"word/{kind}s.xml", _LARGEST))
    except DamagedError:  # most documents have none
        return
    for note in root.iter(f"{_W}{kind}"):
        if note.get(f"{_W}type") is None:  # the others are the lines drawn above notes
            for paragraph in note.iter(f"{_W}p"):
                yield paragraph, f"{kind}={note.get(f'{_W}id')}"


def _text(paragraph: etree._Element) -> str:
    """The text of a paragraph without that of paragraphs inside it (text boxes come by themselves)."""
    said = "• " if paragraph.find(f"{_W}pPr/{_W}numPr") is not None else ""
    start, is_raised = len(said), False
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, element in walk:
        tag = element.tag
        if (
            tag in _UNSAID
            or (tag == f"{_W}p" and element is not paragraph)
            or (tag == f"{_W}r" and _is_struck(element))
        ):
            walk.skip_subtree()
        elif tag == f"{_W}r":
            is_raised = _is_raised(element)
        elif tag == f"{_W}t":
            words = element.text or ""
            said += raised(words) if is_raised else words
        elif tag in _SPACES:
            said += _SPACES[tag]
    return said if said[start:].strip() else ""


def _is_struck(run: etree._Element) -> bool:
    """Whether a run is struck out or hidden."""
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    found = (properties.find(f"{_W}{name}") for name in ("strike", "dstrike", "vanish"))
    return any(one is not None and one.get(f"{_W}val", "true") in ("true", "1", "on") for one in found)


def _is_raised(run: etree._Element) -> bool:
    place = run.find(f"{_W}rPr/{_W}vertAlign")
    return place is not None and place.get(f"{_W}val") == "superscript"


def _facts(core: etree._Element) -> Facts:
    """Title and author from the document's properties; when the file was made says nothing of publication."""
    facts = Facts()
    facts.tell("title", core.findtext(f".//{_DC}title"), "docx: title")
    facts.tell("byline", core.findtext(f".//{_DC}creator"), "docx: creator")
    facts.tell("modified_on", parse_day(core.findtext(f".//{_TERMS}modified") or ""), "docx: modified")
    return facts
