"""What a file is, told from its bytes, and from its name only where the bytes leave it open."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EPUB = "application/epub+zip"
RTF = "application/rtf"
EMAIL = "message/rfc822"
FEED = "application/rss+xml"
JSON_LINES = "application/jsonl"
ZIP = "application/zip"
WACZ = "application/wacz"
WARC = "application/warc"
MBOX = "application/mbox"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
VTT = "text/vtt"
SRT = "application/x-subrip"
MHTML = "multipart/related"
WEBARCHIVE = "application/x-webarchive"
SAVED_HTML = "application/x-saved-page"
"""A page with its pictures in it, or one of the Wayback Machine."""
NITF = "text/vnd.iptc.nitf"
NEWSML = "text/vnd.iptc.newsml"
NEWSML_G2 = "application/vnd.iptc.g2.newsmessage+xml"
WHATSAPP = "text/x-whatsapp-chat"
TELEGRAM = "text/x-telegram-chat"
RIS = "application/x-research-info-systems"
ZOTERO = "application/x-zotero-rdf"
PICTURE = "image/x-picture"
"""A picture of whatever kind, for what is written in it."""
MSG = "application/vnd.ms-outlook"
ODT = "application/vnd.oasis.opendocument.text"
EXPORT = "application/x-press-export"
"""Articles from a press database, in whatever form it writes them: no name of theirs is registered."""
CROWD = 200_000
"""Members that an archive may have at most, with those of archives that lie in it as they are. To list so many takes a
second and 200 MB; whoever lists them first cannot be stopped on the way."""

# Source: the file formats' own specifications.
_BINARY = (
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office file"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"OggS", "an Ogg sound or video file"),
    (b"ID3", "an MP3 sound file"),
    (b"fLaC", "a FLAC sound file"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
)
_WEB_ARCHIVES = (b"WARC/", b"filedesc://")  # WARC, and ARC before it
_NEEDS_NUL = (b"BM", b"MZ", b"BZh", b"ID3", b"GIF8", b"OggS", b"fLaC")
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown|mdown|mkd)$", re.IGNORECASE)
_HTML_NAME = re.compile(r"\.(?:html?|xhtml)$", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|article|main|div|section|p|h[1-6]|meta|title)\b",
    re.IGNORECASE,
)
_XML_START = re.compile(r"\s*<\?xml", re.IGNORECASE)
_FEED_START = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*|<\?xml-stylesheet[^<>]*>\s*|<!DOCTYPE[^<>\[]*>\s*)*"
    r"<(?:rss|(?:\w+:)?feed|(?:\w+:)?RDF)\b",
    re.IGNORECASE,
)
_MAIL_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):|[ \t]+\S")
_MAIL_SIGNS = frozenset({"message-id", "mime-version", "received", "return-path", "delivered-to"})
_MAIL_NAME = re.compile(r"\.eml$", re.IGNORECASE)
_JSON_NAME = re.compile(r"\.(?:jsonl|ndjson)$", re.IGNORECASE)
_JSON_ARTICLE = re.compile(r"^\s*\{.*\"text\"\s*:\s*\"", re.MULTILINE)
_DATA_NAME = re.compile(
    r"\.(?:csv|tsv|json|jsonl|ndjson|xml|rss|toml|ya?ml|ini|cfg|log|sql|py|js|ts|css|sh|c|h|cpp|java|go|rs|rb|bib|ris|tex)$",
    re.IGNORECASE,
)


def packed_form(data: bytes) -> str | None:
    """The media type of a document or archive that is read from its bytes, or None."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"%PDF-":
        return PDF
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.startswith(_WEB_ARCHIVES) or (data.startswith(b"\x1f\x8b") and _gunzipped(data).startswith(_WEB_ARCHIVES)):
        return WARC
    if data.startswith(b"bplist00") and b"WebMainResource" in data:
        return WEBARCHIVE
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and "__properties_version1.0".encode("utf-16-le") in data:
        return MSG
    return _zip_form(data) if data.startswith(b"PK\x03\x04") else None


