"""Posts of a chat or channel, as Telegram Desktop exports them in HTML (`messages.html`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from provenance.model import Original
from provenance.progress import tell
from provenance.reading.bounds import check_html
from provenance.reading.days import day_of
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part, clean, join
from provenance.reading.signatures import TELEGRAM
from provenance.reading.xpaths import paths_of

_DAY = 10  # characters of "03.03.2026 10:15:00 UTC+01:00"


def open_telegram_page(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The posts, numbered from 1; notices of who joined, and pictures without words, are passed over.

    Raises:
        DamagedError: There is no post in it, or it is over a limit.
    """
    page = decode(data)
    check_html(page)
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(page.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, AssertionError) as error:
        raise DamagedError("there is no element in this page") from error
    posts = [one for one in _of_class(tree, "message") if "service" not in (one.get("class") or "").split()]
    if not posts:
        raise DamagedError("there is no post in this page")
    outlet = next((_words(one) for one in _of_class(tree, "page_header")), "")
    texts = [next(_of_class(post, "text"), None) for post in posts]
    paths = paths_of(text for text in texts if text is not None)
    original, writer, number = Original(data, TELEGRAM), "", 0
    for at, (post, text) in enumerate(zip(posts, texts, strict=True)):
        tell(at, len(posts))
        # A post that goes on after one of the same writer does not name them again.
        writer = next((_words(one) for one in _of_class(post, "from_name")), writer)
        if text is None or not _words(text):
            continue
        number += 1
        name = f":{number}"
        if not allowance.spend(len(_words(text))):
            yield BadPart(name, "it holds more than is allowed; split it")
            return
        date = next(_of_class(post, "date"), None)
        when = "" if date is None else date.get("title") or ""
        facts = Facts()
        facts.tell("outlet", outlet, "telegram: name of the chat")
        facts.tell("byline", writer if writer != facts.outlet else None, "telegram: from")
        facts.tell("published_on", day_of(_iso(when)), "telegram: date")
        if facts.published_on is None:
            yield BadPart(name, f"the date of this post is none: {when[:40]!r}")
            continue
        yield Part(name, partial(_document, text, f"xpath={paths[text]}", facts), original, in_list=True)


def _document(text: etree._Element, where: str, facts: Facts) -> Document:
    lines = (" ".join(clean(line).split()) for line in "".join(_in_order(text)).split("\n"))
    joined, places = join((line, where) for line in lines if line)
    return Document(joined, places, facts)


def _in_order(text: etree._Element) -> Iterator[str]:
    """The words of a post, a line end where one stands."""
    for event, one in etree.iterwalk(text, events=("start", "end")):
        if event == "start":
            yield "\n" if one.tag == "br" else ""
            yield " ".join((one.text or "").split("\n"))
        elif one is not text:
            yield " ".join((one.tail or "").split("\n"))


def _of_class(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (one for one in element.iter("div", "span", "a") if name in (one.get("class") or "").split())


def _words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _iso(when: str) -> str:
    """A day with its parts in the order of ISO 8601."""
    return "-".join(reversed(when[:_DAY].split(".")))
