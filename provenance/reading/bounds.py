"""What a document may hold, checked by one pass over its bytes before a parser sees them.

Parsers take a time that grows faster than some counts, however few bytes there are. Each limit is far above what
articles have, and what is below it was measured to be read in at most about 15 seconds and 350 MB on one slow core.
What still takes longer is ended from outside (see `casefile.crew`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from provenance.reading.document import DamagedError

HTML_LEVELS = 1_000
"""The most among 3,000 pages of a manual: 17."""
HTML_ELEMENTS = 80_000
"""A large news page has 5,000."""
HTML_LEVELS_OF_ALL = 2_000_000
"""Levels that all elements lie deep, added up. A large page: 5,000 elements, 15 levels each."""
HTML_ATTRIBUTES = 1_000
"""Of one element; a page's script data has some dozens."""
XML_TAGS = 3_000_000
"""A Word document of 300,000 paragraphs has 1.8 million, and takes 5 s and 350 MB."""
MAIL_FIELDS = 1_000
"""Header fields in one header. A mail that went through many hands has 100."""
MAIL_HEADER = 500_000
"""Bytes of one header; 5,000 recipients fit."""
MAIL_STRUCTURED = 2_000
"""Bytes of a field that has a grammar."""
MAIL_STRUCTURED_ALL = 50_000
"""Bytes of all such fields in a message."""
MAIL_NAMED = 5_000
"""Bytes of the subject and of the sender."""
MARKDOWN_LINES = 100_000
"""A book has 20,000."""
MARKDOWN_CELLS = 100_000
"""Of tables."""
MARKDOWN_ITEMS = 50_000
"""Of lists."""
MARKDOWN_MARKS = 10_000
"""Signs that may be markup in one paragraph."""

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:_-]*)([^<>]*)")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
# Each ends by itself where the next one begins, so pages leave out the end.
_ENDS_ITSELF = frozenset("html head body p li dt dd option optgroup colgroup thead tbody tfoot tr td th rp rt".split())
_RAW = ("script", "style", "textarea", "title")
_STRUCTURED = (b"content-type", b"content-disposition", b"content-transfer-encoding", b"date", b"mime-version")
_NAMED = (b"subject", b"from")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]", re.MULTILINE)
_MARK = re.compile(r"[*_\[\]!<>`&~]")


def check_html(page: str) -> None:
    """Raises DamagedError where a page has too many elements, too deep, or with too many attributes."""
    open_: list[str] = []
    counts: Counter[str] = Counter()
    elements = levels = 0
    for name, ends, attributes in _tags(page):
        if ends:
            while counts[name]:
                last = open_.pop()
                counts[last] -= 1
                if last == name:
                    break
            continue
        elements += 1
        levels += len(open_)
        if len(attributes) > HTML_ATTRIBUTES and len(_VALUE.sub("", attributes).split()) > HTML_ATTRIBUTES:
            raise DamagedError(f"an element <{name}> of this page has more than {HTML_ATTRIBUTES:,} attributes")
        if elements > HTML_ELEMENTS:
            raise DamagedError(f"this page has more than {HTML_ELEMENTS:,} elements; save its article by itself")
        if levels > HTML_LEVELS_OF_ALL:
            raise DamagedError("the elements of this page are too many and lie too deep; save its article by itself")
        if name not in _VOID and name not in _ENDS_ITSELF and not attributes.endswith("/"):
            open_.append(name)
            counts[name] += 1
            if len(open_) > HTML_LEVELS:
                raise DamagedError(f"the elements of this page lie more than {HTML_LEVELS:,} deep, one in the other")


def _tags(page: str) -> Iterator[tuple[str, bool, str]]:
    """The tags of a page, without those in comments, scripts and the like: name, whether it ends, attributes."""
    folded = page.lower()
    at = folded.find("<")
    while at >= 0:
        if folded.startswith("<!--", at):
            end = folded.find("-->", at + 4)
            at = -1 if end < 0 else folded.find("<", end)
            continue
        found = _NAME.match(folded, at)
        if found is None:
            at = folded.find("<", at + 1)
            continue
        name, ends = found[1], folded[at + 1] == "/"
        yield name, ends, found[2]
        end = found.end()
        if name in _RAW and not ends:
            end = folded.find(f"</{name}", end)
        at = -1 if end < 0 else folded.find("<", end)


def check_xml(data: bytes) -> None:
    """Raises DamagedError where a document has too many tags. (The parser itself stops at 256 levels.)"""
    if data.count(b"<") > XML_TAGS:
        raise DamagedError(f"its XML has more than {XML_TAGS:,} tags; split it")


def check_mail(data: bytes) -> None:
    """Raises DamagedError where a header of a message, or of a part of it, has too many fields or too long ones."""
    structured = 0
    for header in _headers(data):
        if len(header) > MAIL_HEADER:
            raise DamagedError(f"a header of this e-mail is longer than {MAIL_HEADER // 1000} kB")
        fields = _fields(header)
        if len(fields) > MAIL_FIELDS:
            raise DamagedError(f"a header of this e-mail has more than {MAIL_FIELDS:,} fields")
        for field in fields:
            name = field.partition(b":")[0].strip().lower()
            limit = MAIL_STRUCTURED if name in _STRUCTURED else MAIL_NAMED if name in _NAMED else MAIL_HEADER
            if len(field) > limit:
                shown = name.decode("ascii", errors="replace").title()
                raise DamagedError(f"the header field {shown} of this e-mail is longer than {limit:,} bytes")
            structured += len(field) if name in _STRUCTURED else 0
        if structured > MAIL_STRUCTURED_ALL:
            raise DamagedError("the headers of the parts of this e-mail are too long; save what you need by itself")


def _headers(data: bytes) -> Iterator[bytes]:
    """The header of a message, and whatever may be the header of a part: what follows a line that begins with `--`, or
    the empty line after one that ends a header (a message that is attached).
    """
    lines = data.splitlines(keepends=True)
    header: list[bytes] | None = []
    for line in lines:
        if line.startswith(b"--"):
            if header:
                yield b"".join(header)
            header = []
        elif header is not None and line.strip():
            header.append(line)
        elif header:
            whole = b"".join(header)
            yield whole
            header = [] if b"message/" in whole.lower() else None
    if header:
        yield b"".join(header)


def _fields(header: bytes) -> list[bytes]:
    """The fields of a header, each with the lines that it goes on in."""
    return re.split(rb"\r?\n(?![ \t])", header.rstrip())


def check_markdown(source: str) -> None:
    """Raises DamagedError where a text has too many lines, cells, items, or signs that may be markup."""
    for counted, limit, words in (
        (source.count("\n"), MARKDOWN_LINES, "lines"),
        (source.count("|"), MARKDOWN_CELLS, "cells of tables"),
        (sum(1 for _ in _ITEM.finditer(source)), MARKDOWN_ITEMS, "items of lists"),
    ):
        if counted > limit:
            raise DamagedError(f"this Markdown has more than {limit:,} {words}; save it as plain text, or split it")
    for paragraph in source.split("\n\n"):
        if len(paragraph) > MARKDOWN_MARKS and sum(1 for _ in _MARK.finditer(paragraph)) > MARKDOWN_MARKS:
            raise DamagedError(
                f"a paragraph of this Markdown has more than {MARKDOWN_MARKS:,} signs that may be markup; "
                "save it as plain text, or split it"
            )
