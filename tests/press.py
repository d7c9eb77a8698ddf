"""Files of the forms that newsrooms hold, written as their makers write them, for the tests of reading."""

from __future__ import annotations

import csv
import io
import json
import os
import plistlib
import quopri
import textwrap
from collections.abc import Sequence
from datetime import date
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import makers


class Told(NamedTuple):
    """An article and what a file says of it."""

    title: str
    outlet: str
    day: str
    byline: str
    paragraphs: tuple[str, ...]


TOLD = (
    Told(
        "Ferry to Poe City sails again", "The Poe Times", "March 3, 2026", "Jane Roe",
        (
            "The mayor of Poe City said on Tuesday that the ferry would run again on Monday, after repairs that took "
            "four months and cost more than two million crowns.",
            "“We are ready,” she said. The ferry had been out of service since a storm flooded the pier at Moe.",
        ),
    ),
    Told(
        "Pier at Moe closed until May", "Roe Courier", "March 4, 2026", "Sam Poe",
        ("The pier at Moe will be closed to cars until May, according to a notice by the harbour office.",),
    ),
    Told(
        "Fishermen doubt the date", "Moe Gazette", "March 15, 2026", "Ann Doe and Lou Moe",
        (
            "Fishermen doubt that the ferry will sail on Monday.",
            "“They promised us the same in June,” said Ann Doe, who sells her catch on the island.",
            "The company did not answer questions.",
        ),
    ),
)  # fmt: skip


DAYS = (date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 15))
FIGURES = ("3/3/2026", "4/3/2026", "15/3/2026")
"""The same, the day before the month."""


def nexis_lines(told: Sequence[Told] = TOLD) -> list[str]:
    """The paragraphs of an export of Nexis Uni, its list of contents first."""
    lines = ["Date and Time: Friday, 20 March 2026 09:31:00 CET", "Job Number: 00000001", f"Documents ({len(told)})"]
    for number, one in enumerate(told, 1):
        lines += [f"{number}. {one.title}", "Client/Matter: -None-", "Search Terms: ferry"]
    for one in told:
        lines += [one.title, one.outlet, f"{one.day} Tuesday, Final Edition", "Copyright 2026 Poe Press"]
        lines += ["Section: NEWS; Pg. 1", "Length: 120 words", f"Byline: By {one.byline}", "Body", *one.paragraphs]
        lines += ["Graphic", "Photo, The pier.", "Classification", "Language: ENGLISH", "Load-Date: March 9, 2026"]
        lines += ["End of Document"]
    return lines


def old_nexis(told: Sequence[Told] = TOLD) -> str:
    """A plain text export of LexisNexis Academic."""
    parts = ["Download Request: Selected Items: 1-3\nTime Of Request: Friday, March 20, 2026  16:51:31\n\n\n"]
    for number, one in enumerate(told, 1):
        body = "\n\n".join(textwrap.fill(text, 78) for text in one.paragraphs)
        parts.append(
            f"{f'{number} of {len(told)} DOCUMENTS':^78}\n\n\n\n{one.outlet:^78}\n\n{one.day + ' Tuesday':^78}\n\n"
            f"{one.title}\n\nBYLINE: By {one.byline}\n\nSECTION: NEWS; Pg. 1\n\nLENGTH: 120 words\n\n{body}\n\n"
            f"LOAD-DATE: March 9, 2026\n\nLANGUAGE: ENGLISH\n\n{'Copyright 2026 Poe Press':^78}\n"
            f"{'All Rights Reserved':^78}\n\n"
        )
    return "".join(parts)


def factiva_page(told: Sequence[Told] = TOLD) -> bytes:
    """A page of articles as Factiva shows them."""
    parts = []
    for number, one in enumerate(told):
        body = "".join(f'<p class="articleParagraph enarticleParagraph">{text}</p>' for text in one.paragraphs)
        parts.append(
            f'<div class="article enArticle"><p></p><div>News</div><div id="hd"><span class="enHeadline">{one.title}'
            f'</span></div><div class="author">By {one.byline}</div><div>120 words</div><div>{one.day}</div>'
            f"<div>10:31</div><div>{one.outlet}</div><div>POET</div><div>English</div><div>(c) 2026 Poe Press</div>"
            f"<p></p>{body}<p>Poe Press Limited</p><p>Document POET00002026030{number}ed55000{number}d</p></div>"
        )
    return f"<!DOCTYPE html><html><body><form>{''.join(parts)}</form></body></html>".encode()


