"""Web pages saved by Safari (.webarchive, a property list of Apple's)."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers.expat import ExpatError

from provenance.reading.document import Allowance, DamagedError, Part
from provenance.reading.saved import saved_page

LARGEST_PAGE = 5_000_000
"""Bytes of the page itself, without pictures."""
_STUMBLES = (ArithmeticError, ExpatError, LookupError, MemoryError, RecursionError, TypeError, ValueError)
_READ = ("text/html", "application/xhtml+xml")


def open_webarchive(data: bytes, allowance: Allowance) -> Iterator[Part]:
    """The page that was saved, without its pictures and frames.

    Raises:
        DamagedError: There is no page in it.
    """
    try:
        saved: Any = plistlib.loads(data)
    except _STUMBLES as error:  # InvalidFileException is a ValueError
        raise DamagedError("this web archive is damaged; save the page anew") from error
    main = saved.get("WebMainResource") if isinstance(saved, Mapping) else None
    main = main if isinstance(main, Mapping) else {}
    page = main.get("WebResourceData")
    if not isinstance(page, bytes) or main.get("WebResourceMIMEType", "text/html") not in _READ:
        raise DamagedError("there is no page in this web archive")
    if len(page) > LARGEST_PAGE:
        raise DamagedError(f"its page is over the limit of {LARGEST_PAGE // 1_000_000} MB")
    allowance.spend(len(page))
    yield saved_page(_in_utf8(page, main.get("WebResourceTextEncodingName")), str(main.get("WebResourceURL", "")), None,
                     "webarchive")  # fmt: skip


def _in_utf8(page: bytes, encoding: object) -> bytes:
    try:
        return page.decode(str(encoding), errors="replace").encode("utf-8") if encoding else page
    except LookupError:  # an encoding that does not exist: the page itself may tell one
        return page
