"""Lists of references: RIS, and the RDF of Zotero. An abstract is an article; the rest are addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from provenance.model import Original
from provenance.reading.days import day_of
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part, clean, join, line_ends
from provenance.reading.news_text import name_of, words_of
from provenance.reading.packed import parse_xml
from provenance.reading.signatures import RIS, ZOTERO

REFERENCES = 100_000
_TAG = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
# Source: the RIS format specification (Research Information Systems, 2001 and 2011).
_RIS = {
    "TI": "title", "T1": "title", "T2": "outlet", "JO": "outlet", "JF": "outlet", "PB": "outlet", "AU": "byline",
    "A1": "byline", "DA": "published_on", "Y1": "published_on", "UR": "url", "L2": "url", "AB": "text", "N2": "text",
}  # fmt: skip
# Source: Zotero's own translator of RDF.
_ITEMS = frozenset(
    "Article Document Webpage Newspaper BlogPost Report Book Letter Recording Interview Item Description Memo".split()
)
_RDF = {"title": "title", "date": "published_on", "abstract": "text", "issued": "published_on"}


@dataclass(slots=True)
class Reference:
    """What is said of a work, and where that stands."""

    where: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Adds a value, unless there is none."""
        if value.strip():
            self.values.setdefault(name, []).append(value.strip())

    def first(self, name: str) -> str:
        """The first value of a name; "" where there is none."""
        return self.values.get(name, [""])[0]


def open_ris(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The references of RIS; a place is the lines of one (`line=3,12`, RFC 5147). Raises DamagedError."""
    yield from _offered(references_in_ris(data), Original(data, RIS), allowance, "ris")


def open_zotero(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The references of Zotero's RDF; a place names the work (`#https://…`). Raises DamagedError."""
    yield from _offered(references_in_rdf(data), Original(data, ZOTERO), allowance, "zotero")


def addresses_of_references(found: Iterator[Reference | BadPart]) -> list[str]:
    """The addresses of references, each once, in order."""
    urls = (one.first("url") for one in found if isinstance(one, Reference))
    return list(dict.fromkeys(url for url in urls if _is_address(url)))


def references_in_ris(data: bytes) -> Iterator[Reference | BadPart]:
    """The references, and in its place one that has no end."""
    current: Reference | None = None
    last = ""
    number = 0
    for number, line in enumerate(line_ends(decode(data)).split("\n")):
        tag = _TAG.match(line)
        if tag is None:
            if current is not None and last and line.strip():  # a value goes on
                current.values.setdefault(last, [""])[-1] += f"\n{line.strip()}"
        elif tag[1] == "TY":
            if current is not None:
                yield _endless(current, number)
            current, last = Reference(f"line={number}"), ""
        elif tag[1] == "ER" and current is not None:
            current.where += f",{number + 1}"
            yield current
            current = None
        elif current is not None:
            last = _RIS.get(tag[1], "")
            current.add(last, tag[2]) if last else None
    if current is not None:
        yield _endless(current, number)


def _endless(reference: Reference, line: int) -> BadPart:
    begun = int(reference.where.partition("=")[2]) + 1
    return BadPart(
        f":{begun}", f"the reference that begins on line {begun} is cut off before line {line + 1}: no ER ends it"
    )


def references_in_rdf(data: bytes) -> Iterator[Reference | BadPart]:
    """The works that are described; collections, notes and attachments are passed over. Raises DamagedError."""
    root = parse_xml(data)
    for item in root:
        if name_of(item) not in _ITEMS or _kind(item) in ("attachment", "note"):
            continue
        about = next((value for name, value in item.attrib.items() if str(name).endswith("}about")), "")
        reference = Reference(f"#{about}")
        for child in item:
            _describe(reference, child)
        if _is_address(about):
            reference.add("url", about)
        yield reference


def _describe(reference: Reference, child: etree._Element) -> None:
    name = name_of(child)
    if name in _RDF:
        reference.add(_RDF[name], words_of(child))
    elif name == "identifier":
        reference.add("url", words_of(child) if _is_address(words_of(child)) else "")
    elif name in ("isPartOf", "publisher"):
        title = next((one for one in child.iter() if name_of(one) in ("title", "name")), None)
        reference.add("outlet", words_of(title))
    elif name in ("authors", "creators"):
        for person in (one for one in child.iter() if name_of(one) == "Person"):
            names = {name_of(one): words_of(one) for one in person}
            given = names.get("givenName") or names.get("givenname") or ""
            reference.add("byline", f"{given} {names.get('surname', '')}".strip())


def _kind(item: etree._Element) -> str:
    return next((words_of(child) for child in item if name_of(child) == "itemType"), "")


def _offered(
    found: Iterator[Reference | BadPart], original: Original, allowance: Allowance, form: str
) -> Iterator[Part | BadPart]:
    addresses: dict[str, None] = {}
    count = told = 0
    for count, one in enumerate(found, 1):
        if isinstance(one, BadPart):
            told += 1
            yield one
        elif count > REFERENCES or not allowance.spend(len(one.first("text"))):
            yield BadPart(f":{count}", "the list holds more than is allowed; split it")
            return
        elif one.first("text"):
            told += 1
            yield Part(f":{count}", _document(one, form), original, in_list=True)
        elif _is_address(one.first("url")):
            addresses[one.first("url")] = None
    if addresses:
        reason = f"{len(addresses):,} of its references have an address and no abstract; nothing is fetched unasked: "
        yield BadPart("", f"{reason}`provenance ingest --fetch-listed` reads them", left_out=True)
    elif not count:
        raise DamagedError("there is no reference in it")
    elif not told:
        yield BadPart("", f"its {count:,} references have neither an abstract nor an address: there is no text")


def _document(reference: Reference, form: str) -> Document:
    facts = Facts()
    values: Mapping[str, list[str]] = reference.values
    facts.tell("title", reference.first("title"), f"{form}: title")
    facts.tell("outlet", reference.first("outlet"), f"{form}: where it appeared")
    facts.tell("byline", ", ".join(_given_first(name) for name in values.get("byline", [])), f"{form}: authors")
    facts.tell("published_on", day_of(reference.first("published_on").rstrip("/").replace("/", "-")), f"{form}: date")
    facts.tell("url", reference.first("url") if _is_address(reference.first("url")) else None, f"{form}: address")
    facts.origins["text"] = f"{form}: abstract"
    lines = ((" ".join(clean(line).split()), reference.where) for line in reference.first("text").split("\n"))
    text, places = join(lines)
    return Document(text, places, facts)


def _given_first(name: str) -> str:
    surname, comma, given = name.partition(",")
    return f"{given.strip()} {surname.strip()}" if comma else name


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://"))
