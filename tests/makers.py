"""Files of each format, written by hand from paragraphs, for the tests of reading."""

from __future__ import annotations

import gzip
import io
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from html import escape

_PAGE_LINES = 40


def pdf(paragraphs: Sequence[str], *, title: str = "", width: int = 90) -> bytes:
    """A PDF 1.4 of Helvetica in lines of `width` characters; a paragraph is told from the next by a wider gap."""
    rows = [(row, not number) for text in paragraphs for number, row in enumerate(textwrap.wrap(text, width))]
    pages = [rows[at : at + _PAGE_LINES] for at in range(0, len(rows), _PAGE_LINES)]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _pdf_text(title) + b") >>",
    ]
    for number, page in enumerate(pages):
        content = b"BT /F1 11 Tf 72 770 Td\n"
        for row, first in page:
            content += f"0 {-26 if first else -14} Td (".encode() + _pdf_text(row) + b") Tj\n"
        content += b"ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _pdf_file(objects)


def _pdf_text(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    out, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + end


def docx(paragraphs: Sequence[str], *, core: str = "", body: str = "", footnotes: str = "") -> bytes:
    """A Word document; `core` goes into its properties, `body` is further markup before the paragraphs."""
    runs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>' for text in paragraphs)
    return archive(
        {
            "[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
            "word/document.xml": (
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f"<w:body>{body}{runs}</w:body></w:document>"
            ).encode(),
            "word/footnotes.xml": (
                '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f"{footnotes}</w:footnotes>"
            ).encode(),
            "docProps/core.xml": (
                '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
                f"{core}</cp:coreProperties>"
            ).encode(),
        }
    )


def page(paragraphs: Sequence[str], *, head: str = "") -> bytes:
    """A web page."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body><nav>Home</nav>"
        f"<article>{body}</article></body></html>"
    ).encode()


def mail(paragraphs: Sequence[str], **headers: str) -> bytes:
    """An e-mail of plain text, its lines broken as mail programs do."""
    message = EmailMessage()
    given = {"From": "Press Office <press@poe.example>", "Message-ID": "<1@poe.example>"} | headers
    for name, value in given.items():
        message[name.replace("_", "-")] = value
    message.set_content("\n\n".join(textwrap.fill(text, 72) for text in paragraphs) + "\n")
    return message.as_bytes()


def warc(pages: Mapping[str, bytes], *, kind: str = "text/html", packed: bool = True) -> bytes:
    """A web archive (WARC 1.1) that holds a good answer for each address."""
    out = b""
    for url, data in pages.items():
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nServer: Test\r\n\r\n".encode() + data
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-02T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        record = head.encode() + answer + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def epub(chapters: Sequence[Sequence[str]]) -> bytes:
    """An e-book with a title and a chapter for each list of paragraphs."""
    names = [f"c{number}.xhtml" for number in range(len(chapters))]
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    return archive(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": (
                b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                b'<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
            ),
            "OPS/book.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
                "<metadata><dc:title>The Pact</dc:title><dc:creator>Jane Roe</dc:creator>"
                "<dc:publisher>Poe Press</dc:publisher><dc:date>2026-01-02</dc:date></metadata>"
                f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
            ).encode(),
            **{f"OPS/{name}": page(chapter) for name, chapter in zip(names, chapters, strict=True)},
        }
    )
