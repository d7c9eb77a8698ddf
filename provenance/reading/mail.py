"""E-mails (RFC 5322, MIME), by the standard library: the message, and what is attached to it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime

from provenance.reading.bounds import check_mail
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part, line_ends
from provenance.reading.html import read_visible
from provenance.reading.lines import unwrapped

PARTS = 500
DEEPEST = 20
"""Levels of messages within messages."""
# The standard library's parser of headers stumbles over hostile ones in all of these ways.
_STUMBLES = (
    MessageError, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def read_mail(data: bytes) -> Document:
    """The text of a message: plain if it is there, else its web page.

    A paragraph's place is the MIME part, counted from 1 in order, with the place in it (`part=2;char=0,70`).

    Raises:
        DamagedError: Its structure cannot be followed.
    """
    message = _parsed(data)
    facts = _facts(message)
    parts = list(_leaves(message))
    for kind in ("text/plain", "text/html"):
        for number, part in parts:
            if part.get_content_type() == kind and not _attached(part):
                body = _body(_payload(part), number, facts, plain=kind == "text/plain")
                if body.text.strip():
                    return body
    return Document("", (), facts)


def open_mail(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """What is attached to a message."""
    for number, part in _leaves(_parsed(data)):
        if _attached(part):
            content = _payload(part)
            name = f"/{_header(part.get_filename) or number}"
            if not allowance.spend(len(content)):
                yield BadPart(name, "what is attached unpacks to more than is allowed")
                return
            if part.get_content_maintype() not in ("image", "audio", "video"):
                yield Part(name.replace("..", "_"), content)


def _parsed(data: bytes) -> Message:
    check_mail(data)
    try:
        message = message_from_bytes(data.lstrip(b" \t\r\n"), policy=default)
        for number, _ in enumerate(message.walk()):
            if number > PARTS:
                raise DamagedError(f"it has more than {PARTS} parts")
    except _STUMBLES as error:
        if isinstance(error, DamagedError):
            raise
        raise DamagedError("the structure of this e-mail is damaged") from error
    return message


def _leaves(message: Message) -> list[tuple[int, Message]]:
    """The parts that are not made of parts; a message that is attached is one of them."""
    found: list[Message] = []

    def collect(part: Message, depth: int) -> None:
        if part.is_multipart() and part.get_content_maintype() == "multipart" and depth < DEEPEST:
            for child in part.get_payload():
                if isinstance(child, Message):
                    collect(child, depth + 1)
        else:
            found.append(part)

    try:
        collect(message, 0)
    except _STUMBLES as error:
        raise DamagedError("the structure of this e-mail is damaged") from error
    return list(enumerate(found, 1))


def _attached(part: Message) -> bool:
    if part.get_content_type() == "message/rfc822":
        return True
    try:
        return part.get_content_disposition() == "attachment" or part.get_content_maintype() not in (
            "text",
            "multipart",
        )
    except _STUMBLES:
        return False


def _payload(part: Message) -> bytes:
    """The content of a part, text in UTF-8. Raises DamagedError."""
    try:
        if part.get_content_type() == "message/rfc822":
            return _within(part)
        content = part.get_payload(decode=True)
    except _STUMBLES as error:
        raise DamagedError("a part of this e-mail cannot be decoded") from error
    data = content if isinstance(content, bytes) else b""
    try:
        charset = part.get_content_charset()
        if charset and part.get_content_maintype() == "text":
            return decode(data, charset).encode("utf-8", errors="replace")
    except _STUMBLES:  # an encoding that does not exist: `decode` tells one from the bytes
        return data
    return data


def _within(part: Message) -> bytes:
    """The message in a part; also one that was encoded, which RFC 2046 (section 5.2.1) forbids and some programs do."""
    inner = part.get_payload(0)
    assert isinstance(inner, Message)
    if str(part.get("Content-Transfer-Encoding", "")).lower() == "base64" and not inner.keys():
        return base64.b64decode(str(inner.get_payload()))
    return inner.as_bytes()


def _body(data: bytes, number: int, facts: Facts, *, plain: bool) -> Document:
    decoded = decode(data)
    if not plain:
        page = read_visible(decoded)
        places = tuple(place._replace(where=f"part={number};{place.where}") for place in page.places)
        return replace(page, places=places, facts=facts)
    lines, at = [], 0
    for line in line_ends(decoded).split("\n"):
        ends = line.rstrip() == "--"  # what follows is the signature (RFC 3676, section 4.3)
        lines.append(("" if ends else line, f"part={number};char={at},{at + len(line)}"))
        at += len(line) + 1
    return Document(*unwrapped(lines), facts)


def _facts(message: Message) -> Facts:
    """The subject as title, the sender as byline, the day on which it was sent in the sender's own time."""
    facts = Facts()
    facts.tell("title", _header(lambda: message["Subject"]), "mail: Subject")
    sender = _header(lambda: message["From"])
    if sender:
        name, address = parseaddr(sender)
        facts.tell("byline", name or address, "mail: From")
    sent = _header(lambda: message["Date"])
    try:
        day: datetime | None = parsedate_to_datetime(sent) if sent else None
    except (ValueError, TypeError, IndexError, OverflowError):
        day = None
    facts.tell("published_on", None if day is None else day.date(), "mail: Date")
    return facts


def _header(get: object) -> str | None:
    """The value of a header that may be malformed."""
    try:
        value = get()  # type: ignore[operator]
        return None if value is None else str(value)
    except _STUMBLES:
        return None
