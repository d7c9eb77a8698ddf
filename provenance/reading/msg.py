"""E-mails as Outlook saves them (.msg, MS-OXMSG), by python-oxmsg: the message, and what is attached to it."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any

from provenance.errors import MissingExtra
from provenance.model import Place
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part, line_ends
from provenance.reading.html import read_visible
from provenance.reading.lines import unwrapped

ATTACHMENTS = 500
_STUMBLES = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError, struct.error,
)  # fmt: skip


def read_msg(data: bytes) -> Document:
    """The text of a message: plain if it is there, else its web page; a place is one in the body (`body;char=0,70`).

    Raises:
        DamagedError: It cannot be followed.
        MissingExtra: python-oxmsg is not installed.
    """
    message = _loaded(data)
    facts = Facts()
    facts.tell("title", _written(_value(message, "subject") or ""), "msg: subject")
    sender = _written(_value(message, "sender") or "")
    facts.tell("byline", sender.partition("<")[0].strip().strip('"') or sender.strip("<>"), "msg: sender")
    sent = _value(message, "sent_date")
    facts.tell("published_on", None if sent is None else sent.date(), "msg: sent")
    plain = _value(message, "body")
    if plain and plain.strip():
        lines, at = [], 0
        for line in line_ends(plain).split("\n"):
            lines.append((line, f"body;char={at},{at + len(line)}"))
            at += len(line) + 1
        text, places = unwrapped(lines)
        return Document(text, places, facts)
    page = _value(message, "html_body")
    if not page:
        return Document("", (), facts)
    seen = read_visible(decode(page) if isinstance(page, bytes) else page)
    places = tuple(Place(place.start, place.end, f"body;{place.where}") for place in seen.places)
    return replace(seen, places=places, facts=facts)


def open_msg(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """What is attached to a message."""
    message = _loaded(data)
    for number, attached in enumerate(_value(message, "attachments") or (), 1):
        name = f"/{_value(attached, 'file_name') or number}".replace("..", "_")
        content = _value(attached, "file_bytes")
        if number > ATTACHMENTS or (content and not allowance.spend(len(content))):
            yield BadPart(name, "what is attached is more than is allowed")
            return
        kind = str(_value(attached, "mime_type") or "").partition("/")[0]
        if isinstance(content, bytes) and content.strip() and kind not in ("image", "audio", "video"):
            yield Part(name, content)


def _written(words: str) -> str:
    """Words of a header, which some programs leave encoded (RFC 2047)."""
    try:
        return str(make_header(decode_header(words))) if "=?" in words else words
    except (LookupError, ValueError, HeaderParseError):
        return words


def _loaded(data: bytes) -> Any:
    try:
        from oxmsg import Message
    except ImportError as error:
        raise MissingExtra("reading Outlook's e-mails (.msg)", "formats") from error
    try:
        return Message.load(io.BytesIO(data))
    except _STUMBLES as error:
        raise DamagedError("this e-mail is damaged; save it from Outlook anew, or as .eml") from error


def _value(thing: Any, name: str) -> Any:
    """A property, which is read when it is asked for; None where it is damaged."""
    try:
        return getattr(thing, name)
    except _STUMBLES:
        return None