def factiva_codes(told: Sequence[Told] = TOLD) -> list[str]:
    """The lines of articles with Factiva's codes."""
    lines = []
    for number, one in enumerate(told):
        lines += ["HD", one.title, "BY", f"By {one.byline}", "WC", "120 words", "PD", one.day, "SN", one.outlet]
        lines += ["SC", "POET", "LA", "English", "CY", "(c) 2026 Poe Press", "LP", one.paragraphs[0]]
        lines += ["TD", *one.paragraphs[1:], "RE", "poe : Poe City", "PUB", "Poe Press Limited", "AN"]
        lines += [f"Document POET00002026030{number}ed55000{number}d"]
    return lines


def proquest(told: Sequence[Told] = TOLD) -> str:
    """A plain text export of ProQuest."""
    parts = []
    for number, one in enumerate(told, 1):
        parts.append(
            f"{'_' * 60}\n\nDocument {number} of {len(told)}\n\n{one.title}\n\nAuthor: {one.byline}\n\n"
            f"Publication info: {one.outlet} ; Poe City [Poe City]. {one.day}: A.1.\n\n"
            f"Abstract: A ferry.\n\nLinks: None\n\nFull text: {chr(10).join(one.paragraphs)}\n\nSubject: Ferries;\n\n"
            f"Title: {one.title}\n\nPublication title: {one.outlet}; Poe City\n\nPages: A.1\n\n"
            f"Publication date: {one.day}\n\nSection: News\n\nProQuest document ID: 31{number}\n\n"
            f"Document URL: https://proquest.example/docview/31{number}\n\nCopyright: Poe Press\n\n"
            "Last updated: 2026-03-09\n\nDatabase: Poe Newsstand\n\n"
        )
    return "".join(parts)


def rtf(lines: Sequence[str]) -> bytes:
    """Rich text of paragraphs."""
    body = "\\par\n".join("".join(c if c.isascii() else f"\\u{ord(c)}?" for c in line) for line in lines)
    return f"{{\\rtf1\\ansi\\uc1 {body}\\par}}".encode("ascii")


EXPORTS = {
    "nexis.docx": makers.docx(nexis_lines()),
    "nexis.rtf": rtf(nexis_lines()),
    "nexis.txt": old_nexis().encode(),
    "nexis.html": makers.page(nexis_lines()),
    "factiva.html": factiva_page(),
    "factiva.rtf": rtf(factiva_codes()),
    "factiva.docx": makers.docx(factiva_codes()),
    "factiva.txt": "\n".join(factiva_codes()).encode(),
    "proquest.txt": proquest().encode(),
    "proquest.rtf": rtf([line for line in proquest().split("\n") if line]),
    "proquest.docx": makers.docx([line for line in proquest().split("\n") if line]),
    "proquest.html": makers.page([line for line in proquest().split("\n") if line]),
}
"""The three articles of `TOLD` in the exports of three databases."""


def mbox(messages: Sequence[bytes]) -> bytes:
    """A mailbox of messages."""
    out = io.BytesIO()
    for message in messages:
        out.write(
            b"From press@poe.example Tue Mar  3 22:30:00 2026\n" + message.replace(b"\nFrom ", b"\n>From ") + b"\n"
        )
    return out.getvalue()


def mailbox(told: Sequence[Told] = TOLD) -> bytes:
    """Each article as a message in a mailbox."""
    days = ("Tue, 3 Mar 2026 23:30:00 +0100", "Wed, 4 Mar 2026 08:00:00 +0000", "Sun, 15 Mar 2026 08:00:00 +0000")
    return mbox(
        [
            makers.mail(one.paragraphs, Subject=one.title, Date=day, From=f"{one.byline} <a@poe.example>")
            for one, day in zip(told, days, strict=True)
        ]
    )


def vtt() -> bytes:
    """Subtitles of a hearing, two people speaking."""
    return (
        b"WEBVTT - Harbour hearing\n\nNOTE made by hand\n\nintro\n00:01.000 --> 00:04.000 align:start\n"
        b"<v Ada Quill>The ferry will run\n\n00:00:04.000 --> 00:00:06.000\n<v Ada Quill>again on <i>Monday</i>.\n\n"
        b"00:09.000 --> 00:10.000\n<v.loud Sam Poe>Who says so?</v>\n\n00:10.500 --> 00:11.000\n[applause]\n\n"
        b"00:12.000 --> 00:14.000\n<v Ada Quill>The harbour office &amp; I.\n"
    )


