"""Word documents (Office Open XML, ECMA-376), read straight from their XML."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from provenance.reading.document import DamagedError, Document, Facts, clean, join
from provenance.reading.packed import member, open_zip, parse_xml
from provenance.reading.page_facts import parse_day

_LARGEST = 50_000_000  # bytes of the text's XML
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DC, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_SPACES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(data: bytes) -> Document:
    """Every paragraph of the text, also in tables; its place is its number (`paragraph=4`, from 1).

    What was deleted with changes tracked is left out.

    Raises:
        DamagedError: It is not a Word document, or over a limit.
    """
    with open_zip(data) as archive:
        root = parse_xml(member(archive, "word/document.xml", _LARGEST))
        try:
            facts = _facts(parse_xml(member(archive, "docProps/core.xml", _LARGEST)))
        except DamagedError:  # the properties are optional
            facts = Facts()
    lines = (
        (clean(line).strip(), f"paragraph={number}")
        for number, paragraph in enumerate(root.iter(f"{_W}p"), 1)
        for line in "".join(_texts(paragraph)).split("\n")
    )
    text, places = join((line, where) for line, where in lines if line)
    return Document(text, places, facts)


def _texts(paragraph: etree._Element) -> Iterator[str]:
    """The text of a paragraph without that of paragraphs inside it (text boxes come by themselves)."""
    skipped = 0
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        inside = element.tag == _FALLBACK or (element.tag == f"{_W}p" and element is not paragraph)
        if event == "end":
            skipped -= inside
        elif inside:
            skipped += 1
        elif not skipped and element.tag == f"{_W}t":
            yield element.text or ""
        elif not skipped and element.tag in _SPACES:
            yield _SPACES[element.tag]


def _facts(core: etree._Element) -> Facts:
    """Title and author from the document's properties; when the file was made says nothing of publication."""
    facts = Facts()
    facts.tell("title", core.findtext(f".//{_DC}title"), "docx: title")
    facts.tell("byline", core.findtext(f".//{_DC}creator"), "docx: creator")
    facts.tell("modified_on", parse_day(core.findtext(f".//{_TERMS}modified") or ""), "docx: modified")
    return facts