def begun_form(head: bytes) -> str | None:
    """`packed_form` of something of which only the beginning is there; of an archive's sorts the one that its first
    member speaks for."""
    if not head.startswith(b"PK\x03\x04"):
        return packed_form(head)
    size = int.from_bytes(head[26:28], "little")
    name = head[30 : 30 + size]
    if name == b"mimetype":
        return ODT if head[30 + size :].startswith(ODT.encode()) else EPUB
    return DOCX if name in (b"[Content_Types].xml", b"_rels/.rels") else ZIP  # or a spreadsheet, which may be as large


def _gunzipped(data: bytes) -> bytes:
    """The first bytes of what is packed."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:1000], 100)
    except zlib.error:
        return b""


def is_crowded(data: bytes) -> bool:
    """Whether a ZIP archive may list more members than are read: each is listed with this sign before it."""
    return data.count(b"PK\x01\x02") > CROWD


def _zip_form(data: bytes) -> str | None:
    """What sort of ZIP archive this is, told from the names in it; None for a document that is not read."""
    if is_crowded(data):
        return ZIP  # its reader says so
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "content.xml" in names and archive.read("mimetype")[:100].strip() == ODT.encode():
                return ODT
    except (BadZipFile, EOFError, KeyError, ValueError, OSError, RuntimeError, NotImplementedError, zlib.error):
        return ZIP  # its reader says what is wrong with it
    if "word/document.xml" in names:
        return DOCX
    if "META-INF/container.xml" in names:
        return EPUB
    if "datapackage.json" in names and any(name.startswith("archive/") for name in names):
        return WACZ
    if "xl/workbook.xml" in names:
        return XLSX
    return None if {"ppt/presentation.xml", "content.xml"} & names else ZIP


def binary_form(data: bytes) -> str | None:
    """What binary form `data` looks like ("a PDF document"), or None for something that may be text."""
    head = data[:4096]
    if head.startswith(b"PK\x03\x04"):
        return "slides, or an OpenDocument sheet or drawing"
    for signature, form in _BINARY:
        if head.startswith(signature) and (signature not in _NEEDS_NUL or b"\x00" in head):
            return form
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif"):
        return "a HEIC or AVIF image"
    if head[4:8] == b"ftyp":
        return "an MP4 video or sound file"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "a WebP image"
    if head.startswith(b"RIFF") and head[8:12] in (b"WAVE", b"AVI "):
        return "a RIFF sound or video file"
    if head.startswith(_TEXT_MARKS) or wide_encoding(data) is not None:
        return None
    controls = len(head) - len(head.translate(None, bytes([*range(9), 11, *range(14, 27), *range(28, 32), 127])))
    return "binary data" if controls * 50 > len(head) else None


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark: every other byte (three of four) of Western text is zero."""
    head = data[:4096]
    if len(head) < 8 or b"\x00" not in head:
        return None
    zeros = [head[i::4].count(0) * 4 / len(head) for i in range(4)]
    for encoding, pattern in (
        ("utf-32-le", "0111"),
        ("utf-32-be", "1110"),
        ("utf-16-le", "0101"),
        ("utf-16-be", "1010"),
    ):
        if all(share > 0.7 if flag == "1" else share < 0.1 for share, flag in zip(zeros, pattern, strict=True)):
            return encoding
    return None


def media_type_of(text: str, name: str | None) -> str | None:
    """The media type of decoded text: by what it begins with, else by its name; None for data and programs."""
    head = text[:4096]
    if _HTML_START.match(head):
        return HTML
    if _FEED_START.match(head):
        return FEED
    if _is_mail(head, name):
        return EMAIL
    if head.lstrip().startswith("{") and _JSON_ARTICLE.search(text[:200_000]):
        return JSON_LINES
    if name and _JSON_NAME.search(name):
        return JSON_LINES
    if _XML_START.match(head) or (name and _DATA_NAME.search(name)):
        return None
    if name and _HTML_NAME.search(name):
        return HTML
    return MARKDOWN if name and _MARKDOWN_NAME.search(name) else TEXT


def _is_mail(head: str, name: str | None) -> bool:
    """Whether a text begins with the header of an e-mail (RFC 5322): one that no letter by hand would have."""
    lines = re.split(r"\r?\n", head.lstrip("\ufeff \t\r\n"))
    fields = set()
    for line in lines:
        found = _MAIL_HEADER.match(line)
        if found is None:
            break
        fields.add((found[1] or "").lower())
    signs = fields & _MAIL_SIGNS
    return "from" in fields and (bool(signs) or bool(name and _MAIL_NAME.search(name)))