def srt() -> bytes:
    """Subtitles that roll: each shows the line before once more."""
    lines = ("the mayor said on Tuesday", "that the ferry would run", "again on Monday")
    parts = []
    for number, line in enumerate(lines):
        shown = f"{lines[number - 1]}\n{line}" if number else line
        parts.append(f"{number + 1}\n00:00:0{number},000 --> 00:00:0{number + 1},000\n{shown}\n")
    return "\n".join(parts).encode()


def table(mark: str = ",") -> bytes:
    """A table of the articles, as a spreadsheet program writes it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark)
    writer.writerow(["Headline", "Publication", "Published", "Author", "Body", "Link"])
    for number, one in enumerate(TOLD):
        writer.writerow(
            [one.title, one.outlet, FIGURES[number], one.byline, "\n".join(one.paragraphs), address(number)]
        )
    return out.getvalue().encode()


def sheet() -> bytes:
    """A spreadsheet of the articles, and an empty sheet."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.title = "News"
    page.append(["Headline", "Publication", "Published", "Author", "Body", "Link"])
    for number, one in enumerate(TOLD):
        body = "\n".join(one.paragraphs)
        page.append([one.title, one.outlet, DAYS[number], one.byline, body, address(number)])
    book.create_sheet("Notes")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def address(number: int) -> str:
    """Where an article of `TOLD` stands."""
    return f"https://poe.example/{number}"


def news_list() -> bytes:
    """A list of the articles, as interfaces of news services answer."""
    articles = [
        {
            "source": {"id": None, "name": one.outlet}, "author": one.byline, "title": one.title,
            "url": address(number), "publishedAt": f"{DAYS[number]}T10:00:00Z", "content": "\n".join(one.paragraphs),
        }
        for number, one in enumerate(TOLD)
    ]  # fmt: skip
    return json.dumps({"status": "ok", "totalResults": 3, "articles": articles}, indent=1).encode()


def json_feed() -> bytes:
    """A JSON Feed of the articles."""
    items = [
        {
            "id": str(number), "url": address(number), "title": one.title, "authors": [{"name": one.byline}],
            "date_published": f"{DAYS[number]}T10:00:00Z",
            "content_html": "".join(f"<p>{text}</p>" for text in one.paragraphs),
        }
        for number, one in enumerate(TOLD)
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Poe Wire", "items": items}).encode()


def ninjs(version: int, number: int = 0) -> dict[str, object]:
    """An article as ninjs has it, in version 1, 2 or 3."""
    one = TOLD[number]
    body = "".join(f"<p>{text}</p>" for text in one.paragraphs)
    if version == 1:
        return {
            "uri": address(number), "type": "text", "versioncreated": f"{DAYS[number]}T10:00:00Z", "byline": one.byline,
            "headline": one.title, "body_html": body, "copyrightholder": one.outlet, "subject": [{"name": "ferries"}],
        }  # fmt: skip
    created = "versioncreated" if version == 2 else "versionCreated"
    kind = "contenttype" if version == 2 else "contentType"
    return {
        "uri": address(number), "type": "text", created: f"{DAYS[number]}T10:00:00Z", "by": one.byline,
        "headlines": [{"role": "sub", "value": "At last"}, {"role": "main", "value": one.title}],
        "bodies": [{"role": "main", kind: "text/html", "value": body}], "provider": {"name": one.outlet},
    }  # fmt: skip


def telegram() -> bytes:
    """A channel with the articles as posts."""
    posts: list[dict[str, object]] = [
        {"id": 1, "type": "service", "date": "2026-03-01T10:00:00", "actor": "Poe Wire", "action": "create_channel"}
    ]
    for number, one in enumerate(TOLD):
        first, *others = one.paragraphs
        text = [first[:10], {"type": "bold", "text": first[10:]}, "\n".join(["", *others])]
        posts.append(
            {"id": number + 2, "type": "message", "date": f"{DAYS[number]}T10:00:00", "from": "Poe Wire", "text": text}
        )
    posts.append(
        {"id": 9, "type": "message", "date": "2026-03-20T10:00:00", "from": "Poe Wire", "photo": "x", "text": ""}
    )
    return json.dumps({"name": "Poe Wire", "type": "public_channel", "id": 7, "messages": posts}, indent=1).encode()


def telegram_page() -> bytes:
    """The same in HTML; the second post goes on after the first, and names nobody."""
    posts = '<div class="message service" id="m1"><div class="body details">3 March 2026</div></div>'
    for number, one in enumerate(TOLD):
        name = "" if number == 1 else f'<div class="from_name">{one.byline}</div>'
        posts += (
            f'<div class="message default clearfix" id="message{number}"><div class="body"><div class="pull_right date '
            f'details" title="{DAYS[number]:%d.%m.%Y} 10:15:00 UTC+01:00">10:15</div>{name}<div class="text">\n'
            f"{'<br>'.join(map(escape, one.paragraphs))}\n</div></div></div>"
        )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><div class="page_wrap">'
        '<div class="page_header">'
        f'<div class="text bold">Poe Wire</div></div><div class="page_body"><div class="history">{posts}</div></div>'
        "</div></body></html>"
    ).encode()


