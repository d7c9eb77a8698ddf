"""Web pages saved as one HTML file, pictures and all (SingleFile, monolith), and pages of the Wayback Machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from provenance.reading.document import Allowance, DamagedError, Part
from provenance.reading.saved import saved_page

LARGEST_PAGE = 5_000_000
"""Bytes without the pictures in it."""
_HEAD = 10_000
_SINGLE_FILE = re.compile(rb"Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\r\n]+)")
_MONOLITH = re.compile(rb"<!-- Saved from (\S+) at (\S+) using monolith")
_WAYBACK = ("BEGIN WAYBACK TOOLBAR INSERT", "__wm.wombat(", "AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON")
_WAYBACK_ADDRESS = re.compile(rb"__wm\.wombat\(\s*\"([^\"]+)\"\s*,\s*\"(\d{14})\"")
_WAYBACK_LINK = re.compile(rb"(?:(?:https?:)?//web\.archive\.org)?/web/(\d{14})(?:[a-z]{2}_)?/(?=https?:|mailto:)")
_WAYBACK_CANONICAL = re.compile(
    rb"<link[^<>]+canonical[^<>]+href=[\"']([^\"'<>]+)|property=[\"']og:url[\"'][^<>]+content=[\"']([^\"'<>]+)"
)
_TOOLBAR = re.compile(rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL)
_INLINE = re.compile(rb"data:[\w/+.;=-]{0,100},[^\"'\s)<>]{200,}")


def is_saved_html(text: str) -> bool:
    """Whether a page was saved by a program that says so, or by the Wayback Machine."""
    head = text[:_HEAD].encode("utf-8", errors="replace")
    return bool(_SINGLE_FILE.search(head) or _MONOLITH.search(head)) or any(sign in text for sign in _WAYBACK)


def open_saved_html(data: bytes, allowance: Allowance) -> Iterator[Part]:
    """The page, with the address that it was saved from and when; its inline pictures do not count towards the limit.

    Raises:
        DamagedError: It is over the limit without them.
    """
    page = _INLINE.sub(b"data:,", data)
    if len(page) > LARGEST_PAGE:
        raise DamagedError(f"without its pictures it is over the limit of {LARGEST_PAGE // 1_000_000} MB")
    allowance.spend(len(page))
    head = data[:_HEAD]
    single = _SINGLE_FILE.search(head)
    monolith = _MONOLITH.search(head)
    if single is not None:
        yield saved_page(page, _text(single[1]), _spoken(_text(single[2])), "singlefile", data)
    elif monolith is not None:
        yield saved_page(page, _text(monolith[1]), _iso(_text(monolith[2])), "monolith", data)
    else:
        address, at = _archived(page)
        yield saved_page(_WAYBACK_LINK.sub(b"", _TOOLBAR.sub(b"", page)), address, at, "wayback", data)


def _archived(page: bytes) -> tuple[str, datetime | None]:
    """The address that a page of the Wayback Machine had, and when it was captured."""
    told = _WAYBACK_ADDRESS.search(page)
    link = _WAYBACK_LINK.search(page)
    canonical = _WAYBACK_CANONICAL.search(page)
    address = told[1] if told else (canonical[1] or canonical[2]) if canonical else b""
    when = told[2] if told else link[1] if link else b""
    try:
        at = datetime.strptime(_text(when), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        at = None
    return _text(address), at


def _spoken(when: str) -> datetime | None:
    """A time as a browser writes it: Sun Mar 01 2026 12:00:00 GMT+0100 (Central European Standard Time)."""
    try:
        return datetime.strptime(when.partition(" (")[0].strip(), "%a %b %d %Y %H:%M:%S GMT%z")
    except ValueError:
        return None


def _iso(when: str) -> datetime | None:
    try:
        return datetime.fromisoformat(when)
    except ValueError:
        return None


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
