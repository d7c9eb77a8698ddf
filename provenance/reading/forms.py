"""What a file is that only a closer look tells: exports of databases, mailboxes and other forms of newsrooms."""

from __future__ import annotations

import json
import re

from provenance.reading.signatures import (
    CSV,
    EXPORT,
    JSON,
    JSON_LINES,
    MBOX,
    MHTML,
    NEWSML,
    NEWSML_G2,
    NITF,
    RIS,
    SAVED_HTML,
    SRT,
    TELEGRAM,
    VTT,
    WEBARCHIVE,
    WHATSAPP,
    ZOTERO,
)
from provenance.reading.whatsapp import is_whatsapp

_MBOX = re.compile(r"From \S[^\r\n]*\d{4}[^\r\n]*\r?\n[A-Za-z][A-Za-z0-9-]*:")
_VTT = re.compile(r"WEBVTT(?:[ \t\r\n]|$)")
_SRT = re.compile(r"\s*\d+[ \t]*\r?\n(?:\d+:)?\d{1,2}:\d\d(?:[,.]\d{1,3})?[ \t]*-->")
_VTT_NAME = re.compile(r"\.vtt$", re.IGNORECASE)
_SUBTITLES_NAME = re.compile(r"\.(?:srt|vtt)$", re.IGNORECASE)
_TIMED = re.compile(r"^[ \t]*(?:\d+:)?\d{1,2}:\d\d(?:[,.]\d{1,3})?[ \t]*-->", re.MULTILINE)
_SAVED_BY = re.compile(
    r"^(?:Snapshot-Content-Location:|Content-Location:|X-MAF-|From:\s*\"?<Saved by\b)", re.IGNORECASE | re.MULTILINE
)
_RELATED = re.compile(r"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_HEADER = 20_000  # characters
_PLIST = re.compile(r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!DOCTYPE plist[^<>]*>\s*)?<plist\b")
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|!--)", re.IGNORECASE)
_XML_ROOT = re.compile(
    r"\s*(?:<\?[^<>]*\?>\s*|<!--(?:[^-]|-(?!->))*-->\s*|<!DOCTYPE[^<>\[]*(?:\[[^\]]*\]\s*)?>\s*)*"
    r"<(?:[\w.-]+:)?([\w.-]+)([^<>]*)"
)
_XML_FORMS = {
    "newsItem": NEWSML_G2, "newsMessage": NEWSML_G2, "packageItem": NEWSML_G2, "NewsML": NEWSML, "nitf": NITF,
}  # fmt: skip
_ZOTERO = "http://www.zotero.org/namespaces/export#"
_RIS = re.compile(r"(?:\s*\d+\.\s)?\s*TY  - ?\S")
_RIS_NAME = re.compile(r"\.ris$", re.IGNORECASE)
_RIS_WITHIN = re.compile(r"^TY  - ?\S", re.MULTILINE)
_JSON = re.compile(r"\s*(?:\[\s*[\[\{\]]|\{\s*[\"}])")
_JSON_NAME = re.compile(r"\.json$", re.IGNORECASE)
_LINES_NAME = re.compile(r"\.(?:jsonl|ndjson)$", re.IGNORECASE)
_CSV_NAME = re.compile(r"\.(?:csv|tsv|tab)$", re.IGNORECASE)


def packed_form_of(data: bytes) -> str | None:
    """The media type of packed data that is more than what its packing says, or None."""
    if data.startswith((b"{\\rtf", b"PK\x03\x04")):
        from provenance.reading.exports import is_packed_export  # loads lxml.html

        return EXPORT if is_packed_export(data) else None
    return None


def text_form_of(text: str, name: str | None) -> str | None:
    """The media type of decoded text of such a form, or None."""
    text = text.removeprefix("\ufeff")
    for sign, kind in ((_MBOX, MBOX), (_VTT, VTT), (_SRT, SRT), (_RIS, RIS)):
        if sign.match(text):
            return kind
    if _RIS_NAME.search(name or "") and _RIS_WITHIN.search(text[:_HEADER]):
        return RIS
    if _subtitles_named(text, name or ""):
        return VTT if _VTT_NAME.search(name or "") else SRT
    marked = _marked_form(text) if text.lstrip().startswith("<") else None
    if marked is not None:
        return marked
    if is_whatsapp(text):
        return WHATSAPP
    if _is_mhtml(text):
        return MHTML
    json_form = _json_form(text, name or "")
    if json_form is not None:
        return json_form
    if _is_export(text):
        return EXPORT
    return CSV if name and _CSV_NAME.search(name) and not text.lstrip().startswith("<") else None


def _subtitles_named(text: str, name: str) -> bool:
    """Whether a text lacks only the header or the numbers that subtitles begin with."""
    return _SUBTITLES_NAME.search(name) is not None and _TIMED.search(text[:_HEADER]) is not None


def _marked_form(text: str) -> str | None:
    """The media type of markup: news of agencies, references, and pages that were saved."""
    root = _XML_ROOT.match(text)
    if root is not None and root[1] in _XML_FORMS:
        return _XML_FORMS[root[1]]
    if root is not None and root[1] == "RDF" and _ZOTERO in root[2]:
        return ZOTERO
    if _PLIST.match(text) and "WebMainResource" in text:
        return WEBARCHIVE
    if _PAGE.match(text) and _is_telegram_page(text):
        return TELEGRAM
    return SAVED_HTML if _PAGE.match(text) and _is_saved_html(text) else None


def _is_mhtml(text: str) -> bool:
    """Whether a text begins with the header of a page saved as one file, not that of a letter with pictures."""
    head = re.split(r"\r?\n\r?\n", text[:_HEADER].lstrip(), maxsplit=1)[0]
    return _RELATED.search(head) is not None and _SAVED_BY.search(head) is not None


def _is_telegram_page(text: str) -> bool:
    """Whether a page is a chat as Telegram exports it."""
    return 'class="page_header' in text and 'class="message ' in text and 'class="history"' in text


def _is_saved_html(text: str) -> bool:
    from provenance.reading.saved_html import is_saved_html  # loads trafilatura

    return is_saved_html(text)


def _json_form(text: str, name: str) -> str | None:
    """JSON for one value, JSON Lines for an object on each line, None for what is neither."""
    if _JSON.match(text) is None or _LINES_NAME.search(name):
        return None
    line, _, rest = text.lstrip().partition("\n")
    if not line.startswith("{"):
        return JSON
    try:
        value = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None if rest.lstrip().startswith("{") and not _JSON_NAME.search(name) else JSON
    if rest.strip():
        return JSON_LINES if rest.lstrip().startswith("{") else JSON
    return JSON_LINES if isinstance(value, dict) and isinstance(value.get("text"), str) else JSON


def _is_export(text: str) -> bool:
    from provenance.reading.exports import is_export  # loads lxml.html

    return is_export(text)