def claim_review(verdict: str = "Mostly false") -> dict[str, object]:
    """A fact-check in schema.org's words."""
    return {
        "@context": "https://schema.org", "@type": "ClaimReview", "url": "https://check.example/ferry",
        "claimReviewed": "The ferry cost 5 million crowns", "datePublished": "2026-03-05",
        "author": {"@type": "Organization", "name": "Poe Check"},
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Sam Poe"}},
        "reviewRating": {"@type": "Rating", "alternateName": verdict},
    }  # fmt: skip


SAVED_FROM = "https://poe.example/ferry"
PAGE = makers.page([text for one in TOLD for text in one.paragraphs], head="<title>Ferry</title>")


def mhtml(page: bytes) -> bytes:
    """A page with a picture, as Chrome saves it."""
    return b"\r\n".join(
        [
            b"From: <Saved by Blink>", b"Snapshot-Content-Location: " + SAVED_FROM.encode(), b"Subject: Ferry",
            b"Date: Tue, 3 Mar 2026 10:00:00 -0000", b"MIME-Version: 1.0", b"Content-Type: multipart/related;",
            b'\ttype="text/html";', b'\tboundary="----MultipartBoundary--x----"', b"", b"",
            b"------MultipartBoundary--x----", b"Content-Type: text/html", b"Content-ID: <frame-1@mhtml.blink>",
            b"Content-Transfer-Encoding: quoted-printable", b"Content-Location: " + SAVED_FROM.encode(), b"",
            quopri.encodestring(page).replace(b"\n", b"\r\n"), b"------MultipartBoundary--x----",
            b"Content-Type: image/png", b"Content-Transfer-Encoding: base64", b"Content-Location: https://poe.example/x.png",
            b"", b"iVBORw0KGgo=", b"", b"------MultipartBoundary--x------", b"",
        ]
    )  # fmt: skip


def webarchive(page: bytes, *, binary: bool = True) -> bytes:
    """A page as Safari saves it."""
    main = {
        "WebResourceData": page, "WebResourceURL": SAVED_FROM, "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8", "WebResourceFrameName": "",
    }  # fmt: skip
    form = plistlib.FMT_BINARY if binary else plistlib.FMT_XML
    return plistlib.dumps({"WebMainResource": main, "WebSubresources": []}, fmt=form)


def single_file(page: bytes, size: int = 1000) -> bytes:
    """A page as SingleFile saves it, with a picture of `size` bytes."""
    when = "Tue Mar 03 2026 11:00:00 GMT+0100 (Central European Standard Time)"
    head = f"<!--\n Page saved with SingleFile \n url: {SAVED_FROM} \n saved date: {when}\n-->"
    picture = b"<img src=data:image/png;base64," + b"iVBORw0KGgoA" * (size // 12) + b">"
    return page.replace(b"<html>", b"<html lang=en>" + head.encode()).replace(b"</article>", picture + b"</article>")


def wayback(page: bytes) -> bytes:
    """A page as the Wayback Machine gives it."""
    bar = (
        b'<script>__wm.wombat("' + SAVED_FROM.encode() + b'","20260303100000","https://web.archive.org/");</script>'
        b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div>121 captures of this page were made.</div>"
        b"<!-- END WAYBACK TOOLBAR INSERT -->"
    )
    link = b'<link rel="canonical" href="https://web.archive.org/web/20260303100000/' + SAVED_FROM.encode() + b'">'
    return page.replace(b"<body>", b"<body>" + bar).replace(b"</head>", link + b"</head>")


def odt(paragraphs: Sequence[str], *, body: str = "") -> bytes:
    """A text of OpenDocument; `body` is further markup before the paragraphs."""
    lines = "".join(f"<text:p>{escape(one)}</text:p>" for one in paragraphs)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "style", "meta")
    )
    styles = (
        '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/>'
        '</style:style><style:style style:name="T2" style:family="text"><style:text-properties '
        'style:text-position="super 58%"/></style:style>'
    )
    return makers.archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": (
                f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:text>{body}{lines}</office:text></office:body></office:document-content>"
            ).encode(),
            "meta.xml": (
                f'<office:document-meta {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
                "<dc:title>Ferry</dc:title><meta:initial-creator>Jane Roe</meta:initial-creator>"
                "<dc:date>2026-03-04T10:00:00</dc:date></office:meta></office:document-meta>"
            ).encode(),
        }
    )


