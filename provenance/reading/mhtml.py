"""Web pages saved as one file (MHTML, RFC 2557), as Chrome, Edge and Internet Explorer write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime

from provenance.reading.document import Allowance, DamagedError, Part
from provenance.reading.saved import saved_page

PARTS = 20_000
HEADER = 20_000
"""Bytes of the header of a part that are looked at."""
LARGEST_PAGE = 5_000_000
"""Bytes of the page itself, without pictures."""
_TOLD = re.compile(rb'^[ \t]+boundary="([^"\r\n]{1,200})"', re.MULTILINE)
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
# The standard library's parser of headers stumbles over hostile ones in all of these ways.
_STUMBLES = (
    MessageError, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def open_mhtml(data: bytes, allowance: Allowance) -> Iterator[Part]:
    """The page that was saved, without its pictures and frames.

    Raises:
        DamagedError: There is no page in it.
    """
    head = _message(data[:HEADER])
    boundary = _boundary(head, data)
    start = (_header(head, "Snapshot-Content-Location") or _header(head, "Content-Location")).strip()
    page, address = _page(data, boundary, start)
    if len(page) > LARGEST_PAGE:
        raise DamagedError(f"its page is over the limit of {LARGEST_PAGE // 1_000_000} MB")
    allowance.spend(len(page))
    yield saved_page(page, start or address, _day(_header(head, "Date")), "mhtml")


def _page(data: bytes, boundary: bytes, start: str, *, nested: bool = True) -> tuple[bytes, str]:
    """The page among the parts, that of the address `start` if it is there, and its own address."""
    found: tuple[bytes, str] | None = None
    at, count = data.find(b"--" + boundary), 0
    while at >= 0 and count < PARTS:
        count += 1
        begin = data.find(b"\n", at) + 1
        end = data.find(b"\n--" + boundary, begin - 1) if begin else -1
        part = data[begin : end if end >= 0 else len(data)] if begin else b""
        at = end + 1 if end >= 0 else -1
        head = _message(part[:HEADER])
        inner = _inner(part, head, start) if nested else None
        if inner is not None and found is None:
            found = inner
        if not _header(head, "Content-Type").lower().lstrip().startswith(("text/html", "application/xhtml+xml")):
            continue
        address = _header(head, "Content-Location").strip()
        if found is None or address == start:
            found = _content(part, head), address
        if address == start or not start:
            break
    if found is None:
        raise DamagedError("there is no page in this MHTML; it is cut off before it, or no saved page")
    return found


def _inner(part: bytes, head: Message, start: str) -> tuple[bytes, str] | None:
    """The page of a part that offers it in several forms, as Internet Explorer writes it; None for other parts."""
    if not _header(head, "Content-Type").lower().lstrip().startswith("multipart/"):
        return None
    try:
        return _page(part, _boundary(head, part), start, nested=False)
    except DamagedError:
        return None


def _content(part: bytes, head: Message) -> bytes:
    """What a part holds, in UTF-8 where it says what it is in."""
    split = _EMPTY_LINE.search(part)
    if split is None:
        return b""
    whole = message_from_bytes(
        b"Content-Transfer-Encoding: " + _header(head, "Content-Transfer-Encoding").encode("ascii", "ignore") + b"\n\n"
    )
    try:
        whole.set_payload(part[split.end() :].decode("ascii", "surrogateescape"))
        content = whole.get_payload(decode=True)
        page = content if isinstance(content, bytes) else b""
    except _STUMBLES:
        return part[split.end() :]
    try:
        charset = head.get_content_charset()
        return page.decode(charset, errors="replace").encode("utf-8") if charset else page
    except _STUMBLES:  # an encoding that does not exist: the page itself may tell one
        return page


def _message(data: bytes) -> Message:
    """The header that bytes begin with."""
    split = _EMPTY_LINE.search(data)
    try:
        return message_from_bytes(data[: split.end() if split else len(data)], policy=compat32)
    except _STUMBLES as error:
        raise DamagedError("a header in this MHTML is damaged") from error


def _boundary(head: Message, data: bytes) -> bytes:
    try:
        boundary = head.get_boundary()
    except _STUMBLES:
        boundary = None
    if not boundary:
        told = _TOLD.search(data[:HEADER])  # behind a line that is no header
        if told is not None:
            return told[1]
        raise DamagedError("this MHTML does not say what stands between its parts")
    return boundary.encode("utf-8", "surrogateescape")


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except _STUMBLES:
        return ""


def _day(sent: str) -> datetime | None:
    try:
        return parsedate_to_datetime(sent)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
