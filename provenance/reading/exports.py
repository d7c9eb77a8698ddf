"""Exports of press databases (Nexis, Factiva, ProQuest): which one a file comes from, and each article in it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from zipfile import BadZipFile, ZipFile

from provenance.model import Original
from provenance.progress import tell
from provenance.reading.blocks import Block, blocks_of, document_of, form_of, is_wrapped
from provenance.reading.document import Allowance, BadPart, DamagedError, Facts, Part
from provenance.reading.factiva import ACCESSION, factiva_articles
from provenance.reading.nexis import nexis_articles
from provenance.reading.proquest import proquest_articles

ARTICLES = 20_000
"""In one export; the databases give out some hundreds at a time."""
Taker = Callable[[Sequence[Block]], Iterator[tuple[Facts, Sequence[Block]] | str]]

# What only these databases write, by line. Sources: their own exports.
_SIGNS: tuple[tuple[re.Pattern[str], Taker], ...] = (
    (re.compile(r"(?:^|>)\s*ProQuest document ID\s*:", re.MULTILINE), proquest_articles),
    (re.compile(rf"(?:^|>|\|)\s*{ACCESSION}\s*(?:$|<|\|)", re.MULTILINE), factiva_articles),
    (re.compile(r"(?:^|>)\s*(?:\d+ of \d+ DOCUMENTS?|End of Document)\s*(?:$|<)", re.MULTILINE), nexis_articles),
)
_HINT = re.compile(r"ProQuest document ID|0(?:19|20)\d{6}[a-z]| DOCUMENT|End of Document")
_TAG = re.compile(r"<[^<>]*>")
_RTF_WORD = re.compile(r"\\(?:par|line|cell|row)\b ?|[{}]")
_RTF_CONTROL = re.compile(r"\\\*?[a-z]+-?\d* ?")
_SEEN = 20_000_000  # characters that are looked through


def is_export(text: str) -> bool:
    """Whether a text, or the markup of a page, is that of an export."""
    return _taker(text) is not None


def is_packed_export(data: bytes) -> bool:
    """Whether a Word document or rich text holds an export."""
    if data.startswith(b"{\\rtf"):
        return is_export(_RTF_CONTROL.sub("", _RTF_WORD.sub("\n", data[:_SEEN].decode("latin-1"))))
    try:
        with ZipFile(io.BytesIO(data)) as archive, archive.open("word/document.xml") as file:
            markup = file.read(_SEEN).decode("utf-8", errors="replace")
    except (BadZipFile, KeyError, OSError, RuntimeError, ValueError, NotImplementedError, EOFError, zlib.error):
        return False
    return is_export(_TAG.sub("", markup.replace("</w:p>", "\n").replace("<w:br/>", "\n")))


def open_export(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The articles of an export, each with its outlet, day and byline; one that has no text is named with the reason.

    Raises:
        DamagedError: It is no export.
        MissingExtra: It is rich text, which needs a part that is not installed.
    """
    blocks = blocks_of(data)
    taker = _taker("\n".join(" ".join(line.split()) for one in blocks for line, _ in one.lines))
    if taker is None:
        raise DamagedError("this is no export of Nexis, Factiva or ProQuest: nothing in it ends an article")
    original, wrapped = Original(data, form_of(data)), is_wrapped(blocks)
    for number, found in enumerate(taker(blocks), 1):
        name = f":{number}"
        tell(number - 1, len(blocks))
        if number > ARTICLES:
            yield BadPart(name, f"it has more than {ARTICLES:,} articles; split it")
            return
        if isinstance(found, str):
            yield BadPart(name, found)
            continue
        facts, body = found
        if not allowance.spend(sum(len(one.text) for one in body)):
            yield BadPart(name, "the export holds more than is allowed; split it")
            return
        yield Part(name, partial(document_of, body, facts, wrapped=wrapped), original, in_list=True)


def _taker(text: str) -> Taker | None:
    if _HINT.search(text) is None:  # the signs themselves take ten times as long
        return None
    return next((taker for sign, taker in _SIGNS if sign.search(text)), None)