def arc(page: bytes) -> bytes:
    """A web archive in the form before WARC (ARC 1.0)."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    about = b"1 0 Poe\nURL IP-address Archive-date Content-type Archive-length\n\n"
    return (
        b"filedesc://a.arc 0.0.0.0 20260303100000 text/plain %d\n" % len(about)
        + about
        + b"\n%s 127.0.0.1 20260303100000 text/html %d\n" % (SAVED_FROM.encode(), len(answer))
        + answer
        + b"\n"
    )


def nitf(number: int = 0) -> str:
    """An article in NITF 3.6."""
    one, day = TOLD[number], DAYS[number].strftime("%Y%m%d")
    body = "".join(f"<p>{escape(text)}</p>" for text in one.paragraphs)
    return (
        f'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><title>x</title><docdata>'
        f'<date.issue norm="{day}T101500Z"/></docdata>'
        f'<pubdata name="{one.outlet}" ex-ref="{address(number)}"/></head><body><body.head><hedline><hl1>'
        f"{one.title}</hl1></hedline><byline>By {one.byline}, <byttl>Staff Reporter</byttl></byline>"
        "<dateline><location>Poe City</location></dateline></body.head>"
        f"<body.content><media><media-caption><p>The pier.</p></media-caption></media>{body}</body.content></body>"
        "</nitf>"
    )


def newsml_g2(numbers: Sequence[int] = (0, 1, 2)) -> bytes:
    """A message of NewsML-G2 with the articles, as NITF, as XHTML and as plain text, and a picture."""
    items = ""
    for number in numbers:
        one = TOLD[number]
        page = "".join(f"<p>{escape(text)}</p>" for text in one.paragraphs)
        content = (
            f'<inlineXML contenttype="application/nitf+xml">{nitf(number)}</inlineXML>',
            '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x'
            f"</title></head><body>{page}</body></html></inlineXML>",
            f'<inlineData contenttype="text/plain">{escape(chr(10).join(one.paragraphs))}</inlineData>',
        )[number % 3]
        items += (
            f'<newsItem guid="n{number}" standard="NewsML-G2"><itemMeta><itemClass qcode="ninat:text"/><provider><name>'
            f"{one.outlet}</name></provider><versionCreated>{DAYS[number]}T10:00:00Z</versionCreated></itemMeta>"
            f"<contentMeta><headline>{one.title}</headline><by>By {one.byline}</by></contentMeta>"
            f'<contentSet>{content}</contentSet></newsItem><newsItem guid="p{number}"><itemMeta><itemClass '
            'qcode="ninat:picture"/></itemMeta><contentSet><remoteContent href="x.jpg"/></contentSet></newsItem>'
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        f"<header><sent>2026-03-20T10:00:00Z</sent></header><itemSet>{items}</itemSet></newsMessage>"
    ).encode()


def newsml() -> bytes:
    """A file of NewsML 1.2 with the articles."""
    items = ""
    for number, one in enumerate(TOLD):
        day = DAYS[number].strftime("%Y%m%d")
        page = "".join(f"<p>{escape(text)}</p>" for text in one.paragraphs)
        items += (
            f"<NewsItem><Identification><NewsIdentifier><DateId>{day}</DateId></NewsIdentifier></Identification>"
            f"<NewsManagement><FirstCreated>{day}T101500+0000</FirstCreated></NewsManagement><NewsComponent><NewsLines>"
            f"<HeadLine>{one.title}</HeadLine><ByLine>By {one.byline}</ByLine></NewsLines><AdministrativeMetadata>"
            f'<Provider><Party FormalName="{one.outlet}"/></Provider></AdministrativeMetadata><ContentItem>'
            f'<MediaType FormalName="Text"/><DataContent>{page}</DataContent></ContentItem><ContentItem>'
            '<MediaType FormalName="Photo"/><DataContent>x</DataContent></ContentItem></NewsComponent></NewsItem>'
        )
    return (
        '<?xml version="1.0"?><!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd" [<!ENTITY x "y">]>'
        f"<NewsML Version='1.2'>{items}</NewsML>"
    ).encode()


def whatsapp(form: str = "[{d:%d.%m.%y}, 10:15:00] {who}: {words}") -> bytes:
    """A chat in which each article is a message."""
    lines = [form.format(d=DAYS[0], who="Poe", words="\u200eMessages and calls are end-to-end encrypted.")]
    for number, one in enumerate(TOLD):
        lines.append(form.format(d=DAYS[number], who=one.byline, words="\n".join(one.paragraphs)))
        lines.append(form.format(d=DAYS[number], who=one.byline, words="<Media omitted>"))
    return "\n".join(lines[1:]).encode()


def ris() -> bytes:
    """References: two with an abstract, one with only an address."""
    parts = []
    for number, one in enumerate(TOLD):
        abstract = "" if number == 1 else "AB  - " + " ".join(one.paragraphs) + "\n"
        parts.append(
            f"TY  - NEWS\nTI  - {one.title}\nAU  - Roe, Jane\nT2  - {one.outlet}\nDA  - {DAYS[number]:%Y/%m/%d/}\n"
            f"UR  - {address(number)}\n{abstract}ER  - \n"
        )
    return "\n".join(parts).encode()


def zotero() -> bytes:
    """The same in the RDF of Zotero."""
    items = ""
    for number, one in enumerate(TOLD):
        abstract = "" if number == 1 else f"<dcterms:abstract>{escape(' '.join(one.paragraphs))}</dcterms:abstract>"
        items += (
            f'<bib:Article rdf:about="{address(number)}"><z:itemType>newspaperArticle</z:itemType><dcterms:isPartOf>'
            f"<bib:Newspaper><dc:title>{one.outlet}</dc:title></bib:Newspaper></dcterms:isPartOf><bib:authors><rdf:Seq><rdf:li>"
            "<foaf:Person><foaf:surname>Roe</foaf:surname><foaf:givenName>Jane</foaf:givenName></foaf:Person></rdf:li>"
            f"</rdf:Seq></bib:authors><dc:title>{one.title}</dc:title><dc:date>{DAYS[number]}</dc:date>{abstract}</bib:Article>"
            '<z:Attachment rdf:about="#item_9"><z:itemType>attachment</z:itemType></z:Attachment>'
        )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" '
        f'xmlns:foaf="http://xmlns.com/foaf/0.1/">{items}</rdf:RDF>'
    ).encode()


SAMPLES: dict[str, bytes] = {
    "application/x-press-export": EXPORTS["nexis.txt"],
    "application/mbox": mailbox(),
    "text/csv": table(),
    "application/json": news_list(),
    "text/vtt": vtt(),
    "application/x-subrip": srt(),
    "multipart/related": mhtml(PAGE),
    "application/x-webarchive": webarchive(PAGE),
    "application/x-saved-page": single_file(PAGE),
    "application/vnd.oasis.opendocument.text": odt(TOLD[0].paragraphs),
    "text/vnd.iptc.nitf": nitf().encode(),
    "text/vnd.iptc.newsml": newsml(),
    "application/vnd.iptc.g2.newsmessage+xml": newsml_g2(),
    "text/x-whatsapp-chat": whatsapp(),
    "text/x-telegram-chat": telegram_page(),
    "application/x-research-info-systems": ris(),
    "application/x-zotero-rdf": zotero(),
}
"""A good file of each form, for the tests that spoil files."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MSG = "application/vnd.ms-outlook"
_EVERY = bool(os.environ.get("PROVENANCE_REQUIRE_ALL"))
PICTURE = "image/x-picture"
_PARTS = {XLSX: "openpyxl", MSG: "oxmsg", PICTURE: "rapidocr"}
MISSING = {kind for kind, part in _PARTS.items() if not find_spec(part) and not _EVERY}
"""Forms that cannot be made or read without a part that is not installed."""
if XLSX not in MISSING:
    SAMPLES[XLSX] = sheet()
if MSG not in MISSING:
    SAMPLES[MSG] = (Path(__file__).parent / "samples" / "no-attachments.msg").read_bytes()
if PICTURE not in MISSING:
    SAMPLES[PICTURE] = (Path(__file__).parent / "samples" / "written.png").read_bytes()
