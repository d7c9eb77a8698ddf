"""The formats that are read, one module each. A reader is loaded when its first file comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from provenance.errors import MissingExtra
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, Document, Part
from provenance.reading.signatures import (
    CSV,
    DOCX,
    EMAIL,
    EPUB,
    EXPORT,
    FEED,
    HTML,
    JSON,
    JSON_LINES,
    MARKDOWN,
    MBOX,
    MHTML,
    MSG,
    NEWSML,
    NEWSML_G2,
    NITF,
    ODT,
    PDF,
    PICTURE,
    RIS,
    RTF,
    SAVED_HTML,
    SRT,
    TELEGRAM,
    TEXT,
    VTT,
    WACZ,
    WARC,
    WEBARCHIVE,
    WHATSAPP,
    XLSX,
    ZIP,
    ZOTERO,
)
from provenance.reading.text import read_text

Reader: TypeAlias = Callable[[bytes], Document]
Opener: TypeAlias = Callable[[bytes, Allowance], Iterator[Part | BadPart]]


def _text(data: bytes) -> Document:
    return read_text(decode(data))


def _markdown(data: bytes) -> Document:
    from provenance.reading.markdown import read_markdown

    return read_markdown(decode(data))


def _html(data: bytes) -> Document:
    from provenance.reading.html import read_html  # loads trafilatura (0.3 s)

    return read_html(decode(data))


def _pdf(data: bytes) -> Document:
    from provenance.reading.pdf import read_pdf

    return read_pdf(data)


def _docx(data: bytes) -> Document:
    from provenance.reading.docx import read_docx

    return read_docx(data)


def _epub(data: bytes) -> Document:
    from provenance.reading.epub import read_epub

    return read_epub(data)


def _rtf(data: bytes) -> Document:
    try:
        from provenance.reading.rtf import read_rtf
    except ImportError as error:
        raise MissingExtra("reading rich text (RTF)", "formats") from error
    return read_rtf(data)


def _mail(data: bytes) -> Document:
    from provenance.reading.mail import read_mail

    return read_mail(data)


def _attachments(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.mail import open_mail

    return open_mail(data, allowance)


def _feed(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.feed import open_feed

    return open_feed(data, allowance)


def _json_lines(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.json_lines import open_json_lines

    return open_json_lines(data, allowance)


def _zip(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.packed import open_archive

    return open_archive(data, allowance)


def _wacz(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.packed import open_web_archive

    return open_web_archive(data, allowance)


def _warc(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.warc import open_warc

    return open_warc(data, allowance)


def _mbox(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.mbox import open_mbox

    return open_mbox(data, allowance)


def _export(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.exports import open_export

    return open_export(data, allowance)


def _csv(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.csv_table import open_csv

    return open_csv(data, allowance)


def _xlsx(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.xlsx import open_xlsx

    return open_xlsx(data, allowance)


def _json(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.json_articles import open_json

    return open_json(data, allowance)


def _subtitles(data: bytes) -> Document:
    from provenance.reading.subtitles import read_subtitles

    return read_subtitles(data)


def _cues(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.subtitles import open_subtitles

    return open_subtitles(data, allowance)


def _mhtml(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.mhtml import open_mhtml

    return open_mhtml(data, allowance)


def _webarchive(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.webarchive import open_webarchive

    return open_webarchive(data, allowance)


def _saved_html(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.saved_html import open_saved_html

    return open_saved_html(data, allowance)


def _odt(data: bytes) -> Document:
    from provenance.reading.odt import read_odt

    return read_odt(data)


def _nitf(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.nitf import open_nitf

    return open_nitf(data, allowance)


def _newsml(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.newsml import open_newsml

    return open_newsml(data, allowance)


def _newsml_g2(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.newsml_g2 import open_newsml_g2

    return open_newsml_g2(data, allowance)


def _whatsapp(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.whatsapp import open_whatsapp

    return open_whatsapp(data, allowance)


def _ris(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.references import open_ris

    return open_ris(data, allowance)


def _zotero(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.references import open_zotero

    return open_zotero(data, allowance)


def _attached(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.msg import open_msg

    return open_msg(data, allowance)


def _msg(data: bytes) -> Document:
    from provenance.reading.msg import read_msg

    return read_msg(data)


def _picture(data: bytes) -> Document:
    from provenance.reading.recognition import read_picture

    return read_picture(data)


def _telegram(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    from provenance.reading.telegram_page import open_telegram_page

    return open_telegram_page(data, allowance)


READERS: dict[str, Reader] = {
    TEXT: _text,
    MARKDOWN: _markdown,
    HTML: _html,
    PDF: _pdf,
    DOCX: _docx,
    EPUB: _epub,
    RTF: _rtf,
    EMAIL: _mail,
    VTT: _subtitles,
    SRT: _subtitles,
    ODT: _odt,
    MSG: _msg,
    PICTURE: _picture,
}
"""What reads the one article of a file, by media type."""

CONTAINERS: dict[str, Opener] = {
    EMAIL: _attachments,
    FEED: _feed,
    JSON_LINES: _json_lines,
    ZIP: _zip,
    WACZ: _wacz,
    WARC: _warc,
    MBOX: _mbox,
    EXPORT: _export,
    CSV: _csv,
    XLSX: _xlsx,
    JSON: _json,
    VTT: _cues,
    SRT: _cues,
    MHTML: _mhtml,
    WEBARCHIVE: _webarchive,
    SAVED_HTML: _saved_html,
    NITF: _nitf,
    NEWSML: _newsml,
    NEWSML_G2: _newsml_g2,
    WHATSAPP: _whatsapp,
    TELEGRAM: _telegram,
    RIS: _ris,
    ZOTERO: _zotero,
    MSG: _attached,
}
"""What opens a file that holds several articles, by media type."""

LARGEST = {
    TEXT: 20_000_000,
    MARKDOWN: 2_000_000,
    HTML: 5_000_000,
    PDF: 100_000_000,
    DOCX: 50_000_000,
    EPUB: 50_000_000,
    RTF: 20_000_000,
    EMAIL: 50_000_000,
    FEED: 20_000_000,
    JSON_LINES: 500_000_000,
    ZIP: 500_000_000,
    WACZ: 500_000_000,
    WARC: 500_000_000,
    MBOX: 500_000_000,
    EXPORT: 50_000_000,
    CSV: 100_000_000,
    XLSX: 50_000_000,
    JSON: 100_000_000,
    VTT: 10_000_000,
    SRT: 10_000_000,
    MHTML: 200_000_000,
    WEBARCHIVE: 100_000_000,
    SAVED_HTML: 100_000_000,
    ODT: 50_000_000,
    NITF: 20_000_000,
    NEWSML: 20_000_000,
    NEWSML_G2: 20_000_000,
    WHATSAPP: 50_000_000,
    TELEGRAM: 5_000_000,
    RIS: 20_000_000,
    ZOTERO: 20_000_000,
    MSG: 50_000_000,
    PICTURE: 50_000_000,
}
"""Bytes that are read of each media type; Markdown and HTML take up to 15 µs a byte of hostile markup."""

NAMES = (
    "text, Markdown, HTML, saved pages (MHTML, webarchive, SingleFile), PDF, Word, OpenDocument, EPUB, RTF, e-mail, "
    "mailboxes, exports of press databases, chats (Telegram, WhatsApp), agencies' news (NewsML, NITF, ninjs), tables "
    "(CSV, XLSX), references (RIS, Zotero), pictures, JSON, JSON Lines, subtitles, feeds, WARC, ARC, WACZ and ZIP"
)
"""What is read, in words for a person."""
