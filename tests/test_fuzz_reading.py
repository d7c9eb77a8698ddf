"""Every reader and opener on good files of its format that were spoiled: they give articles, or errors with a reason.

`PROVENANCE_FUZZ=20` tries twenty times as much, `PROVENANCE_LONG_TESTS=1` 500 files of each format;
`python tests/fuzz.py` counts what it does.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import time
import zipfile
from itertools import pairwise
from random import Random

import makers
import ordinary
import press
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.errors import LeftOut, ReadingError
from provenance.model import Article
from provenance.reading import CONTAINERS, READERS, read_all

TIMES = int(os.environ.get("PROVENANCE_FUZZ", "1"))
SPOILED = 500 if os.environ.get("PROVENANCE_LONG_TESTS") else 5
"""Spoiled files of each format."""
MEMORY = 500_000
"""Kilobytes that a spoiled file may take."""
ADDRESS = "https://poe.example/ferry"
STORY = (
    "Ferry to Poe City sails again",
    "The mayor of Poe City said on Tuesday that the ferry would run again on 3.3.2026 at 7:45, for €3,50 a passage.",
    "“We are ready,” she said. The ferry had been out of service since March, when a storm flooded the pier at Moe.",
)
PAGE_HEAD = (
    "<title>Ferry</title><meta property='og:site_name' content='Poe Times'>"
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-03-03"}</script>'
)
RTF = "{\\rtf1\\ansi\\uc1 " + "\\par\n".join(STORY[1:]).replace("“", "\\u8220?").replace("”", "\\u8221?") + "}"
MARKDOWN = (
    f"---\ntitle: Ferry\ndate: 2026-03-03\n---\n# {STORY[0]}\n\n{STORY[1]}\n\n- one\n- two\n\n> {STORY[2]}\n\n"
    "|a|b|\n|-|-|\n|1|2|\n"
)
RSS = (
    f"<rss version='2.0'><channel><title>Poe Times</title><item><title>{STORY[0]}</title><link>{ADDRESS}</link>"
    f"<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate><description>{STORY[1]}</description></item>"
    f"<item><title>Pier</title><description><![CDATA[<p>{STORY[2]}</p>]]></description></item></channel></rss>"
)
LINES = "\n".join(json.dumps({"text": text, "title": "Ferry", "date": "2026-03-03", "url": ADDRESS}) for text in STORY)
PACKED = {"a.txt": STORY[1].encode(), "b.html": makers.page(STORY, head=PAGE_HEAD), "c.jsonl": LINES.encode()}
WARC = makers.warc({ADDRESS: makers.page(STORY, head=PAGE_HEAD)}, packed=False)

GOOD: dict[str, bytes] = {
    "text/plain": "\n".join(STORY).encode(),
    "text/markdown": MARKDOWN.encode(),
    "text/html": makers.page(STORY, head=PAGE_HEAD),
    "application/pdf": makers.pdf(STORY, title="Ferry"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": makers.docx(
        STORY, core="<dc:title>Ferry</dc:title><dcterms:modified>2026-03-03T10:00:00Z</dcterms:modified>"
    ),
    "application/epub+zip": makers.epub([STORY, STORY[1:]]),
    "application/rtf": RTF.encode(),
    "message/rfc822": makers.mail(STORY, Subject=STORY[0], Date="Tue, 3 Mar 2026 23:30:00 +0100"),
    "application/rss+xml": RSS.encode(),
    "application/jsonl": LINES.encode(),
    "application/zip": makers.archive(PACKED),
    "application/wacz": makers.archive({"datapackage.json": b"{}", "archive/a.warc": WARC}),
    "application/warc": WARC,
    **press.SAMPLES,
}
"""A good file of each format that is read."""
INSIDE = frozenset({kind for kind, data in GOOD.items() if data.startswith(b"PK")})
BITS = (
    "&#xD800;", "&#57343;", "&#0;", "&#x1F;", "&#xFFFE;", "&#x110000;", "&amp;", "&nope;", "<", ">", "</p>", "<p>",
    "<![CDATA[",
    "]]>", "<!--", "<table>", "\\u-10179?", "\\'80", "{", "}", "\\", "\r\n\r\n", "\n", "\0", "\ufeff", "\u2028", "é",
    "\u0301",
    "=?utf-8?q?=ED=A0=80?=", "=ED=A0=80", "\\ud800", '"', "'", "0001-01-01", "9999-12-31T23:59:59+14:00", "2026-02-30",
    "-1",
    "Mon, 31 Feb 0000 99:99:99 +9999", "Content-Type: text/html; charset=nonsense\n", "charset=utf-7",
    "encoding='utf-16'",
    "http://[", "https://a.example:99999/", "\u202e", "9" * 12, "x" * 300,
)  # fmt: skip
"""What is put into a file: of all formats, for each may hold another."""


def spoil(rng: Random, data: bytes) -> bytes:
    """A few places overwritten, cut out, doubled or filled with what has a meaning somewhere."""
    spoiled = bytearray(data)
    for _ in range(rng.randrange(1, 5)):
        at, size = rng.randrange(len(spoiled) + 1), rng.randrange(20)
        roll = rng.randrange(6)
        if roll == 0:
            new = rng.randbytes(rng.randrange(1, 20))
        elif roll == 1:
            new = bytes(spoiled[at : at + size]) * 2
        elif roll == 2:
            new = b""
        elif roll == 3:
            new, size = ordinary.slot(rng).encode("utf-8", "replace"), 0
        else:
            new = rng.choice(BITS).encode("utf-8", "surrogatepass")
            size = size if roll == 4 else 0
        spoiled[at : at + size] = new
    return bytes(spoiled)


def spoiled(rng: Random, kind: str | None = None) -> tuple[str, bytes]:
    """A format and a spoiled file of it; of archives now and then what is inside is spoiled, not the packing."""
    kind = rng.choice(sorted(GOOD)) if kind is None else kind
    data = GOOD[kind]
    if kind in INSIDE and rng.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        name = rng.choice(sorted(files))
        return kind, makers.archive({**files, name: spoil(rng, files[name])})
    data = spoil(rng, data)
    return kind, gzip.compress(data, mtime=0) if kind == "application/warc" and rng.random() < 0.3 else data


def check_found(found: Article | ReadingError) -> None:
    """What holds of anything that comes out of a file."""
    if isinstance(found, ReadingError):
        assert found.reason
        return
    assert any(map(str.isalnum, found.text))
    for text in (found.text, found.title, found.outlet, found.byline, found.url):
        assert text is None or text.encode().decode() == text
        assert text is None or "\0" not in text
    assert all(0 <= place.start < place.end <= len(found.text) for place in found.places)
    assert all(before.end <= after.start for before, after in pairwise(found.places))
    for day in (found.published_on, found.modified_on):
        assert day is None or 1605 <= day.year < 2100


def test_every_format_is_spoiled() -> None:
    assert set(GOOD) == {*READERS, *CONTAINERS} - press.MISSING


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_file_is_read(kind: str) -> None:
    found = list(read_all(GOOD[kind], media_type=kind))
    assert found
    for one in found:
        assert isinstance(one, Article | LeftOut)
        check_found(one)
    assert any(isinstance(one, Article) for one in found)


@settings(max_examples=500 * TIMES, deadline=None, derandomize=TIMES == 1, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_a_spoiled_file_becomes_articles_or_errors(seed: int) -> None:
    kind, data = spoiled(Random(seed))
    for found in read_all(data, media_type=kind):
        check_found(found)


@pytest.mark.parametrize("kind", GOOD)
def test_spoiled_files_of_a_format_take_little_time_and_memory(kind: str) -> None:
    resource = pytest.importorskip("resource", reason="Windows does not tell the most memory that was taken")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(SPOILED):
        begun = time.monotonic()
        rng = Random(number)
        _, data = spoiled(rng, kind)
        if number % 5 == 4:
            data = data[: rng.randrange(len(data))]
        for told in (kind, None):
            for found in read_all(data, media_type=told):
                check_found(found)
        assert time.monotonic() - begun < 30, number
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY
