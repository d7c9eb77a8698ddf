"""A web page as a program saved it: its bytes, the address it was saved from, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from provenance.model import Original, Retrieval
from provenance.reading.addresses import original_address
from provenance.reading.decoding import decode
from provenance.reading.document import Document, Part
from provenance.reading.html import read_html
from provenance.reading.signatures import HTML


def saved_page(page: bytes, address: str, at: datetime | None, form: str, kept: bytes | None = None) -> Part:
    """The article of a page that a file holds.

    Args:
        page: The page, as it is read.
        address: Where it was saved from; anything but an http(s) address counts for nothing.
        at: When it was saved, where that is known.
        form: What the file is called in origins.
        kept: What is kept as the original, where that is more than the page.
    """
    address = original_address(address)
    known = address.startswith(("http://", "https://"))
    retrieval = None
    if known and at is not None:
        retrieval = Retrieval(url=address, at=at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC))
    read = partial(_document, page, address if known else None, form)
    return Part("", read, Original(page if kept is None else kept, HTML, retrieval))


def _document(page: bytes, address: str | None, form: str) -> Document:
    document = read_html(decode(page))
    document.facts.tell("url", address, f"{form}: address")
    return document
