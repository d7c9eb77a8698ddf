"""E-books (EPUB 3.3): the chapters in reading order, each read as a web page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from provenance.model import Place
from provenance.reading.days import parse_day
from provenance.reading.decoding import decode
from provenance.reading.document import DamagedError, Document, Facts
from provenance.reading.html import read_visible
from provenance.reading.packed import member, open_zip, parse_xml

CHAPTERS = 2000
_LARGEST = 5_000_000  # bytes of one chapter, and of the list of chapters
_ALL = 100_000_000  # bytes of all chapters
_ROOTFILE = ".//{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = ".//{http://purl.org/dc/elements/1.1/}"


def read_epub(data: bytes) -> Document:
    """All chapters; a paragraph's place is its file in the book with the element (`OPS/c1.xhtml#xpath=/html/…`).

    Raises:
        DamagedError: It is not an e-book, is locked, or is over a limit.
    """
    with open_zip(data) as archive:
        if "META-INF/encryption.xml" in archive.namelist():
            raise DamagedError("it is locked (DRM)")
        rootfile = parse_xml(member(archive, "META-INF/container.xml", _LARGEST)).find(_ROOTFILE)
        book = "" if rootfile is None else rootfile.get("full-path") or ""
        package = parse_xml(member(archive, book, _LARGEST))
        facts = Facts()
        for field, name in (("title", "title"), ("byline", "creator"), ("outlet", "publisher")):
            facts.tell(field, package.findtext(_DC + name), f"epub: {name}")
        facts.tell("published_on", parse_day(package.findtext(f"{_DC}date") or ""), "epub: date")
        items = {item.get("id"): item.get("href") or "" for item in package.iter(f"{_OPF}item") if _is_page(item)}
        spine = [items.get(entry.get("idref"), "") for entry in package.iter(f"{_OPF}itemref")]
        names = [posixpath.normpath(posixpath.join(posixpath.dirname(book), unquote(name))) for name in spine if name]
        return _joined(list(_chapters(archive, names)), facts)


def _is_page(item: etree._Element) -> bool:
    """Whether what a book lists is text: its order of reading may name pictures, too."""
    kind = item.get("media-type") or ""
    return not kind or "html" in kind or kind in ("application/x-dtbook+xml", "text/x-oeb1-document", "application/xml")


def _chapters(archive: ZipFile, names: list[str]) -> Iterator[tuple[str, Document]]:
    if len(names) > CHAPTERS:
        raise DamagedError(f"it has more than {CHAPTERS} chapters")
    left = _ALL
    for name in dict.fromkeys(names):
        data = member(archive, name, _LARGEST)
        left -= len(data)
        if left < 0:
            raise DamagedError(f"unpacked it is over the limit of {_ALL // 1_000_000} MB")
        yield name, read_visible(decode(data))


def _joined(chapters: list[tuple[str, Document]], facts: Facts) -> Document:
    texts, places, furniture, position = [], [], [], 0
    for name, chapter in chapters:
        texts.append(chapter.text)
        places += [
            Place(position + place.start, position + place.end, f"{name}#{place.where}") for place in chapter.places
        ]
        furniture += [(position + start, position + end) for start, end in chapter.furniture]
        position += len(chapter.text) + 2
    return Document("\n\n".join(texts), tuple(places), facts, furniture=tuple(furniture))
